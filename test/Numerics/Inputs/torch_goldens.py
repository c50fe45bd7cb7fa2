# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes goldens.npz, what PyTorch makes of the library's layers, losses and activations: `torch_goldens.py goldens.npz`.

Needs torch 2.6 or later, which no test does. Results are those of f64; beside them stands the largest error that PyTorch
itself makes in f32, from which the test derives its tolerance.
"""
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

rng = np.random.default_rng(13)
goldens = {}


def array(*shape, scale=1.0):
    return (scale * rng.standard_normal(shape)).astype(np.float32)


def golden(name, f, *inputs, **weights):
    """Evaluates `f(*inputs, w)` in f64 and f32; integers stay."""
    def run(dtype):
        as_tensor = lambda a: torch.tensor(a).to(dtype) if a.dtype.kind == "f" else torch.tensor(a)
        named = {key.replace("_0_", "."): as_tensor(w) for key, w in weights.items()}
        with torch.no_grad():
            y = f(*map(as_tensor, inputs), **({"w": named} if weights else {}))
            return (y.double() if y.is_floating_point() else y).numpy()
    exact = run(torch.float64)
    goldens.update({f"{name}/input.{i}": a for i, a in enumerate(inputs)})
    goldens.update({f"{name}/weight.{key.replace('_0_', '.')}": w for key, w in weights.items()})
    goldens[f"{name}/result"] = exact.astype(np.float32) if exact.dtype.kind == "f" else exact
    error = np.abs(run(torch.float32) - exact)
    goldens[f"{name}/error"] = np.array(error[np.isfinite(error)].max(initial=0), np.float32)


def linears(**shapes):
    """Matrices of rows of about unit length, under names with dots as _0_."""
    return {f"{name}_0_weight": array(*shape, scale=shape[-1] ** -0.5) for name, shape in shapes.items()}


# --- layers

def multi_head(x, memory, w):
    layer = nn.MultiheadAttention(x.shape[-1], 3, batch_first=True, dtype=x.dtype)
    parts = ["query", "key", "value"]
    layer.in_proj_weight.copy_(torch.cat([w[f"{p}.weight"] for p in parts]))
    layer.in_proj_bias.copy_(torch.cat([w[f"{p}.bias"] for p in parts]))
    layer.out_proj.weight.copy_(w["out.weight"])
    layer.out_proj.bias.copy_(w["out.bias"])
    return layer(x, memory, memory, need_weights=False)[0]


def heads(x, count):
    return x.unflatten(-1, (count, -1)).transpose(1, 2)


def rotate(x, positions):
    """As in transformers' LlamaRotaryEmbedding and apply_rotary_pos_emb."""
    half = x.shape[-1] // 2
    frequency = 10000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.cat([positions[..., None] * frequency] * 2, -1)[..., None, :, :]
    turned = torch.cat([-x[..., half:], x[..., :half]], -1)
    return x * angle.cos().to(x.dtype) + turned * angle.sin().to(x.dtype)


def merged(x):
    return x.transpose(1, 2).flatten(2)


def grouped(x, positions, w):
    q, k, v = (heads(F.linear(x, w[f"{p}.weight"]), n) for p, n in (("query", 4), ("key", 2), ("value", 2)))
    o = F.scaled_dot_product_attention(rotate(q, positions), rotate(k, positions), v, is_causal=True, enable_gqa=True)
    return F.linear(merged(o), w["out.weight"])


def latent(x, positions, w):
    low = F.rms_norm(F.linear(x, w["query_down.weight"]), (7,), w["query_norm.weight"], 1e-5)
    mid = F.rms_norm(F.linear(x, w["key_down.weight"]), (5,), w["key_norm.weight"], 1e-5)
    part = lambda of, name: heads(F.linear(of, w[name + ".weight"]), 1 if name == "key_rotated" else 3)
    q = torch.cat([part(low, "query_content"), rotate(part(low, "query_rotated"), positions)], -1)
    shared = rotate(part(x, "key_rotated"), positions).expand(-1, 3, -1, -1)
    k = torch.cat([part(mid, "key_content"), shared], -1)
    o = F.scaled_dot_product_attention(q, k, part(mid, "value"), is_causal=True)
    return F.linear(merged(o), w["out.weight"])


def mixture(count):
    def run(x, w):
        rows = x.flatten(0, -2)
        scores = F.linear(rows, w["router.weight"])
        if count == 1:
            weights, chosen = scores.softmax(-1).topk(1, -1)
        else:
            best, chosen = scores.topk(count, -1)
            weights = best.softmax(-1)
        out = torch.zeros_like(rows)
        for row in range(len(rows)):  # as Mixtral says it: each token by its experts only
            for weight, expert in zip(weights[row], chosen[row]):
                gate, up, down = (w[f"experts.{p}"][expert] for p in ("gate", "up", "down"))
                out[row] += weight * (down @ (F.silu(gate @ rows[row]) * (up @ rows[row])))
        return out.view_as(x)
    return run


