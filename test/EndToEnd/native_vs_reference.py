# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One artifact against the interpreter, at many sizes and with hard inputs: `native_vs_reference.py LIBRARIES FOLDER`.

Tolerance: a sum of n products rounds by at most sqrt(n) u of its terms' size, in the probabilistic sense (Higham, Mary,
2019, with lambda = 1); a layer norm brings each row back to size one, so over the depth errors add. `ROUNDING` is the
sum over the reductions on the way from input to output. Native code and reference round independently: twice. The rest
is the size of the terms against that of the result, taken as 4.
"""
import pathlib

import numpy as np

from Inputs.tenfold import FULL, MODEL, U, Artifact, Report, command, compile_encoder, inputs, same_bits, sys


def rounding(seq):
    norm, linear, wide, attention = 2 * 48**0.5, 48**0.5, 192**0.5, 16**0.5 + 2 * seq**0.5
    return norm + 2 * (linear + attention + linear + norm + linear + wide + norm)


def reference(case, weights, folder):
    np.savez(folder / "in.npz", **case)
    command("tenfold", "run", MODEL, "--backend=reference", "--weights", weights, f"--inputs={folder / 'in.npz'}",
            f"--outputs={folder / 'out.npz'}")
    with np.load(folder / "out.npz") as results:
        return results["hidden"]


def agree(expected, got, seq):
    if expected.shape != got.shape or not np.array_equal(np.isnan(expected), np.isnan(got)):
        return "shape or NaN"
    worst = np.nanmax(np.abs(expected.astype(np.float64) - got), initial=0.0)
    bound = 2 * 4 * U * rounding(seq) * np.nanmax(np.abs(expected), initial=1.0)
    return "" if worst <= bound else f"difference {worst:.3g}, bound {bound:.3g}"


def with_mask(batch, seq, rows):
    """The rows of these entries have no key."""
    case = inputs(batch, seq)
    case["mask"][rows] = 0
    return case


def with_shift(value, at=(1, 2, 3), keep=1):
    case = inputs(3, 7)
    case["mask"][:] = 1
    case["mask"][at[:2]] = keep
    case["shift"][at] = value
    return case


def cases():
    sizes = [(0, 5), (5, 0), (0, 0), (1, 1), (1, 2), (3, 7), (16, 1), (2, 33), (1, 131), (1, 200)]
    sizes += [(b, s) for b in (1, 2, 5, 16) for s in (3, 8, 16, 17, 31, 64, 97, 128, 199)] if FULL else []
    for batch, seq in sizes:
        yield f"{batch} x {seq}", inputs(batch, seq)
    yield "one masked entry", with_mask(3, 7, [1])
    yield "all masked", with_mask(2, 5, slice(None))
    for value in (np.nan, np.inf, -np.inf, 1e15, -1e15, 1e-42):
        yield f"{value} kept", with_shift(value)
        yield f"{value} not kept", with_shift(value, keep=0)


def isolated(session, report):
    """What one entry holds reaches no other. Within it NaN reaches every row, even from a token that is not kept: weight
    zero times NaN. Squares that overflow in the norm (3e38) are inf, so the row is finite and not the reference's, which
    has the whole norm in f64."""
    other = [0, 2]
    for value in (np.nan, np.inf, 3e38):
        for keep in (0, 1):
            plain = session.encode(with_shift(0.5, keep=keep))
            spoilt = session.encode(with_shift(value, keep=keep))
            name = f"{value}, kept {keep}"
            report.expect(np.isnan(spoilt[1]).all() == (value != 3e38), f"{name}: NaN in {np.isnan(spoilt[1]).sum()} places")
            report.expect(same_bits(plain[other], spoilt[other]), f"{name}: other entries changed")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    artifact, weights = compile_encoder(folder)
    session = Artifact(artifact, f"{libraries}/libtenfold_runtime.so").session(2)
    for name, case in cases():
        problem = agree(reference(case, weights, folder), session.encode(case), case["ids"].shape[1])
        report.expect(not problem, f"{name}: {problem}")
    isolated(session, report)
    report.finish()


main(*sys.argv[1:])
