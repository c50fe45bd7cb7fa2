# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Blocks of the library: some roundings of f32, of the result or of the largest term."""
import math

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(10)
sigmoid = lambda x: 1 / (1 + np.exp(-x))
softplus = lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
erf = np.vectorize(math.erf, otypes=[float])
# Name, the function in f64, roundings relative to the result, roundings relative to |x| where terms cancel.
ACTIVATIONS = [
    ("sigmoid", sigmoid, 6, 0), ("silu", lambda x: x * sigmoid(x), 6, 0), ("relu", lambda x: np.maximum(x, 0), 0, 0),
    ("relu6", lambda x: np.clip(x, 0, 6), 0, 0), ("relu_squared", lambda x: np.maximum(x, 0) ** 2, 2, 0),
    ("selu", lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)), 8, 0), ("softplus", softplus, 8, 0),
    ("mish", lambda x: x * np.tanh(softplus(x)), 16, 0), ("log_sigmoid", lambda x: -softplus(-x), 8, 0),
    ("hard_sigmoid", lambda x: np.clip(x / 6 + 0.5, 0, 1), 2, 1), ("hard_swish", lambda x: x * np.clip(x / 6 + 0.5, 0, 1), 4, 4),
    ("quick_gelu", lambda x: x * sigmoid(wide(np.float32(1.702)) * x), 8, 8), ("softsign", lambda x: x / (1 + np.abs(x)), 4, 0),
    # 1 + erf and 1 + tanh cancel on the left.
    ("gelu", lambda x: x / 2 * (1 + erf(x / np.sqrt(2))), 8, 4),
    ("gelu_tanh", lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))), 8, 8),
]


def activations(s):
    x = np.concatenate([f32(0, -0.0, NAN, 1, -1, 20, -20, 60, -60), 4 * spread(rng, 101)])
    for name, f, relative, absolute in ACTIVATIONS:
        y = f(wide(x))
        # An exponential of -x magnifies the rounding of its argument.
        slope = 1 + np.abs(x) if name in ("quick_gelu",) else 1
        bound = U * (relative * np.abs(y) * slope + absolute * np.abs(x)) + 4 * TINY
        s.case(name, f'nn.apply @{name} "" ({{0}}) : ({{t0}}) -> {{t0}}', [x], y.astype(np.float32), np.nan_to_num(bound), dynamic={})


def rope_factors(s):
    """As transformers computes them: `_compute_llama3_parameters`, `_compute_yarn_parameters`."""
    signature = "({0}, {1}, {2}, {3}, {4}, {5}) : ({t0}, {t1}, {t2}, {t3}, {t4}, {t5}) -> {r}"
    for d, base, scale, low, high, context in [(64, 500000, 8, 1, 4, 8192), (22, 10000, 32, 1, 4, 1021), (2, 10000, 4, 1, 4, 64)]:
        x, scalars = np.zeros(d, np.float32), [np.float32(v).reshape(()) for v in (base, scale, low, high, context)]
        lengths = 2 * np.pi * float(base) ** (np.arange(d // 2) / (d // 2))
        smooth = (context / lengths - low) / (high - low)
        between = 1 / ((1 - smooth) / scale + smooth)
        factors = np.where(lengths < context / high, 1, np.where(lengths > context / low, scale, between))
        # A power rounds within 4 u log(base^(2 i / d)); smooth magnifies an error of the turns by turns / (high - low).
        bound = 64 * U * factors * (1 + scale) * np.log(lengths)
        s.case(f"llama3_{d}", f'nn.apply @llama3_factors "" {signature}', [x, *scalars], factors.astype(np.float32), bound, dynamic={})
        slow, fast = 1, 32
        pair = lambda turns: d * np.log(context / (turns * 2 * np.pi)) / (2 * np.log(base))
        first, last = max(np.floor(pair(fast)), 0), min(np.ceil(pair(slow)), d - 1)
        ramp = np.clip((np.arange(d // 2) - first) / max(last - first, 1e-3), 0, 1)
        factors = 1 / (ramp / scale + 1 - ramp)
        scalars = [np.float32(v).reshape(()) for v in (base, scale, slow, fast, context)]
        s.case(f"yarn_{d}", f'nn.apply @yarn_factors "" {signature}', [x, *scalars], factors.astype(np.float32), 16 * U * factors * scale, dynamic={})


def hard(s):
    rows = f32([NAN, 1, 2], [-INF, -INF, -INF], [INF, 1, INF], [INF, -INF, 0], [-INF, 3, -INF], [3e38, 3e38, 3e38])
    s.case("logsumexp_hard", 'nn.apply @logsumexp "" ({0}) : ({t0}) -> {r}', [rows], f32(NAN, -INF, INF, INF, 3, 3e38), dynamic={})
    s.case("logsumexp_empty", 'nn.apply @logsumexp "" ({0}) : ({t0}) -> {r}', [np.zeros((3, 0), np.float32)], f32(-INF, -INF, -INF), dynamic={})
    x = f32([1, NAN, 2, 3, -INF, INF, 7])
    s.case("adaptive_mean_hard", 'nn.apply @adaptive_mean_pool1d "" ({0}) {{OUT = 3}} : ({t0}) -> {r}', [x], f32([NAN, -INF, NAN]), dynamic={"result": [1, 3]})
    s.case("adaptive_max_hard", 'nn.apply @adaptive_max_pool1d "" ({0}) {{OUT = 3}} : ({t0}) -> {r}', [x], f32([NAN, 3, INF]), dynamic={"result": [1, 3]})


def product(x, w):
    """x w^T and the bound of its n roundings."""
    x, w = wide(x), wide(w)
    return x @ w.T, (x.shape[-1] + 2) * U * (np.abs(x) @ np.abs(w).T)


def layers(s):
    x, w, b = spread(rng, 3, 5, 7), spread(rng, 11, 7), spread(rng, 11)
    y, bound = product(x, w)
    s.case("linear_no_bias", 'nn.apply @linear_no_bias "{name}" ({0}) {{OUT = 11}} : ({t0}) -> {r}', [x], y.astype(np.float32), bound, weights={"weight": w})
    s.case("linear", 'nn.apply @linear "{name}" ({0}) {{OUT = 11}} : ({t0}) -> {r}', [x], (y + b).astype(np.float32), bound + 2 * U * (np.abs(y) + np.abs(b)),
           weights={"weight": w, "bias": b})
    up, down = spread(rng, 11, 7), spread(rng, 7, 11)
    u, of_u = product(x, up)
    gated = y * sigmoid(y) * u
    # silu rises at most 1.1 times as fast as its argument.
    of_gated = 1.1 * bound * (np.abs(u) + of_u) + of_u * np.abs(y) + 8 * U * np.abs(gated)
    result, of_result = product(gated, down)
    s.case("swiglu", 'nn.apply @swiglu "{name}" ({0}) {{HIDDEN = 11}} : ({t0}) -> {r}', [x], result.astype(np.float32),
           of_result + of_gated @ np.abs(wide(down)).T, weights={"gate.weight": w, "up.weight": up, "down.weight": down})
    scale = spread(rng, 7)
    root = np.sqrt((wide(x) ** 2).mean(-1, keepdims=True) + 1e-5)
    y = wide(x) / root * scale
    s.case("rms_norm", 'nn.apply @rms_norm "{name}" ({0}) : ({t0}) -> {r}', [x], y.astype(np.float32), 12 * U * np.abs(y), weights={"weight": scale})


def build(s):
    activations(s)
    layers(s)
    rope_factors(s)
    hard(s)


if __name__ == "__main__":
    main(build)
