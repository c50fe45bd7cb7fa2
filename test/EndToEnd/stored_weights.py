# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights in blocks stay in blocks: `stored_weights.py FOLDER`. A gather, two layers and a tied output in every format that
compiled code reads, against NumPy on what the `gguf` package decodes; and the artifact is as small as the file. Then the
same in integers, where NumPy quantises what each layer reads.
"""
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
    -> (tensor<?x?x{ROWS}xf32> {{nn.name = "logits"}}, tensor<?x?x{WIDTH}xf32> {{nn.name = "rows"}},
        tensor<?x?x{INNER}xf32> {{nn.name = "inner"}}, tensor<?x?x{WIDTH}xf32> {{nn.name = "last"}}) {{
  %0 = nn.apply @embedding "table" (%ids) {{ROWS = {ROWS}, WIDTH = {WIDTH}}} : (tensor<?x?xi64>) -> tensor<?x?x{WIDTH}xf32>
  %up = nn.param "up" [{INNER}, {WIDTH}] : tensor<{INNER}x{WIDTH}xf32>
  %1 = nn.einsum %0, %up "b s i, o i -> b s o" : tensor<?x?x{WIDTH}xf32>, tensor<{INNER}x{WIDTH}xf32>
  %down = nn.param "down" [{WIDTH}, {INNER}] : tensor<{WIDTH}x{INNER}xf32>
  %2 = nn.einsum %1, %down "b s i, o i -> b s o" : tensor<?x?x{INNER}xf32>, tensor<{WIDTH}x{INNER}xf32>
  %table = nn.param "table.weight" [{ROWS}, {WIDTH}] : tensor<{ROWS}x{WIDTH}xf32>
  %3 = nn.einsum %2, %table "b s i, o i -> b s o" : tensor<?x?x{WIDTH}xf32>, tensor<{ROWS}x{WIDTH}xf32>
  nn.return %3, %0, %1, %2 : tensor<?x?x{ROWS}xf32>, tensor<?x?x{WIDTH}xf32>, tensor<?x?x{INNER}xf32>, tensor<?x?x{WIDTH}xf32>
}}
"""

LINEAR = f"""
nn.block @main(%x: tensor<?x{WIDTH}xf32> {{nn.dims = ["n", {WIDTH}]}}) -> (tensor<?x{ROWS}xf32> {{nn.name = "y"}}) {{
  %w = nn.param "table.weight" [{ROWS}, {WIDTH}] : tensor<{ROWS}x{WIDTH}xf32>
  %0 = nn.einsum %x, %w "n i, o i -> n o" : tensor<?x{WIDTH}xf32>, tensor<{ROWS}x{WIDTH}xf32>
  nn.return %0 : tensor<?x{ROWS}xf32>
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


def integers(x, w):
    """x times w with x in blocks s p of 32 integers p = round(x / s), s = max |x| / 127, and a bound: over a group of 16 or 32
    weights t q + u the code adds (s sum p q) t and (s sum p) u, with 6 roundings and |u| below 4 max |w|."""
    blocks = x.reshape(*x.shape[:-1], x.shape[-1] // 32, 32)
    s = np.max(np.abs(blocks), -1, keepdims=True) / np.float32(127)
    p = np.rint(np.divide(blocks, s, where=s > 0, out=np.zeros_like(blocks))).astype(np.float64)
    rounded = (p * s.astype(np.float64)).reshape(x.shape)
    largest = np.repeat(np.max(np.abs(w).reshape(len(w), -1, 32), -1), 32, -1)
    return rounded @ w.T, (w.shape[1] // 16 + 6) * U * (np.abs(rounded) @ (np.abs(w) + 8 * largest).T)


def run(folder, model, **inputs):
    np.savez(folder / "in.npz", **inputs)
    command("tenfold", "run", folder / model, "--inputs", folder / "in.npz", "--outputs", folder / "out.npz")
    return np.load(folder / "out.npz")


def check(report, folder, formats, seed):
    rng = np.random.default_rng(seed)
    values, stored = write(folder / "weights.gguf", rng, formats)
    (folder / "model.mlir").write_text(MODEL)
    compile = ["tenfold", "compile", folder / "model.mlir", "--weights", folder / "weights.gguf", "-o", folder / "model.so"]
    command(*compile)
    report.expect((folder / "model.so").stat().st_size < 2.2 * stored + 500_000, f"{formats}: an artifact of decoded weights")
    inputs = [rng.integers(0, ROWS, shape) for shape in [(1, 1), (1, 2), (2, 37), (1, 130), (0, 3)]]
    for ids in inputs:
        out = run(folder, "model.so", ids=ids)
        report.expect(np.array_equal(out["rows"], values["table.weight"][ids].astype(np.float32)), f"{formats} {ids.shape}: rows differ")
        exact, bound = chain(values["table.weight"][ids], [values["up"], values["down"], values["table.weight"]])
        report.expect(bool((np.abs(out["logits"] - exact) <= bound).all()), f"{formats} {ids.shape}: logits differ by more than rounding")
    results = []
    for target in ["cpu", "cpu:x86-64-v3"]:  # with a dot product of bytes, where the machine has one, and without
        command(*compile, "--precision=int8-dynamic", "--target", target)
        results += [run(folder, "model.so", ids=ids) for ids in inputs]
    for ids, out in zip(inputs + inputs, results):
        for x, w, y, kind in [("rows", "up", "inner", formats[1]), ("inner", "down", "last", formats[2]), ("last", "table.weight", "logits", formats[0])]:
            exact, bound = chain(out[x], [values[w]]) if kind in ("F16", "BF16") else integers(out[x], values[w])
            report.expect(bool((np.abs(out[y] - exact) <= bound).all()), f"{formats} {ids.shape}: {y} in integers differs by more than rounding")


def check_hard(report, folder):
    """Rows of hard values; and a row alone has the bits that it has among others."""
    rng = np.random.default_rng(7)
    values, _ = write(folder / "weights.gguf", rng, ["Q4_K", "Q8_0", "Q8_0"])
    (folder / "linear.mlir").write_text(LINEAR)
    command("tenfold", "compile", folder / "linear.mlir", "--weights", folder / "weights.gguf", "--precision=int8-dynamic", "-o", folder / "linear.so")
    rows = rng.standard_normal((29, WIDTH)).astype(np.float32)
    rows[1], rows[2], rows[3, 40], rows[4, 50], rows[5] = 0, -0.0, np.nan, -np.inf, rows[5] * 1e30
    rows[6], rows[7], rows[8, 3] = rows[6] * 1e-40, 1e-45, 1e9
    y = run(folder, "linear.so", x=rows)["y"]
    report.expect(bool((y[1:3] == 0).all() and np.isnan(y[3:5]).all() and np.isfinite(np.delete(y, [3, 4], 0)).all()), "zeros, NaN, infinities")
    kept = [i for i in range(len(rows)) if i not in (3, 4, 6, 7)]
    exact, bound = integers(rows[kept], values["table.weight"])
    report.expect(bool((np.abs(y[kept] - exact) <= bound).all()), "hard rows differ by more than rounding")
    report.expect(bool((np.abs(y[6:8]) < 1e-36).all()), "rows of subnormal numbers")
    for count in (1, 5, 13):
        alone = np.concatenate([run(folder, "linear.so", x=rows[i:i + count])["y"] for i in range(0, 13, count)])
        report.expect(alone[:13].tobytes() == y[:len(alone)][:13].tobytes(), f"rows {count} at a time have other bits")


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(3):
        check(report, folder, FORMATS[seed::3], seed)
    check_hard(report, folder)
    report.finish()


main(*sys.argv[1:])