def gated(function):
    def run(x, w):
        return F.linear(function(F.linear(x, w["gate.weight"])) * F.linear(x, w["up.weight"]), w["down.weight"])
    return run


def layers():
    x, matrix, bias = array(3, 5, 7), linears(o=(11, 7))["o_0_weight"], array(11)
    golden("linear", lambda x, w: F.linear(x, w["weight"], w["bias"]), x, weight=matrix, bias=bias)
    golden("embedding", lambda i, w: F.embedding(i, w["weight"]), rng.integers(0, 13, (3, 5)), weight=array(13, 7))
    golden("layer_norm", lambda x, w: F.layer_norm(x, (7,), w["weight"], w["bias"], 1e-12), x, weight=array(7), bias=array(7))
    golden("rms_norm", lambda x, w: F.rms_norm(x, (7,), w["weight"], 1e-5), x, weight=array(7))
    golden("mlp", lambda x, w: F.linear(F.gelu(F.linear(x, w["up.weight"], w["up.bias"])), w["down.weight"], w["down.bias"]), x,
           **linears(up=(11, 7), down=(7, 11)), up_0_bias=array(11), down_0_bias=array(7))
    for name, function in {"glu": torch.sigmoid, "bilinear": lambda x: x, "reglu": F.relu, "geglu": F.gelu, "swiglu": F.silu}.items():
        golden(name, gated(function), x, **linears(gate=(11, 7), up=(11, 7), down=(7, 11)))
    square = dict(query=(12, 12), key=(12, 12), value=(12, 12), out=(12, 12))
    biases = {f"{name}_0_bias": array(12) for name in square}
    golden("multi_head_attention", multi_head, array(2, 5, 12), array(2, 7, 12), **linears(**square), **biases)
    positions = np.arange(5) + np.array([[0], [97]])
    golden("grouped_query_attention", grouped, array(2, 5, 10), positions, **linears(query=(24, 10), key=(12, 10), value=(12, 10), out=(10, 24)))
    golden("latent_attention", latent, array(2, 5, 10), positions, query_norm_0_weight=array(7), key_norm_0_weight=array(5), **linears(
        query_down=(7, 10), query_content=(12, 7), query_rotated=(18, 7), key_down=(5, 10), key_content=(12, 5), key_rotated=(6, 10), value=(15, 5), out=(10, 15)))
    for count in (1, 2):
        experts = {f"experts_0_{name}": array(5, *shape, scale=0.3) for name, shape in (("gate", (11, 7)), ("up", (11, 7)), ("down", (7, 11)))}
        golden(f"mixture_of_experts_{count}", mixture(count), x, **linears(router=(5, 7)), **experts)


# --- losses, one for each element or row

def losses():
    x, y, p = array(5, 7), array(5, 7), rng.random((5, 7)).astype(np.float32)
    p[0, :2] = 0
    targets = rng.integers(0, 7, 5)
    none = dict(reduction="none")
    golden("squared_error", lambda x, y: F.mse_loss(x, y, **none), x, y)
    golden("absolute_error", lambda x, y: F.l1_loss(x, y, **none), x, y)
    golden("huber", lambda x, y: F.huber_loss(x, y, delta=0.75, **none), x, y)
    golden("binary_cross_entropy", lambda x, y: F.binary_cross_entropy_with_logits(x, y, **none), 9 * x, p)
    golden("kl_divergence", lambda x, y: F.kl_div(x, y, **none), x, p)
    golden("negative_log_likelihood", lambda x, t: F.nll_loss(x, t, **none), x, targets)
    golden("cross_entropy", lambda x, t: F.cross_entropy(x, t, **none), 5 * x, targets)
    targets = np.where(np.arange(5) == 2, -100, targets)
    golden("cross_entropy_smoothed", lambda x, t: F.cross_entropy(x, t, ignore_index=-100, label_smoothing=0.125, **none), 5 * x, targets)


# --- activations

