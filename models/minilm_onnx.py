#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes MiniLM as an ONNX graph, from the same safetensors that Tenfold compiles.

    models/minilm_onnx.py model.safetensors minilm.onnx

It is plain BERT (arXiv 1810.04805, post-norm, erf gelu), one ONNX op for each step, so that other runtimes can serve as
oracle and as peers. A key is kept where attention_mask != 0; a row without any kept key is NaN here.
"""
import json
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, HIDDEN, EPSILON = 6, 12, 384, 1e-12
DTYPES = {"F32": np.float32, "F16": np.float16, "F64": np.float64, "I64": np.int64, "I32": np.int32}


def read_safetensors(path):
    """The arrays of a trusted safetensors file by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        body = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(body, DTYPES[entry["dtype"]], np.prod(entry["shape"], dtype=int), entry["data_offsets"][0])
        .reshape(entry["shape"])
        for name, entry in header.items()
    }


class Graph:
    """Nodes in order; each call appends one op and returns its result's name."""

    def __init__(self, weights):
        self.weights, self.nodes, self.initializers = weights, [], {}

    def op(self, kind, *inputs, **attributes):
        result = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [result], **attributes))
        return result

    def constant(self, name, array):
        self.initializers[name] = numpy_helper.from_array(np.asarray(array, order="C"), name)
        return name

    def weight(self, path):
        return self.constant(path, self.weights[path])

    def linear(self, x, path):
        # safetensors keep [out, in]; MatMul wants [in, out].
        kernel = self.constant(f"{path}.kernel", self.weights[f"{path}.weight"].T)
        return self.op("Add", self.op("MatMul", x, kernel), self.weight(f"{path}.bias"))

    def layer_norm(self, x, path):
        return self.op("LayerNormalization", x, self.weight(f"{path}.weight"), self.weight(f"{path}.bias"),
                       axis=-1, epsilon=EPSILON)


def embeddings(g):
    size = g.op("Shape", "input_ids")
    seq = g.op("Gather", size, g.constant("one", np.int64(1)))
    positions = g.op("Range", g.constant("zero", np.int64(0)), seq, "one")
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids")
    types = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), "token_type_ids")
    places = g.op("Gather", g.weight("embeddings.position_embeddings.weight"), positions)
    return g.layer_norm(g.op("Add", g.op("Add", words, types), places), "embeddings.LayerNorm")


def mask_bias(g):
    """0 for a kept key, -inf for another: [batch, 1, 1, seq]."""
    drop = g.op("Equal", "attention_mask", "zero")
    bias = g.op("Where", drop, g.constant("minus_infinity", np.float32(-np.inf)), g.constant("no_bias", np.float32(0)))
    return g.op("Unsqueeze", bias, g.constant("head_and_query", np.array([1, 2])))


def attention(g, x, bias, path):
    heads = g.constant("heads", np.array([0, 0, HEADS, HIDDEN // HEADS]))
    merged = g.constant("merged", np.array([0, 0, HIDDEN]))
    split = {name: g.op("Reshape", g.linear(x, f"{path}.self.{name}"), heads) for name in ("query", "key", "value")}
    query = g.op("Transpose", split["query"], perm=[0, 2, 1, 3])
    key = g.op("Transpose", split["key"], perm=[0, 2, 3, 1])
    value = g.op("Transpose", split["value"], perm=[0, 2, 1, 3])
    scale = g.constant("root_of_head", np.float32(np.sqrt(HIDDEN // HEADS)))
    scores = g.op("Add", g.op("Div", g.op("MatMul", query, key), scale), bias)
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
    mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), merged)
    return g.layer_norm(g.op("Add", g.linear(mixed, f"{path}.output.dense"), x), f"{path}.output.LayerNorm")


def layer(g, x, bias, path):
    x = attention(g, x, bias, f"{path}.attention")
    wide = g.op("Gelu", g.linear(x, f"{path}.intermediate.dense"))
    return g.layer_norm(g.op("Add", g.linear(wide, f"{path}.output.dense"), x), f"{path}.output.LayerNorm")


def minilm(weights):
    g = Graph(weights)
    x, bias = embeddings(g), mask_bias(g)
    for index in range(LAYERS):
        x = layer(g, x, bias, f"encoder.layer.{index}")
    g.nodes[-1].output[0] = "last_hidden_state"
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"])
              for name in ("input_ids", "attention_mask", "token_type_ids")]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "seq", HIDDEN])]
    graph = helper.make_graph(g.nodes, "minilm", inputs, outputs, list(g.initializers.values()))
    # Opset 20 is the first with Gelu; IR 9 goes with it, so that older readers take the file too.
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def main():
    source, target = sys.argv[1:]
    model = minilm(read_safetensors(source))
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
