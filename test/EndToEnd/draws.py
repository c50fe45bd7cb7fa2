# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Dropout and initialisers of the library against Philox in NumPy: `draws.py FOLDER`."""
import pathlib
import sys

from Inputs.tenfold import Report, U, command, np, same_bits

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Numerics"))
from philox import draw

MODEL = pathlib.Path(__file__).with_name("Inputs") / "random.mlir"
SEED, COUNTER = 23, 2**33


def truncated(shape):
    z = draw("normal", SEED, COUNTER, shape)[0].astype(np.float64)
    for k in range(1, 8):
        z = np.where(np.abs(z) > 2, draw("normal", SEED, COUNTER + k * 2**40, shape)[0], z)
    return 3 * np.clip(z, -2, 2)


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng, rows, columns = np.random.default_rng(1), 53, 37
    x, rate = rng.standard_normal((rows, columns)).astype(np.float32), np.float32(0.25)
    np.savez(folder / "in.npz", x=x, rate=rate, seed=np.array(SEED), counter=np.array(COUNTER))
    results = {}
    for backend in ("native", "reference"):
        command("tenfold", "run", MODEL, "--inputs", folder / "in.npz", "--outputs", folder / f"{backend}.npz", f"--backend={backend}", "--no-cache")
        with np.load(folder / f"{backend}.npz") as out:
            results[backend] = {name: out[name] for name in out.files}
    u, z = (draw(kind, SEED, COUNTER, x.shape)[0] for kind in ("uniform", "normal"))
    want = {"dropout": np.where(u >= rate, x / np.float32(0.75), np.float32(0)), "truncated": truncated(x.shape),
            "kaiming_uniform": (2 * u - 1) * np.sqrt(6 / columns), "kaiming_normal": z * np.sqrt(2 / columns),
            "xavier_uniform": (2 * u - 1) * np.sqrt(6 / (rows + columns)), "xavier_normal": z * np.sqrt(2 / (rows + columns))}
    left, singular, right = np.linalg.svd(z.astype(np.float64), full_matrices=False)
    for backend, got in results.items():
        # Of the rounding of z, the directions of small singular values keep |z| / s; that of each step is damped by the next.
        error = np.abs(got["orthogonal"] - left @ right).max()
        report.expect(error <= 2**7 * U * singular[0] / singular[-1], f"{backend}: orthogonal is {error:.3g} off")
        gram = got["orthogonal"].T.astype(np.float64) @ got["orthogonal"]
        report.expect(np.abs(gram - np.eye(columns)).max() <= 2 * columns * U, f"{backend}: columns are not orthonormal")
        report.expect(same_bits(got["dropout"], want["dropout"].astype(np.float32)), f"{backend}: dropout")
        for name, value in want.items():
            error = np.abs(got[name] - value).max()
            # The angle of a normal number is rounded to 2 pi units, a radius of at most 5.8 scales it.
            report.expect(error <= 2**7 * U, f"{backend}: {name} is {error:.3g} off")
    report.expect(np.abs(results["native"]["truncated"]).max() <= 6, "truncated: beyond two deviations")
    report.finish()


main(*sys.argv[1:])
