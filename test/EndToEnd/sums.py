# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How exact compiled sums are: `sums.py FOLDER LIBRARIES`. A chain of n additions may err by n u; those of an image add
blocks of 64 first, whichever way its elements lie."""
import pathlib
import sys

import numpy as np

from Inputs.tenfold import Artifact, Report, U, command

HEIGHT, WIDTH, CHANNELS = 53, 331, 19
MODEL = f"""
func.func @rows(%x: tensor<{CHANNELS}x{HEIGHT}x{WIDTH}xf32>) -> tensor<{CHANNELS}x1x1xf32> {{
  %0 = nn.reduce mean %x [1, 2] : tensor<{CHANNELS}x{HEIGHT}x{WIDTH}xf32>
  return %0 : tensor<{CHANNELS}x1x1xf32>
}}
func.func @columns(%x: tensor<{HEIGHT}x{WIDTH}x{CHANNELS}xf32>) -> tensor<1x1x{CHANNELS}xf32> {{
  %0 = nn.reduce mean %x [0, 1] : tensor<{HEIGHT}x{WIDTH}x{CHANNELS}xf32>
  return %0 : tensor<1x1x{CHANNELS}xf32>
}}
func.func @unknown(%x: tensor<?x?xf32>) -> tensor<1x?xf32> {{
  %0 = nn.reduce mean %x [0] : tensor<?x?xf32>
  return %0 : tensor<1x?xf32>
}}
"""


def main(folder, libraries):
    folder, report = pathlib.Path(folder), Report()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sums.mlir").write_text(MODEL)
    command("tenfold", "compile", folder / "sums.mlir", "-o", folder / "sums.so", "--no-cache")
    session = Artifact(folder / "sums.so", f"{libraries}/libtenfold_runtime.so").session(1)
    x = np.full((HEIGHT, WIDTH, CHANNELS), 0.1, np.float32)  # a chain rounds each sum of equals to the same side
    x *= 1 + np.arange(CHANNELS, dtype=np.float32)
    exact = x[0, 0].astype(np.float64)
    blocks = HEIGHT * -(-WIDTH // 64)
    for name, given, shape in (("rows", x.transpose(2, 0, 1), (CHANNELS, 1, 1)), ("columns", x, (1, 1, CHANNELS)),
                               ("unknown", x.reshape(-1, CHANNELS), (1, CHANNELS))):
        got = np.empty(shape, np.float32)
        session.prepare([np.ascontiguousarray(given)], [got], name)()
        error = np.abs(got.reshape(-1) / exact - 1).max()
        report.expect(error <= (64 + blocks + 2) * U, f"{name}: {error:.2g} off")
    report.finish()


main(*sys.argv[1:])
