# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes small transformers as both exporters of PyTorch write them, with what PyTorch makes of some inputs:
`torch_attention.py FOLDER`. Attention is spelled as in transformers' eager modules of each family.

Needs torch 2.15, onnx 1.23 and onnxscript 0.7, which no test does; the files are checked in.
"""
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HIDDEN, HEADS, WIDTH, LAYERS, WORDS = 24, 3, 8, 2, 61
MIN = torch.finfo(torch.float32).min


def split(x):
    return x.view(x.shape[0], x.shape[1], -1, WIDTH).transpose(1, 2)


def merge(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], HIDDEN)


class GPT2Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.register_buffer("bias", torch.tril(torch.ones(64, 64, dtype=torch.bool)).view(1, 1, 64, 64), persistent=False)

    def forward(self, x):
        q, k, v = map(split, self.c_attn(x).split(HIDDEN, dim=2))
        scores = torch.matmul(q, k.transpose(-1, -2)) / torch.full([], WIDTH**0.5, dtype=x.dtype)
        mask = self.bias[:, :, : q.size(-2), : k.size(-2)]
        scores = torch.where(mask, scores, torch.full([], MIN, dtype=x.dtype))
        return self.c_proj(merge(torch.matmul(F.softmax(scores, dim=-1), v)))


class GPT2(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe, self.ln = nn.Embedding(WORDS, HIDDEN), nn.Embedding(64, HIDDEN), nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList(nn.ModuleList([nn.LayerNorm(HIDDEN), GPT2Attention(), nn.LayerNorm(HIDDEN),
                                                   nn.Linear(HIDDEN, 48), nn.Linear(48, HIDDEN)]) for _ in range(LAYERS))

    def forward(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1])[None])
        for first, attention, second, up, down in self.layers:
            x = x + attention(first(x))
            x = x + down(F.gelu(up(second(x)), approximate="tanh"))
        return self.ln(x)


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


def rotate(x, cos, sin):
    half = torch.cat((-x[..., WIDTH // 2:], x[..., : WIDTH // 2]), dim=-1)
    return x * cos + half * sin


def repeat_kv(x, times):
    batch, heads, length, width = x.shape
    return x[:, :, None].expand(batch, heads, times, length, width).reshape(batch, heads * times, length, width)


class LlamaAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(HIDDEN, n, bias=False) for n in (HIDDEN, WIDTH, WIDTH, HIDDEN))

    def forward(self, x, cos, sin, mask):
        q, k, v = (split(f(x)) for f in (self.q, self.k, self.v))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        k, v = repeat_kv(k, HEADS), repeat_kv(v, HEADS)
        scores = torch.matmul(q, k.transpose(2, 3)) * WIDTH**-0.5 + mask
        weights = F.softmax(scores, dim=-1, dtype=torch.float32).to(q.dtype)
        return self.o(merge(torch.matmul(weights, v)))


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.norm = nn.Embedding(WORDS, HIDDEN), RMSNorm()
        self.layers = nn.ModuleList(nn.ModuleList([RMSNorm(), LlamaAttention(), RMSNorm(), *(
            nn.Linear(a, b, bias=False) for a, b in ((HIDDEN, 40), (HIDDEN, 40), (40, HIDDEN)))]) for _ in range(LAYERS))
        self.register_buffer("frequency", 10000.0 ** (-torch.arange(0, WIDTH, 2).float() / WIDTH), persistent=False)

    def forward(self, ids):
        x, length = self.embed(ids), ids.shape[1]
        positions = torch.arange(length)
        angle = positions[:, None].float() * self.frequency[None]
        angle = torch.cat((angle, angle), dim=-1)
        mask = torch.where(positions[None, :] > positions[:, None], MIN, 0.0)[None, None]
        for first, attention, second, gate, up, down in self.layers:
            x = x + attention(first(x), angle.cos(), angle.sin(), mask)
            y = second(x)
            x = x + down(F.silu(gate(y)) * up(y))
        return self.norm(x)


class BertAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))

    def forward(self, x, mask):
        q, k, v = (split(f(x)) for f in (self.query, self.key, self.value))
        scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(WIDTH) + mask
        return self.out(merge(torch.matmul(F.softmax(scores, dim=-1), v)))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.positions, self.norm = nn.Embedding(WORDS, HIDDEN), nn.Embedding(64, HIDDEN), nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList(nn.ModuleList([BertAttention(), nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, 48),
                                                   nn.Linear(48, HIDDEN), nn.LayerNorm(HIDDEN)]) for _ in range(LAYERS))

    def forward(self, ids, attention_mask):
        mask = (1.0 - attention_mask[:, None, None, :].float()) * MIN
        x = self.norm(self.words(ids) + self.positions(torch.arange(ids.shape[1])[None]))
        for attention, first, up, down, second in self.layers:
            x = first(x + attention(x, mask))
            x = second(x + down(F.gelu(up(x))))
        return x


class ViTAttention(nn.Module):
    """By PyTorch's own function, which exporters write out."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))

    def forward(self, x):
        return self.out(merge(F.scaled_dot_product_attention(*(split(f(x)) for f in (self.query, self.key, self.value)))))


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.cls = nn.Conv2d(3, HIDDEN, 4, stride=4), nn.Parameter(torch.randn(1, 1, HIDDEN))
        self.positions, self.norm = nn.Parameter(torch.randn(1, 17, HIDDEN)), nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList(nn.ModuleList([nn.LayerNorm(HIDDEN), ViTAttention(), nn.LayerNorm(HIDDEN),
                                                   nn.Linear(HIDDEN, 48), nn.Linear(48, HIDDEN)]) for _ in range(LAYERS))

    def forward(self, pixels):
        x = self.patches(pixels).flatten(2).transpose(1, 2)
        x = torch.cat((self.cls.expand(x.shape[0], -1, -1), x), dim=1) + self.positions
        for first, attention, second, up, down in self.layers:
            x = x + attention(first(x))
            x = x + down(F.gelu(up(second(x))))
        return self.norm(x)


