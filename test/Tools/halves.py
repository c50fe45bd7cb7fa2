# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""f32 on its way to a model of halves and back: `halves.py FOLDER`."""
import pathlib
import subprocess
import sys

import numpy as np

FOLDER = pathlib.Path(sys.argv[1])
MODEL = """
func.func @main(%b: tensor<?xbf16> {nn.name = "b", nn.dims = ["n"]}, %h: tensor<?xf16> {nn.name = "h", nn.dims = ["n"]})
    -> (tensor<?xbf16> {nn.name = "brain"}, tensor<?xf16> {nn.name = "half"}) {
  return %b, %h : tensor<?xbf16>, tensor<?xf16>
}
"""


def to_brain(x):
    """Eight bits of mantissa, ties to even; below 2^-126 in steps of 2^-133."""
    wide = x.astype(np.float64)
    _, exponent = np.frexp(wide)
    step = np.ldexp(1.0, np.maximum(exponent - 8, -133))
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(np.isfinite(wide), np.round(wide / step) * step, wide).astype(np.float32)


def main():
    rng = np.random.default_rng(0)
    hard = [0.0, -0.0, np.inf, -np.inf, np.nan, 1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-8 + 2**-20, 3.4e38, -3.39e38, 1e-40, 2**-134,
            65519, 65520, 2**-25, 2**-24]
    x = np.array([*hard, *rng.standard_normal(83)], np.float32)
    (FOLDER / "m.mlir").write_text(MODEL)
    np.savez(FOLDER / "in.npz", b=x, h=x)
    subprocess.run(["tenfold", "run", FOLDER / "m.mlir", "--inputs", FOLDER / "in.npz", "--outputs", FOLDER / "out.npz"], check=True)
    with np.load(FOLDER / "out.npz") as out, np.errstate(over="ignore"):
        for name, expected in (("brain", to_brain(x)), ("half", x.astype(np.float16))):
            assert out[name].dtype == expected.dtype, f"{name}: {out[name].dtype}"
            wrong = ~((out[name] == expected) & (np.signbit(out[name]) == np.signbit(expected)) | np.isnan(x) & np.isnan(out[name]))
            assert not wrong.any(), f"{name}: {x[wrong]} became {out[name][wrong]}, expected {expected[wrong]}"
    summary = subprocess.run(["tenfold", "run", FOLDER / "m.mlir", "--inputs", FOLDER / "in.npz"], check=True, capture_output=True, text=True)
    assert "brain [99] bf16 " in summary.stdout and "half [99] f16 " in summary.stdout, summary.stdout


main()
