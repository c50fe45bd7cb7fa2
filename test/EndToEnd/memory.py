# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measured memory against what the artifact promises: `memory.py LIBRARIES FOLDER`.

A session's memory is what the process gains in anonymous pages from its making to the end of its first call; threads,
code and metadata are there from a call of another session. Outputs and inputs are the caller's and made before. Their
sum, with the weights that the artifact says, is the peak that is printed.
"""
import ctypes
import pathlib

from Inputs.tenfold import Artifact, Report, anonymous, command, compile_encoder, inputs, np, sys

THREADS = 2
PAGE = 4096


class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]


libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Mallinfo


def virtual():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * PAGE


def first_call(artifact, case, report):
    """Arena and scratch of a session at its first call, at most as promised, each rounded up to a page; and as little as
    the bookkeeping of a session besides."""
    batch, seq = case["ids"].shape
    output = np.zeros((batch, seq, 48), np.float32)
    output.fill(1)
    before = anonymous()
    session = artifact.session(THREADS)
    session.prepare([np.ascontiguousarray(a) for a in case.values()], [output])()
    gained = anonymous() - before
    memory = artifact.memory((batch, seq), THREADS)
    promised = memory.arena + memory.scratch
    # Two roundings to a page, and 16 pages for the heap of the interpreter and of the session's tables.
    report.expect(gained <= promised + 18 * PAGE, f"{batch} x {seq}: gained {gained}, promised {promised}")
    report.expect(memory.peak == memory.weights + memory.inputs + memory.outputs + promised, f"{batch} x {seq}: peak is no sum")
    print(f"{batch} x {seq}: arena and scratch {promised} promised, {gained} measured; peak {memory.peak}")
    return session


def heap_growth(call, times):
    before = libc.mallinfo2()
    for _ in range(times):
        call()
    after = libc.mallinfo2()
    return after.uordblks + after.hblkhd - before.uordblks - before.hblkhd


def second_call(session, case, report):
    """Nothing is kept, neither from the heap nor by a new mapping; what is taken and given back within a call is counted
    by the runtime's own tests."""
    batch, seq = case["ids"].shape
    output = np.zeros((batch, seq, 48), np.float32)
    call = session.prepare([np.ascontiguousarray(a) for a in case.values()], [output])
    call()
    space = virtual()
    # The interpreter makes objects too, as many without a call; the least of three.
    least = min(heap_growth(call, 20) for _ in range(3)) - min(heap_growth(call, 0) for _ in range(3))
    report.expect(least <= 0, f"{batch} x {seq}: the heap grew by {least}")
    report.expect(space == virtual(), f"{batch} x {seq}: address space {space} to {virtual()}")


def peaks(artifact, report):
    bound = artifact.memory(None, THREADS)
    for batch in (0, 1, 2, 3, 5, 8, 15, 16):
        for seq in (0, 1, 2, 7, 16, 47, 48, 49, 97, 128, 199, 200):
            for threads in (1, 2, 5):
                at, most = artifact.memory((batch, seq), threads), artifact.memory(None, threads)
                report.expect(at.peak <= most.peak, f"{batch} x {seq}: {at.peak} bytes, {most.peak} at the bounds")
    report.expect(artifact.memory((16, 200), THREADS).peak == bound.peak, "the bounds are a size like others")


def main(libraries, folder):
    report = Report()
    path, _ = compile_encoder(pathlib.Path(folder))
    undefined = command("llvm-nm", "-D", "--undefined-only", path)
    report.expect(not undefined.strip(), f"the artifact asks for {undefined}, which may allocate")
    artifact = Artifact(path, f"{libraries}/libtenfold_runtime.so")
    artifact.session(THREADS).encode(inputs(1, 1))
    for size in [(1, 1), (2, 31), (3, 97), (16, 64), (16, 200)]:
        case = inputs(*size)
        second_call(first_call(artifact, case, report), case, report)
    peaks(artifact, report)
    report.finish()


main(*sys.argv[1:])
