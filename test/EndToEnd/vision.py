# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Blocks for images against PyTorch, on any number of threads: `vision.py LIBRARIES FOLDER`.

Tolerance: a sum of n products rounds by at most sqrt(n) u of its terms' size, in the probabilistic sense (Higham, Mary,
2019, with lambda = 1); norms bring activations back to size one, so over the 30 layers errors add. A layer has at most 147
products, and both sides round. Terms are larger than their sum by 4.
"""
import pathlib

import numpy as np

from Inputs.tenfold import U, Artifact, Report, command, same_bits, sys, write_safetensors
from Inputs.vision import images, weights

HERE = pathlib.Path(__file__).parent / "Inputs"
BOUND = 2 * 4 * 30 * 147**0.5 * U


def compile_for(shape, folder):
    """An artifact for images of one shape."""
    saved = write_safetensors(folder / "vision.safetensors", weights())
    model, artifact = folder / "vision.mlir", folder / "vision.so"
    known = "tensor<" + "x".join(map(str, shape)) + "xf32>"
    text = (HERE / "vision.mlir").read_text().replace(', nn.dims = ["batch", 3, "height", "width"]', "")
    # The argument and its use: all other types are inferred anew.
    model.write_text(text.replace("tensor<?x3x?x?xf32>", known, 2))
    command("tenfold", "compile", model, "--weights", saved, "-o", artifact, "--no-cache")
    return artifact


def without_weights(libraries, folder, report):
    command("tenfold", "compile", HERE / "blocks.mlir", "-o", folder / "blocks.so", "--no-cache")
    session = Artifact(folder / "blocks.so", pathlib.Path(libraries) / "libtenfold_runtime.so").session(2)
    with np.load(HERE.parents[1] / "Numerics" / "Inputs" / "torch_windows.npz") as goldens:
        expected = [goldens[name + ".y"] for name in ("move_shuffle", "move_unshuffle", "resize_bilinear", "resize_bicubic", "resize_nearest", "norm_local")]
        inputs = [goldens[name + ".x"] for name in ("move_shuffle", "move_unshuffle", "resize_bilinear", "norm_local")]
        results = session(inputs, *[y.shape for y in expected])
    # Two interpolations of four weights, or a dozen roundings.
    for number, (y, result) in enumerate(zip(expected, results)):
        bound = (0 if number in (0, 1, 4) else 100 * U) * np.abs(y).max()
        report.expect(np.abs(y - result).max() <= bound, f"result {number} of blocks.mlir")


def main(libraries, folder):
    folder, report = pathlib.Path(folder), Report()
    folder.mkdir(parents=True, exist_ok=True)
    without_weights(libraries, folder, report)
    with np.load(HERE / "torch_vision.npz") as goldens:
        for name, x in images().items():
            expected = goldens[name]
            artifact = Artifact(compile_for(x.shape, folder), pathlib.Path(libraries) / "libtenfold_runtime.so")
            results = [artifact.session(threads)([x], expected.shape) for threads in (1, 2, 5)]
            worst = np.abs(results[0].astype(np.float64) - expected).max() / np.abs(expected).max()
            report.expect(worst <= BOUND, f"{name} against PyTorch: relative difference {worst:.3g}, bound {BOUND:.3g}")
            report.expect(all(same_bits(results[0], other) for other in results), f"{name} on other numbers of threads")
    report.finish()


main(*sys.argv[1:])
