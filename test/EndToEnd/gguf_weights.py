# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model that adds `zero` to a parameter of each storage format: `gguf_weights.py FOLDER` writes it, its weights and
inputs; `gguf_weights.py FOLDER OUT.npz` compares its results with what the gguf package decodes."""
import json
import pathlib
import sys

import gguf
import numpy as np

FORMATS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "MXFP4"]
ROWS, COLUMNS = 3, 256


def blocks(kind, seed):
    """Random blocks; those whose scales are not finite are made anew."""
    rng = np.random.default_rng(seed)
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    while True:
        data = rng.integers(0, 256, (ROWS, COLUMNS // elements * size), np.uint8)
        if kind.name == "F32":
            data = rng.standard_normal((ROWS, COLUMNS)).astype(np.float32)
        if np.isfinite(gguf.quants.dequantize(data, kind)).all():
            return data
        if kind.name in ("F16", "BF16"):  # too many for all of them to be finite by chance
            return gguf.quants.quantize(rng.standard_normal((ROWS, COLUMNS)).astype(np.float32), kind)


def write_file(path, change=None):
    writer = gguf.GGUFWriter(path, "none")
    for i, name in enumerate(FORMATS):
        kind = gguf.GGMLQuantizationType[name]
        data = blocks(kind, i)
        if name == "Q4_1" and change:
            data, kind = change
        writer.add_tensor("blk.0." + name.lower(), data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_safetensors(path):
    """The same values: halves and brain floats as they are, all else decoded."""
    header, body = {}, b""
    for i, name in enumerate(FORMATS):
        data, kind = blocks(gguf.GGMLQuantizationType[name], i), gguf.GGMLQuantizationType[name]
        raw = data if name in ("F16", "BF16") else gguf.quants.dequantize(data, kind)
        header["blk.0." + name.lower()] = {"dtype": name if name in ("F16", "BF16") else "F32", "shape": [ROWS, COLUMNS],
                                           "data_offsets": [len(body), len(body) + raw.nbytes]}
        body += raw.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def write(folder):
    body, types = "", f"tensor<{ROWS}x{COLUMNS}xf32>"
    for i, name in enumerate(FORMATS):
        body += f'  %w{i} = nn.param "blk.0.{name.lower()}" [{ROWS}, {COLUMNS}] : {types}\n'
        body += f"  %y{i} = nn.add %w{i}, %zero : {types}, tensor<f32>\n"
    results = ", ".join(f'{types} {{nn.name = "{name.lower()}"}}' for name in FORMATS)
    values = ", ".join(f"%y{i}" for i in range(len(FORMATS)))
    (folder / "model.mlir").write_text(
        f"nn.block @main(%zero: tensor<f32>) -> ({results}) {{\n{body}"
        f"  nn.return {values} : {', '.join([types] * len(FORMATS))}\n}}\n")
    np.savez(folder / "in.npz", zero=np.float32(0))
    write_file(folder / "w.gguf")
    write_safetensors(folder / "w.safetensors")
    write_file(folder / "shape.gguf", (np.ones((COLUMNS, ROWS), np.float32), gguf.GGMLQuantizationType.F32))
    write_file(folder / "type.gguf", (np.ones((ROWS, COLUMNS), np.int8), gguf.GGMLQuantizationType.I8))


def compare(path):
    outputs = np.load(path)
    for i, name in enumerate(FORMATS):
        kind = gguf.GGMLQuantizationType[name]
        expected = gguf.quants.dequantize(blocks(kind, i), kind)
        assert np.array_equal(outputs[name.lower()], expected), name
    print(len(FORMATS), "formats agree")


folder = pathlib.Path(sys.argv[1])
compare(sys.argv[2]) if len(sys.argv) > 2 else write(folder)
