# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small graphs, a family or a mistake each, as ONNX files: `onnx_import.py FOLDER`."""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(sys.argv[1])


def graph(name, nodes, inputs, outputs=("y",), constants=None, opset=20, **types):
    """Dims of inputs are numbers and names; `constants` are initialisers."""
    infos = [helper.make_tensor_value_info(key, types.get(key, TensorProto.FLOAT), dims) for key, dims in inputs.items()]
    results = [helper.make_tensor_value_info(key, types.get(key, TensorProto.FLOAT), None) for key in outputs]
    tensors = [numpy_helper.from_array(np.asarray(array), key) for key, array in (constants or {}).items()]
    model = helper.make_model(helper.make_graph(nodes, name, infos, results, tensors),
                              opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    onnx.save(model, FOLDER / f"{name}.onnx")


def node(op, *inputs, out="y", **attributes):
    return helper.make_node(op, inputs, [out], name=attributes.pop("name", f"the {op}"), **attributes)


X = {"x": ["batch", "seq", 42]}


def families():
    heads = {"heads": np.array([0, 0, 6, 7]), "merged": np.array([0, 0, -1])}
    graph("layout", [node("Reshape", "x", "heads", out="a"), node("Transpose", "a", out="b", perm=[0, 2, 1, 3]),
                     node("Transpose", "b", out="c", perm=[0, 2, 1, 3]), node("Reshape", "c", "merged")], X, constants=heads)
    # What exporters write in place of `x.view(batch, seq, 6, 7)`.
    graph("sizes", [node("Shape", "x", out="shape"), node("Gather", "shape", "zero", out="b"),
                    node("Gather", "shape", "one", out="s"), node("Unsqueeze", "b", "axis", out="b1"),
                    node("Unsqueeze", "s", "axis", out="s1"), node("Div", "width", "heads", out="each"),
                    node("Concat", "b1", "s1", "heads", "each", out="wanted", axis=0), node("Reshape", "x", "wanted")],
          X, constants={"zero": np.int64(0), "one": np.int64(1), "axis": np.array([0]), "width": np.array([42]),
                        "heads": np.array([6])})
    graph("positions", [node("Shape", "ids", out="shape"), node("Gather", "shape", "one", out="s"),
                        node("Unsqueeze", "s", "axis", out="s1"),
                        node("Slice", "table", "axis", "s1", "one1", out="at"), node("Gather", "rows", "at")],
          {"ids": ["batch", "seq"], "rows": [29, 5]}, ids=TensorProto.INT64,
          constants={"one": np.int64(1), "one1": np.array([1]), "axis": np.array([0]),
                     "table": np.arange(29).reshape(1, 29)})
    graph("expand", [node("Shape", "x", out="shape"), node("Expand", "v", "shape")], X, constants={"v": np.float32(1.5)})
    graph("contraction", [node("MatMul", "x", "w", out="a"), node("MatMul", "a", "t")], X | {"t": [1, "k", 3]},
          constants={"w": np.ones((42, 11), np.float32)})
    graph("norm", [node("LayerNormalization", "x", "w", out="a", axis=-1), node("Softmax", "a", axis=-1)], X,
          constants={"w": np.ones(42, np.float32)})
    graph("reduction", [node("ReduceMean", "x", out="a", axes=[-1], keepdims=0), node("ReduceSum", "a", "axes")], X,
          opset=13, constants={"axes": np.array([1])})
    # Numbers from 0 are bits of signless integers: ordered after their highest bit is flipped, divided by ops of their own.
    graph("unsigned", [node("Max", "x", "two", out="a"), node("Div", "a", "two")], {"x": ["n"]}, x=TensorProto.UINT8,
          y=TensorProto.UINT8, constants={"two": np.array([2], np.uint8)})
    graph("elementwise", [node("Where", "keep", "x", "zero", out="a"), node("Gelu", "a")], X | {"keep": ["seq", 1]},
          constants={"zero": np.float32(0)}, keep=TensorProto.BOOL)
    # How PyTorch sorts lengths: all of a dim; and how TensorFlow's exporter spells a slice to the end.
    graph("sorted", [node("Shape", "x", out="shape"), node("Slice", "x", "zero", "end", "zero", out="all"),
                     node("TopK", "all", "shape", out="values"), node("Identity", "values")], {"x": ["n"]},
          constants={"zero": np.array([0]), "end": np.array([10**9])})
    # Numbers that nn has no type for lie in one that has them.
    graph("narrow", [node("Transpose", "x", out="t", perm=[1, 0]), node("Cast", "t", out="half", to=TensorProto.FLOAT16),
                     node("Cast", "half", to=TensorProto.UINT4)], {"x": ["n", 5]}, x=TensorProto.FLOAT8E4M3FN, y=TensorProto.UINT4)
    graph("unnamed", [node("Relu", "x")], {"x": ["?", 5, "?"]})
    # What PyTorch writes for `pad(x, (1, 2))`: pairs from the last dimension on, turned around.
    graph("paddings", [node("Concat", "pairs", "rest", out="all", axis=0), node("Reshape", "all", "rows", out="a"),
                       node("Slice", "a", "last", "before", "axis", "back", out="b"), node("Transpose", "b", out="c", perm=[1, 0]),
                       node("Reshape", "c", "flat", out="d"), node("Cast", "d", out="pads", to=TensorProto.INT64),
                       node("Pad", "x", "pads")], X,
          constants={"pairs": np.array([1, 2]), "rest": np.zeros(4, np.int64), "rows": np.array([-1, 2]), "last": np.array([-1]),
                     "before": np.array([np.iinfo(np.int64).min + 1]), "axis": np.array([0]), "back": np.array([-1]),
                     "flat": np.array([-1])})


def mistakes():
    graph("operator", [node("Frobnicate", "x")], X)
    graph("domain", [helper.make_node("FusedMatMul", ["x", "x"], ["y"], name="m", domain="com.microsoft")], X)
    graph("attribute", [node("Relu", "x", slope=1)], X)
    graph("order", [node("Relu", "later", out="y"), node("Relu", "x", out="later")], X)
    graph("twice", [node("Relu", "x"), node("Tanh", "x")], X)
    graph("shape", [node("Reshape", "x", "wanted")], X | {"wanted": [2]}, wanted=TensorProto.INT64)
    graph("product", [node("Reshape", "x", "wanted")], X, constants={"wanted": np.array([0, 0, 41])})
    graph("stretch", [node("Add", "x", "v")], X, constants={"v": np.ones(41, np.float32)})
    graph("axis", [node("Softmax", "x", axis=3)], X)
    graph("type", [node("Relu", "x")], X, x=TensorProto.STRING)
    graph("rank", [node("Relu", "x")], {"x": None})
    graph("directions", [node("RNN", "x", "x", "x", direction="both")], {"x": [3, 5, 7]})
    graph("shift", [node("BitShift", "x", "x", direction="UP")], {"x": [3, 5]}, x=TensorProto.INT64)
    graph("antialias", [node("Resize", "x", "", "scales", antialias=1)], {"x": ["n", 5]}, constants={"scales": np.ones(2, np.float32)})
    graph("window", [node("AveragePool", "x", kernel_shape=[3])], {"x": [3, 5]})
    graph("scatter", [node("ScatterND", "x", "at", "x", reduction="mean")], {"x": [3, 5]}, constants={"at": np.zeros((3, 1), np.int64)})
    graph("fraction", [node("Softmax", "x")], {"x": [3, 5]}, x=TensorProto.INT64)
    graph("name", [node("MatMul", "x", "a@b")], X, constants={"a@b": np.ones((42, 7), np.float32)})
    graph("rounding", [node("Cast", "x", to=TensorProto.FLOAT8E8M0, round_mode="down")], {"x": [3]}, y=TensorProto.FLOAT8E8M0)
    graph("bits", [node("BitCast", "x", to=TensorProto.UINT8)], {"x": [3]}, opset=26, x=TensorProto.FLOAT8E5M2, y=TensorProto.UINT8)
    graph("sum8", [node("Add", "x", "x")], {"x": [3]}, x=TensorProto.FLOAT8E5M2, y=TensorProto.FLOAT8E5M2)
    graph("none", [node("Relu", "x", out="a")], X)
    graph("range", [node("Range", "nothing", "one", "one")], X, constants={"nothing": np.array([], np.int64), "one": np.int64(1)})


families()
mistakes()