def activations():
    x = np.concatenate([np.array([0, -0.0, 1, -1, 3, -3, 6, -6, 30, -30], np.float32), array(31, scale=3)])
    for name, f in {
        "celu": lambda x: F.celu(x, 1.5), "elu": lambda x: F.elu(x, 1.5), "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
        "hard_shrink": lambda x: F.hardshrink(x, 0.75), "hard_sigmoid": F.hardsigmoid, "hard_swish": F.hardswish, "hard_tanh": F.hardtanh,
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2), "log_sigmoid": F.logsigmoid, "mish": F.mish, "relu": F.relu, "relu6": F.relu6, "selu": F.selu,
        "sigmoid": torch.sigmoid, "silu": F.silu, "soft_shrink": lambda x: F.softshrink(x, 0.75), "softplus": F.softplus, "softsign": F.softsign,
        "tanh_shrink": F.tanhshrink, "threshold": lambda x: F.threshold(x, 0.5, -2.0),
    }.items():
        golden(name, f, x)
    golden("prelu", lambda x, w: F.prelu(x, w["weight"].view(1)), x, weight=np.array(0.25, np.float32))


    golden("prelu_channels", lambda x, w: F.prelu(x, w["weight"]), array(3, 5, 7), weight=array(5))


# --- what came later, so that the numbers above stay

def more_losses():
    x, y, z = array(5, 7), array(5, 7), array(5, 7)
    p, variance, counts = rng.random((5, 7)).astype(np.float32), rng.random((5, 7)).astype(np.float32), rng.integers(0, 9, (5, 7)).astype(np.float32)
    sign = np.where(rng.random((5, 7)) < 0.5, -1, 1).astype(np.float32)
    none = dict(reduction="none")
    golden("hinge", lambda x, y: (1 - x * y).clamp(min=0), x, sign)
    golden("cosine_embedding", lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin=0.25, **none), x, y, sign[:, 0])
    golden("triplet", lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=0.75, **none), x, y, z)
    golden("poisson_nll", lambda x, y: F.poisson_nll_loss(x, y, **none), x, counts)
    golden("gaussian_nll", lambda x, y, v: F.gaussian_nll_loss(x, y, v, **none), x, y, variance)

    def focal(x, y):
        """As torchvision.ops.sigmoid_focal_loss."""
        p, entropy = x.sigmoid(), F.binary_cross_entropy_with_logits(x, y, **none)
        missing = 1 - (p * y + (1 - p) * (1 - y))
        return entropy * missing**2 * (0.25 * y + 0.75 * (1 - y))

    golden("focal", focal, 3 * x, p)


def reductions():
    x = array(3, 5, 7)
    golden("logsumexp", lambda x: x.logsumexp(-1), np.concatenate([99 * x, np.full((3, 1, 7), -np.inf, np.float32)], 1))
    golden("variance", lambda x: x.var(-1, correction=0), x + 9)
    golden("l1_norm", lambda x: torch.linalg.vector_norm(x, 1, -1), x)
    golden("l2_norm", lambda x: torch.linalg.vector_norm(x, 2, -1), x)
    golden("normalize", lambda x: F.normalize(x, dim=-1), x * np.array([[[1]], [[1]], [[0]]], np.float32))


def pooling():
    x = array(2, 3, 7, 11)
    places = F.max_pool2d(torch.tensor(x), 2, return_indices=True)[1].numpy()
    golden("max_pool2d_places", lambda x: F.max_pool2d(x, 3, 2, 1, return_indices=True)[1], x)
    golden("max_unpool2d", lambda x, at, like: F.max_unpool2d(x, at, 2, output_size=like.shape), array(2, 3, 3, 5), places, x)
    golden("lp_pool2d", lambda x: F.lp_pool2d(x.abs(), 3.0, 3, 2), x)
    golden("adaptive_mean_pool1d", lambda x: F.adaptive_avg_pool1d(x, 4), x[0])
    golden("adaptive_max_pool1d", lambda x: F.adaptive_max_pool1d(x, 13), x[0])
    golden("adaptive_mean_pool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 5)), x)
    golden("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, (3, 5)), x)


layers()
losses()
activations()
more_losses()
reductions()
pooling()
experts = {f"experts_0_{name}": array(5, *shape, scale=0.3) for name, shape in (("gate", (11, 7)), ("up", (11, 7)), ("down", (7, 11)))}
golden("mixture_of_experts", mixture(3), array(3, 5, 7), **linears(router=(5, 7)), **experts)
image = array(2, 6, 5, 7)
for name, shape, sizes in (("no_bias", (5, 6, 3, 3), dict(stride=2, padding=1)), ("grouped", (10, 3, 3, 3), dict(padding=1, groups=2)), ("depthwise", (6, 1, 3, 3), dict(padding=1, groups=6))):
    golden(f"conv2d_{name}", lambda x, w: F.conv2d(x, w["weight"], **sizes), image, weight=array(*shape))
golden("global_mean_pool2d", lambda x: F.adaptive_avg_pool2d(x, 1), image)
np.savez_compressed(sys.argv[1], **goldens)
