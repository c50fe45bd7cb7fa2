# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels over prefixes against NumPy, at every kind of length; what lies beyond is NaN: `prefix.py LIBRARIES FOLDER`."""
import pathlib

from Inputs.tenfold import Artifact, Report, command, np, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "prefix.mlir"
U = 2.0**-24


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True, initial=-np.inf))
    return e / e.sum(-1, keepdims=True)


def expected(x, y, q, k, v, length):
    """In f64: results, and bounds on the rounding of f32 sums of so many terms."""
    x, y, q, k, v = (a.astype(np.float64) for a in (x, y, q, k, v))
    rows, columns, y = x[:, :max(length, 0)], x[:max(length, 0)], y[:max(length, 0)]
    k, v = k[:, :, :max(length, 0)], v[:, :, :max(length, 0)]
    weights = softmax(q @ k.swapaxes(2, 3) / np.sqrt(8))
    results = [np.exp(rows).sum(1, keepdims=True), columns.max(0, keepdims=True, initial=-np.inf), rows @ y,
               (softmax(rows) ** 2).sum(1), weights @ v]
    sizes = [results[0], 0, np.abs(rows) @ np.abs(y), 1, weights @ np.abs(v)]
    return results, [4 * U * (rows.shape[1] + k.shape[2] + 8) * size for size in sizes]


def check(session, batch, n, capacity, length, report):
    rng = np.random.default_rng(length + 1000)
    shapes = (5, 83), (83, 7), (batch, 6, n, 8), (batch, 1, capacity, 8), (batch, 1, capacity, 8)
    x, y, q, k, v = (rng.standard_normal(shape).astype(np.float32) for shape in shapes)
    results, bounds = expected(x, y, q, k, v, length)
    k[:, :, max(length, 0):] = v[:, :, max(length, 0):] = np.nan
    got = session([x, y, q, k, v, np.array(length)], *(r.shape for r in results))
    for i, (g, r, bound) in enumerate(zip(got, results, bounds)):
        with np.errstate(invalid="ignore"):  # the maximum of nothing is -inf
            good = (np.abs(g - r) <= bound) | (g == r)
        report.expect(good.all(), f"batch {batch}, capacity {capacity}, length {length}: result {i}, {g[~good]} for {r[~good]}")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    command("tenfold", "compile", MODEL, "-o", folder / "prefix.so", "--no-cache")
    session = Artifact(folder / "prefix.so", f"{libraries}/libtenfold_runtime.so").session(2)
    for batch, n, capacity in ((2, 7, 89), (1, 1, 4096), (3, 0, 61), (2, 5, 0)):
        for length in (-7, 0, 1, 3, 16, 61, 83, 97, 2**62):
            check(session, batch, n, capacity, length, report)
    report.finish()


main(*sys.argv[1:])
