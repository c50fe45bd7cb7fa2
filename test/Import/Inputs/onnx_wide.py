# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX models in f64. The reference evaluator of the `onnx` package has PyTorch's windows here, as its own take minutes, and batch
norms of inference, which it takes for training in old operator sets."""
import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun
from torch.nn import functional as F

from Inputs.tenfold import command


def padded(x, pads, fill=0.0):
    """PyTorch pads from the last dimension on."""
    rank = x.ndim - 2
    pads = pads or [0] * 2 * rank
    return F.pad(torch.from_numpy(x.copy()), [pads[side] for d in reversed(range(rank)) for side in (d, d + rank)], value=fill)


class Conv(OpRun):
    def _run(self, x, w, b=None, auto_pad=None, dilations=None, group=None, kernel_shape=None, pads=None, strides=None):
        convolve = (F.conv1d, F.conv2d)[x.ndim - 3]
        bias = None if b is None else torch.from_numpy(b.copy())
        return (convolve(padded(x, pads), torch.from_numpy(w.copy()), bias, strides or 1, 0, dilations or 1, group or 1).numpy(),)


class MaxPool(OpRun):
    def _run(self, x, auto_pad=None, ceil_mode=None, dilations=None, kernel_shape=None, pads=None, storage_order=None, strides=None):
        return (F.max_pool2d(padded(x, pads, -np.inf), list(kernel_shape), list(strides), ceil_mode=bool(ceil_mode)).numpy(),)


class BatchNormalization(OpRun):
    def _run(self, x, scale, bias, mean, variance, epsilon=None, **_):
        beside = lambda v: v.reshape((-1,) + (1,) * (x.ndim - 2))
        return ((x - beside(mean)) / np.sqrt(beside(variance) + epsilon) * beside(scale) + beside(bias),)


def widen(graph):
    def tensor(proto):
        if proto.data_type == TensorProto.FLOAT:
            proto.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(proto).astype(np.float64), proto.name))
    for proto in graph.initializer:
        tensor(proto)
    for info in (*graph.input, *graph.output, *graph.value_info):
        if info.type.tensor_type.elem_type == TensorProto.FLOAT:
            info.type.tensor_type.elem_type = TensorProto.DOUBLE
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                tensor(attribute.t)
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.DOUBLE


def widened(path):
    model = onnx.load(path)
    widen(model.graph)
    return model


def wide_inputs(feed):
    return {name: array.astype(np.float64) if array.dtype == np.float32 else array for name, array in feed.items()}


class Wide:
    """By the reference evaluator."""

    def __init__(self, path, _):
        self.evaluator = ReferenceEvaluator(widened(path), new_ops=[Conv, MaxPool, BatchNormalization])

    def run(self, feed):
        return self.evaluator.run(None, wide_inputs(feed))


class Compiled:
    """By Tenfold itself."""

    def __init__(self, path, folder):
        self.path, self.folder = folder / "wide.onnx", folder
        onnx.save(widened(path), self.path)

    def run(self, feed):
        given, got = self.folder / "wide-in.npz", self.folder / "wide-out.npz"
        np.savez(given, **wide_inputs(feed))
        command("tenfold", "run", self.path, "--inputs", given, "--outputs", got, "--no-cache")
        with np.load(got) as results:
            return list(results.values())
