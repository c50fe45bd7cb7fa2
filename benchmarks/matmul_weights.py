#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the weight of matmul.mlir as safetensors: matmul_weights.py OUT."""
import json
import sys

from cases import matmul_weight


def main():
    weight = matmul_weight()
    entry = {"dtype": "F32", "shape": weight.shape, "data_offsets": [0, weight.nbytes]}
    header = json.dumps({"weight": entry}).encode()
    with open(sys.argv[1], "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header + weight.tobytes())


if __name__ == "__main__":
    main()
