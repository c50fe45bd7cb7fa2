# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Equal bits on any number of threads, in any batch, and with a kernel call repeated: `same_bits.py LIBRARIES FOLDER`."""
import pathlib
import re

from Inputs.tenfold import FULL, MODEL, Artifact, Report, command, compile_encoder, inputs, same_bits, sys


def on_threads(artifact, report):
    sessions = {threads: artifact.session(threads) for threads in (1, 2, 5)}
    for batch, seq in [(1, 1), (1, 16), (1, 200), (2, 97), (3, 7), (5, 31), (16, 1), (16, 65), (8, 128)]:
        case = inputs(batch, seq)
        results = {threads: session.encode(case) for threads, session in sessions.items()}
        for threads in (2, 5):
            report.expect(same_bits(results[1], results[threads]), f"{batch} x {seq} on {threads} threads")


def in_batch(artifact, report):
    session = artifact.session(2)
    for seq in (1, 2, 5, 16, 33, 97, 200):
        case = inputs(16, seq)
        together = session.encode(case)
        for entry in (0, 7, 15):
            alone = session.encode({name: value[entry:entry + 1] for name, value in case.items()})
            report.expect(same_bits(alone[0], together[entry]), f"seq {seq}, entry {entry} alone")


def recomputed(program, step):
    """The program with call number `step` made again into a new buffer, just before the last reader of its result; null
    when the call writes a result of the entry."""
    lines = program.splitlines()
    calls = [i for i, line in enumerate(lines) if re.match(r"    (func\.)?call @kernel", line)]
    at = calls[step]
    operands = re.search(r"\((.*?)\) : ", lines[at])[1].split(", ")
    # The last operand that is a view, as it is or reshaped, is what the kernel writes.
    written = operands[-1]
    view = next((i for i, line in enumerate(lines) if line.startswith(f"    {written} = memref.view ")), None)
    readers = [i for i in calls if i > at and re.search(re.escape(written) + r"\b(?!_)", lines[i])]
    if view is None or not readers:
        return None
    offsets = re.search(r"memref\.load (%\w+)\[", program)[1]
    clone = [f"    %again_0 = memref.load {offsets}[%again] : memref<?xi64>", "    %again_1 = arith.index_cast %again_0 : i64 to index",
             re.sub(r"%\w+ = memref\.view (%\w+)\[%\w+\]", r"%again_2 = memref.view \1[%again_1]", lines[view]),
             re.sub(re.escape(written) + r"\)", "%again_2)", lines[at])]
    last = readers[-1]
    lines[last] = re.sub(re.escape(written) + r"\b(?!_)", "%again_2", lines[last])
    return numbered(lines[:last] + clone + lines[last:], offsets)


def numbered(lines, offsets):
    """Offsets are used once and in order."""
    result, number = [], 0
    for line in lines:
        if f"memref.load {offsets}[" in line:
            result.append(f"    %offset_{number} = arith.constant {number} : index")
            line = re.sub(r"\[%\w+\]", f"[%offset_{number}]", line)
            number += 1
        result.append(line)
    return "\n".join(result) + "\n"


def with_recompute(artifact, weights, folder, report):
    """Each kernel call of the program once more, into a buffer of its own that the last
    reader reads: one call of each kernel, all in the full tier."""
    session, case = artifact.session(2), inputs(3, 37)
    expected = session.encode(case)
    program = command("tenfold", "compile", MODEL, "--to=plan")
    kernels, done = re.findall(r"    call @(kernel_\w+)", program), set()
    for step, kernel in enumerate(kernels):
        text = None if kernel in done and not FULL else recomputed(program, step)
        if text is None:
            continue
        done.add(kernel)
        again, planned, plan, binary = (folder / f"again{step}{ending}" for ending in (".mlir", ".plan.mlir", ".json", ".so"))
        again.write_text(text)
        command("tenfold-opt", again, f"--tenfold-plan-memory=json={plan}", "-o", planned)
        command("tenfold-plan-check", plan, planned)
        command("tenfold", "compile", "--from=tile", planned, "--weights", weights, "-o", binary, "--no-cache")
        got = Artifact(binary, artifact.library).session(2).encode(case)
        report.expect(same_bits(expected, got), f"step {step} computed again")
    report.expect(len(done) >= 5, f"only {done} were computed again")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    path, weights = compile_encoder(folder)
    artifact = Artifact(path, f"{libraries}/libtenfold_runtime.so")
    on_threads(artifact, report)
    in_batch(artifact, report)
    with_recompute(artifact, weights, folder, report)
    report.finish()


main(*sys.argv[1:])
