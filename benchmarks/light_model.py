#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a graph of the light suite of the `onnx` package with weights at random: light_model.py NAME OUT.

The suite has real architectures whose weights are `ConstantOfShape`. Here each becomes an initialiser: kernels so that
activations keep their size, statistics of batch norms near those of a trained model.
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import numpy_helper


def weight(rng, name, shape):
    if len(shape) > 1:
        return rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))
    if name.endswith(("_riv_0", "var_0")):
        return rng.uniform(0.5, 1.5, shape)
    if name.endswith(("_s_0", "scale_0")):
        return rng.uniform(0.4, 0.8, shape)
    return 0.1 * rng.standard_normal(shape)


def light_model(name):
    path = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "light" / f"light_{name}.onnx"
    model = onnx.load(path)
    graph, rng = model.graph, np.random.default_rng(5)
    shapes = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = [node for node in graph.node if node.op_type != "ConstantOfShape"]
    made = [numpy_helper.from_array(weight(rng, node.output[0], shapes[node.input[0]]).astype(np.float32), node.output[0])
            for node in graph.node if node.op_type == "ConstantOfShape"]
    read = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in read]
    inputs = [value for value in graph.input if value.name in read and value.name not in shapes]
    for field, values in (("node", nodes), ("initializer", kept + made), ("input", inputs)):
        graph.ClearField(field)
        getattr(graph, field).extend(values)
    model.ir_version = 8
    return model


def main():
    name, target = sys.argv[1:]
    onnx.save(light_model(name), target)


if __name__ == "__main__":
    main()
