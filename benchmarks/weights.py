#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the weight of matmul.mlir or cross_entropy.mlir as safetensors: weights.py matmul|cross-entropy OUT."""
import json
import sys

from cases import cross_entropy_weight, matmul_weight


def main():
    name, weight = {"matmul": ("weight", matmul_weight), "cross-entropy": ("head.weight", cross_entropy_weight)}[sys.argv[1]]
    weight = weight()
    entry = {"dtype": "F32", "shape": weight.shape, "data_offsets": [0, weight.nbytes]}
    header = json.dumps({name: entry}).encode()
    with open(sys.argv[2], "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header + weight.tobytes())


if __name__ == "__main__":
    main()
