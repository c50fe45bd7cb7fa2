# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Two hundred sessions at once on one artifact agree, and a traced one reports the steps of the plan:
`sessions.py LIBRARIES FOLDER [MODEL.so]`."""
import ctypes
import json
import pathlib
import threading

from Inputs.tenfold import Artifact, Report, compile_encoder, inputs, same_bits, sys

SESSIONS = 200
SIZES = [(1, 16), (2, 33), (3, 7), (1, 97), (5, 1)]


def traced(artifact, case, report):
    """Begin and end of each kernel call, in the order of the plan's steps, by the number of the kernel in the plan."""
    plan = json.loads(artifact.plan())
    numbers = {kernel["name"]: index for index, kernel in enumerate(plan["kernels"])}
    expected = [(numbers[step["kernel"]], end) for step in plan["functions"][0]["steps"] for end in (0, 1)]
    session, events = artifact.session(2), []
    note = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32)(lambda _, *event: events.append(event))
    artifact.api.tenfold_session_set_trace(session.handle, note, None)
    session.encode(case)
    report.expect(events == expected, f"traced {events}, expected {expected}")


def main(libraries, folder):
    report = Report()
    path, _ = compile_encoder(pathlib.Path(folder))
    artifact = Artifact(path, f"{libraries}/libtenfold_runtime.so")
    cases = [inputs(*size) for size in SIZES]
    expected = [artifact.session(1).encode(case) for case in cases]
    start, wrong = threading.Barrier(SESSIONS), []

    def work(number):
        try:
            session = artifact.session(1 + number % 3)
            start.wait()
            for turn in range(len(cases)):  # each in its own order of sizes
                at = (number + turn) % len(cases)
                if not same_bits(expected[at], session.encode(cases[at])):
                    wrong.append(f"session {number}, {SIZES[at]}: other bits")
        except Exception as error:  # a thread's exception would be lost
            start.abort()
            wrong.append(f"session {number}: {error}")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.expect(not wrong, "; ".join(wrong[:5]))
    traced(artifact, cases[0], report)
    report.finish()


main(*sys.argv[1:])
