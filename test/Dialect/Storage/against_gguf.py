# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every storage format, decoded bit for bit as the gguf package does: `against_gguf.py STORAGE_DECODE`.

Blocks are random bytes, in which scales are also infinite, NaN, subnormal and negative. A NaN is equal to any NaN: which
one an operation on two of them gives is the processor's choice.
"""
import subprocess
import sys

import gguf
import numpy as np

DECODE = sys.argv[1]
BLOCKS = 4096
# Halves that scales are set to in half of the blocks: zeros, subnormals, the largest, infinities, NaN.
HARD = np.array([0x0000, 0x8000, 0x0001, 0x83ff, 0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0xfd01], np.uint16)
# Bytes at which a block has a half.
HALVES = {"q4_0": [0], "q4_1": [0, 2], "q5_0": [0], "q5_1": [0, 2], "q8_0": [0], "q2_k": [80, 82], "q3_k": [108],
          "q4_k": [0, 2], "q5_k": [0, 2], "q6_k": [208], "f16": [0], "bf16": [0], "f32": [2], "mxfp4": []}


def blocks_of(name, size):
    rng = np.random.default_rng(20261121)
    blocks = rng.integers(0, 256, (BLOCKS, size), np.uint8)
    for at in HALVES[name]:
        blocks[::2, at:at + 2] = rng.choice(HARD, (BLOCKS + 1) // 2).view(np.uint8).reshape(-1, 2)
    return blocks


def main():
    formats = [line.split() for line in subprocess.run([DECODE], capture_output=True, text=True, check=True).stdout.splitlines()]
    assert len(formats) == len(HALVES), formats
    for name, elements, size in formats:
        kind = gguf.GGMLQuantizationType[name.upper()]
        assert gguf.GGML_QUANT_SIZES[kind] == (int(elements), int(size)), name
        blocks = blocks_of(name, int(size))
        with np.errstate(all="ignore"):
            expected = gguf.quants.dequantize(blocks, kind).reshape(-1)
        decoded = subprocess.run([DECODE, name], input=blocks.tobytes(), capture_output=True, check=True).stdout
        got = np.frombuffer(decoded, np.float32)
        assert got.shape == expected.shape, (name, got.shape, expected.shape)
        same = (got.view(np.uint32) == expected.view(np.uint32)) | (np.isnan(got) & np.isnan(expected))
        assert same.all(), (name, np.flatnonzero(~same)[:5], got[~same][:5], expected[~same][:5])
        print(f"{name}: {got.size} values, {np.isnan(got).sum()} of them NaN, {np.isinf(got).sum()} infinite")


main()
