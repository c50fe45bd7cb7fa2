# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights in blocks stay in blocks: `stored_weights.py FOLDER`. A gather, two layers and a tied output in every format that
compiled code reads, against NumPy on what the `gguf` package decodes; and the artifact is as small as the file.
"""
import itertools
import pathlib

import numpy as np
from gguf import GGML_QUANT_SIZES, GGUFWriter, GGMLQuantizationType as Type, dequantize

from Inputs.tenfold import Report, command, sys

ROWS, WIDTH, INNER = 101, 256, 512
FORMATS = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q6_K", "F16", "BF16"]
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q6_K": [208]}
U = 2.0**-24
MODEL = f"""
nn.block @main(%ids: tensor<?x?xi64> {{nn.dims = ["b", "s"], nn.range = [0, {ROWS}]}})
    -> (tensor<?x?x{ROWS}xf32> {{nn.name = "logits"}}, tensor<?x?x{WIDTH}xf32> {{nn.name = "rows"}}) {{
  %0 = nn.apply @embedding "table" (%ids) {{ROWS = {ROWS}, WIDTH = {WIDTH}}} : (tensor<?x?xi64>) -> tensor<?x?x{WIDTH}xf32>
  %up = nn.param "up" [{INNER}, {WIDTH}] : tensor<{INNER}x{WIDTH}xf32>
  %1 = nn.einsum %0, %up "b s i, o i -> b s o" : tensor<?x?x{WIDTH}xf32>, tensor<{INNER}x{WIDTH}xf32>
  %down = nn.param "down" [{WIDTH}, {INNER}] : tensor<{WIDTH}x{INNER}xf32>
  %2 = nn.einsum %1, %down "b s i, o i -> b s o" : tensor<?x?x{INNER}xf32>, tensor<{WIDTH}x{INNER}xf32>
  %table = nn.param "table.weight" [{ROWS}, {WIDTH}] : tensor<{ROWS}x{WIDTH}xf32>
  %3 = nn.einsum %2, %table "b s i, o i -> b s o" : tensor<?x?x{WIDTH}xf32>, tensor<{ROWS}x{WIDTH}xf32>
  nn.return %3, %0 : tensor<?x?x{ROWS}xf32>, tensor<?x?x{WIDTH}xf32>
}}
"""


def blocks(rng, rows, width, name):
    """Random blocks whose scales are small numbers."""
    count, size = GGML_QUANT_SIZES[Type[name]]
    if name in ("F16", "BF16"):
        values = (rng.standard_normal((rows, width)) * 0.1).astype(np.float32)
        return values.astype(np.float16).view(np.uint8) if name == "F16" else (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
    raw = rng.integers(0, 256, (rows, width // count, size), dtype=np.uint8)
    for at in SCALES[name]:
        raw[:, :, at:at + 2] = (rng.standard_normal(raw.shape[:2]) * 0.01).astype(np.float16)[..., None].view(np.uint8)
    return raw.reshape(rows, -1)


def write(path, rng, formats):
    """Writes the weights; their values and bytes."""
    writer, values, stored = GGUFWriter(path, "test"), {}, 0
    for (name, rows, width), kind in zip([("table.weight", ROWS, WIDTH), ("up", INNER, WIDTH), ("down", WIDTH, INNER)], formats):
        raw = blocks(rng, rows, width, kind)
        writer.add_tensor(name, raw, raw_dtype=Type[kind])
        values[name], stored = dequantize(raw, Type[kind]).astype(np.float64), stored + raw.nbytes
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return values, stored


def chain(x, matrices):
    """x times the matrices, and a bound: each of k products and sums rounds."""
    bound = np.zeros_like(x)
    for w in matrices:
        magnitude = np.abs(x) @ np.abs(w.T)
        bound = bound @ np.abs(w.T) + (w.shape[1] + 1) * U * magnitude
        x = x @ w.T
    return x, 2 * bound


def check(report, folder, formats, seed):
    rng = np.random.default_rng(seed)
    values, stored = write(folder / "weights.gguf", rng, formats)
    (folder / "model.mlir").write_text(MODEL)
    command("tenfold", "compile", folder / "model.mlir", "--weights", folder / "weights.gguf", "-o", folder / "model.so")
    report.expect((folder / "model.so").stat().st_size < 2.2 * stored + 500_000, f"{formats}: an artifact of decoded weights")
    for shape in [(1, 1), (1, 2), (2, 37), (1, 130), (0, 3)]:
        ids = rng.integers(0, ROWS, shape)
        np.savez(folder / "in.npz", ids=ids)
        command("tenfold", "run", folder / "model.so", "--inputs", folder / "in.npz", "--outputs", folder / "out.npz")
        out = np.load(folder / "out.npz")
        report.expect(np.array_equal(out["rows"], values["table.weight"][ids].astype(np.float32)), f"{formats} {shape}: rows differ")
        exact, bound = chain(values["table.weight"][ids], [values["up"], values["down"], values["table.weight"]])
        report.expect(bool((np.abs(out["logits"] - exact) <= bound).all()), f"{formats} {shape}: logits differ by more than rounding")


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    turns = itertools.islice(zip(FORMATS, FORMATS[1:] + FORMATS[:1], FORMATS[2:] + FORMATS[:2]), len(FORMATS))
    for seed, formats in enumerate(turns):
        check(report, folder, formats, seed)
    report.finish()


main(*sys.argv[1:])
