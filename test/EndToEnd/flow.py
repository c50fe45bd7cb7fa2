# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Nested control flow, natively and by the reference, against loops in NumPy: `flow.py FOLDER`. A step rounds a sum of six
products below 2 and a tanh, whose slope is at most 1, and its matrix shortens what is carried."""
import pathlib
import sys

from Inputs.tenfold import Report, U, command, np, same_bits, write_safetensors

MODEL = pathlib.Path(__file__).with_name("Inputs") / "flow.mlir"


def expected(p, xs, h0, cache, at, w):
    outer, inner, batch = xs.shape[:3]
    h, every = h0.astype(np.float64), np.zeros(xs.shape)
    if p:
        for o in reversed(range(outer)):
            for i in range(inner):
                every[o, i] = h
                h = np.tanh(h @ w.T + xs[o, i])
    else:
        h, every = -h, xs
    written = cache.astype(np.float64)
    for b, i in np.ndindex(batch, inner):
        for place in at[i, b]:
            if 0 <= place < cache.shape[1]:
                written[b, place] = h[b]
    return {"last": h, "all": every, "written": written, "halved": h / 8}


def run(folder, weights, inputs, *options):
    command("tenfold", "run", folder / "flow.so" if weights is None else MODEL, "--inputs", inputs, "--outputs", folder / "out.npz",
            *(["--weights", weights] if weights else []), *options)
    with np.load(folder / "out.npz") as out:
        return {name: out[name] for name in out.files}


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    w = (rng.standard_normal((5, 5)) / 5).astype(np.float32)
    weights = write_safetensors(folder / "w.safetensors", {"w": w})
    command("tenfold", "compile", MODEL, "--weights", weights, "-o", folder / "flow.so", "--no-cache")
    for outer, inner, batch, ctx in [(3, 2, 4, 6), (1, 1, 1, 1), (0, 3, 2, 5), (2, 0, 3, 7), (2, 3, 0, 5), (7, 5, 3, 11)]:
        for p in (True, False):
            xs, h0 = rng.standard_normal((outer, inner, batch, 5)), rng.standard_normal((batch, 5))
            given = {"p": np.array(p), "xs": xs.astype(np.float32), "h0": h0.astype(np.float32),
                     "cache": rng.standard_normal((batch, ctx, 5)).astype(np.float32),
                     "at": rng.integers(-1, ctx + 1, (inner, batch, 2))}
            np.savez(folder / "in.npz", **given)
            native = run(folder, None, folder / "in.npz", "--threads", "1")
            case = f"{outer}x{inner}x{batch}x{ctx} {p}"
            for name, value in run(folder, None, folder / "in.npz", "--threads", "2").items():
                report.expect(same_bits(value, native[name]), f"{case}: {name} on two threads")
            for backend, got in [("native", native), ("reference", run(folder, weights, folder / "in.npz", "--backend=reference"))]:
                for name, want in expected(**given, w=w).items():
                    error = np.abs(got[name] - want).max(initial=0)
                    bound = 35 * 16 * U
                    report.expect(error <= bound, f"{case} {backend}: {name} is {error:.3g} off, bound {bound:.3g}")
    report.finish()


main(*sys.argv[1:])
