# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes recurrent.npz with PyTorch: `recurrent_goldens.py`. Weights, inputs and results of one-layer modules, in f64
rounded to f32; names are MODEL/weight, MODEL/in, MODEL/out. ONNX's order of gates is a permutation of PyTorch's."""
import pathlib

import numpy as np
import torch

STEPS, BATCH, IN, HIDDEN = 11, 3, 5, 7
torch.manual_seed(4)
arrays = {}


def blocks(x, order):
    return np.concatenate([np.split(x, len(order))[k] for k in order])


def add(name, module, states):
    module = module.double()
    for parameter in module.parameters():
        parameter.data = parameter.data.float().double()
    x = torch.randn(STEPS, BATCH, IN).double()
    starts = [torch.randn(1, BATCH, HIDDEN).double() for _ in range(states)]
    both = [s.repeat(2 if module.bidirectional else 1, 1, 1) for s in starts]
    with torch.no_grad():
        y, last = module(x, tuple(both) if states == 2 else both[0])
    last = last if states == 2 else (last,)
    arrays.update({f"{name}/x": x, f"{name}/y": y})
    arrays.update({f"{name}/start{i}": s[0] for i, s in enumerate(starts)})
    directions = range(2 if module.bidirectional else 1)
    arrays.update({f"{name}/last{i + states * d}": s[d] for d in directions for i, s in enumerate(last)})
    arrays.update({f"{name}/{path}": value.data for path, value in module.named_parameters()})


def add_onnx(name, source, order):
    for path, weight in {"weight_ih_l0": "W", "weight_hh_l0": "R", "bias_ih_l0": "Wb", "bias_hh_l0": "Rb"}.items():
        arrays[f"{name}/{weight}"] = blocks(np.asarray(arrays[f"{source}/{path}"]), order)
    for key in [k for k in arrays if k.startswith(source + "/") and not k.split("/")[1].startswith(("weight", "bias"))]:
        arrays[key.replace(source, name, 1)] = arrays[key]


add("rnn", torch.nn.RNN(IN, HIDDEN), 1)
add("lstm", torch.nn.LSTM(IN, HIDDEN), 2)
add("bilstm", torch.nn.LSTM(IN, HIDDEN, bidirectional=True), 2)
add("gru", torch.nn.GRU(IN, HIDDEN), 1)
add("bigru", torch.nn.GRU(IN, HIDDEN, bidirectional=True), 1)
add_onnx("onnx_lstm", "lstm", [0, 3, 1, 2])
add_onnx("onnx_gru", "gru", [1, 0, 2])
np.savez_compressed(pathlib.Path(__file__).with_name("recurrent.npz"), **{k: np.asarray(v, np.float32) for k, v in arrays.items()})