class T5Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(HIDDEN, HIDDEN, bias=False) for _ in range(4))

    def forward(self, x, bias):
        q, k, v = (split(f(x)) for f in (self.q, self.k, self.v))
        scores = torch.matmul(q, k.transpose(3, 2))
        scores = scores + bias
        weights = F.softmax(scores.float(), dim=-1).type_as(scores)
        return self.o(merge(torch.matmul(weights, v)))


class T5(nn.Module):
    """The encoder."""

    def __init__(self):
        super().__init__()
        self.embed, self.relative, self.norm = nn.Embedding(WORDS, HIDDEN), nn.Embedding(8, HEADS), RMSNorm()
        self.layers = nn.ModuleList(nn.ModuleList([RMSNorm(), T5Attention(), RMSNorm(), nn.Linear(HIDDEN, 48, bias=False),
                                                   nn.Linear(48, HIDDEN, bias=False)]) for _ in range(LAYERS))

    def buckets(self, length):
        """T5's `_relative_position_bucket`: 8 buckets, both ways, exact up to 2, logarithmic up to 16."""
        places = torch.arange(length)
        relative = places[None, :] - places[:, None]
        result = (relative > 0).to(torch.long) * 4
        size = torch.abs(relative)
        large = 2 + (torch.log(size.float() / 2) / math.log(16 / 2) * 2).to(torch.long)
        return result + torch.where(size < 2, size, torch.min(large, torch.full_like(large, 3)))

    def forward(self, ids, attention_mask):
        bias = self.relative(self.buckets(ids.shape[1])).permute([2, 0, 1]).unsqueeze(0)
        bias = bias + (1.0 - attention_mask[:, None, None, :].float()) * MIN
        x = self.embed(ids)
        for first, attention, second, up, down in self.layers:
            x = x + attention(first(x), bias)
            x = x + down(F.relu(up(second(x))))
        return self.norm(x)


def inputs(model, batch, length):
    rng = np.random.default_rng([batch, length])
    if isinstance(model, ViT):
        return {"pixels": rng.standard_normal((batch, 3, 16, 16)).astype(np.float32)}
    result = {"ids": rng.integers(0, WORDS, (batch, length))}
    if isinstance(model, (Bert, T5)):
        result["attention_mask"] = (np.arange(length) < np.array([length, 3, 7])[:batch, None]).astype(np.int64)
    return result


def main(folder):
    folder = pathlib.Path(folder)
    torch.set_grad_enabled(False)
    warnings.simplefilter("ignore")
    for model in (GPT2(), Llama(), Bert(), ViT(), T5()):
        name = type(model).__name__.lower()
        torch.manual_seed(7)
        for weight in model.parameters():
            nn.init.normal_(weight, 1.0 if weight.ndim == 1 else 0.0, 0.1 if weight.ndim == 1 else weight.shape[-1] ** -0.5)
        model.eval()
        example = {key: torch.from_numpy(a) for key, a in inputs(model, 2, 11).items()}
        names, results = list(example), {}
        sizes = {0: "batch"} if name == "vit" else {0: "batch", 1: "seq"}
        for dynamo in (False, True):
            path = folder / f"{name}_{'dynamo' if dynamo else 'torchscript'}.onnx"
            shapes = {"dynamic_axes": {key: sizes for key in names}}
            if dynamo:
                dims = {0: torch.export.Dim("batch", min=1, max=8)} | ({} if name == "vit" else {1: torch.export.Dim("seq", min=2, max=64)})
                shapes = {"dynamic_shapes": {key: dims for key in names}, "external_data": False}
            torch.onnx.export(model, tuple(example.values()), path, input_names=names, output_names=["y"], dynamo=dynamo, **shapes)
        for batch, length in ((1, 5), (3, 19)):
            given = inputs(model, batch, length)
            wide = model.double()
            y = wide(*(torch.from_numpy(a.astype(np.float64) if a.dtype == np.float32 else a) for a in given.values()))
            model.float()
            results |= {f"{batch}/{key}": a for key, a in given.items()} | {f"{batch}/y": y.numpy().astype(np.float32)}
        np.savez_compressed(folder / f"{name}.npz", **results)


main(*sys.argv[1:])
