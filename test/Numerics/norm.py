# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Softmax and norms of rows; n summands round within n u sum |x|, however they are grouped."""
import pathlib

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(5)


def softmaxes(s):
    for shape, dim in [((5, 7), -1), ((5, 7), 0), ((1, 1), 1), ((3, 0), 1), ((0, 3), 1), ((2, 3, 257), 2), ((2, 11, 3), -2)]:
        x = spread(rng, *shape)
        axis = dim % len(shape)
        if x.size == 0:
            expected, bound = x, 0.0
        else:
            shift = wide(x) - wide(x).max(axis, keepdims=True)
            exact = np.exp(shift) / np.exp(shift).sum(axis, keepdims=True)
            # The shift is rounded within u |shift|, which is a relative error of the exponential; then exp, n terms, division.
            worst = np.abs(shift).max(axis, keepdims=True)
            expected, bound = exact.astype(np.float32), (np.abs(shift) + worst + shape[axis] + 6) * U * exact + 2 * TINY
        s.case(f"softmax_{'x'.join(map(str, shape))}_{axis}", f"nn.softmax {{0}} {dim} : {{t0}}", [x], expected, bound, {})
        s.case(f"log_softmax_{'x'.join(map(str, shape))}_{axis}", f"nn.log_softmax {{0}} {dim} : {{t0}}", [x], *log_softmax(x, axis), {})
    hard = np.stack([f32(-INF, -INF, -INF), f32(NAN, 1, 2), f32(INF, 1, 2), f32(-INF, 1, 1), f32(3e38, -3e38, 0), f32(1e4, 1e4, -1e4)])
    n = NAN
    expected = np.stack([f32(n, n, n), f32(n, n, n), f32(n, n, n), f32(0, 0.5, 0.5), f32(1, 0, 0), f32(0.5, 0.5, 0)])
    s.case("softmax_hard", "nn.softmax {0} -1 : {t0}", [hard], expected, 0.0, {})


    expected = np.stack([f32(n, n, n), f32(n, n, n), f32(n, n, n), f32(-INF, -np.log(2), -np.log(2)), f32(0, -INF, -3e38),
                         f32(-np.log(2), -np.log(2), -2e4 - np.log(2))])
    bound = np.stack([f32(0, 0, 0)] * 3 + [f32(0, 4 * U, 4 * U), f32(0, 0, 0), f32(4 * U, 4 * U, 2e4 * U)])
    s.case("log_softmax_hard", "nn.log_softmax {0} -1 : {t0}", [hard], expected, bound, {})


def log_softmax(x, axis):
    if x.size == 0:
        return x, 0.0
    shift = wide(x) - wide(x).max(axis, keepdims=True)
    log = np.log(np.exp(shift).sum(axis, keepdims=True))
    # The shift twice, once in the exponentials; n terms, exp and log; the last difference.
    bound = (2 * np.abs(shift) + np.abs(shift).max(axis, keepdims=True) + x.shape[axis] + 6 + 3 * log) * U
    return (shift - log).astype(np.float32), bound + TINY


def norms(s):
    op = "nn.layer_norm {0}, {1}, {2} epsilon 1.0e-5 : {t0}, {t1}, {t2}"
    for shape in [(5, 7), (1, 1), (3, 1), (0, 5), (3, 0), (2, 3, 384), (13,)]:
        x, w, b = spread(rng, *shape), spread(rng, shape[-1]), spread(rng, shape[-1])
        s.case(f"layer_norm_{'x'.join(map(str, shape))}", op, [x, w, b], *normalised(x, w, b, 1e-5), dynamic={})
    # A large common offset: the variance is of centred values.
    x = (1000 + rng.standard_normal((3, 64))).astype(np.float32)
    one, zero = np.ones(64, np.float32), np.zeros(64, np.float32)
    s.case("layer_norm_offset", op, [x, one, zero], *normalised(x, one, zero, 1e-5))
    s.case("layer_norm_constant", op, [np.full((2, 4), 7, np.float32), one[:4], one[:4]], np.ones((2, 4), np.float32))
    hard = np.stack([f32(1, NAN), f32(INF, 1), f32(-INF, INF)])
    s.case("layer_norm_hard", op, [hard, one[:2], zero[:2]], np.full((3, 2), NAN, np.float32))


def group_norms(s):
    op = "nn.group_norm {{0}}, {{1}}, {{2}} {{{{groups = {0}}}}} epsilon 1.0e-5 : {{t0}}, {{t1}}, {{t2}}"
    for i, (shape, groups) in enumerate([((2, 6, 5, 7), 3), ((2, 6, 5), 6), ((3, 10), 2), ((2, 5, 3, 2, 7), 1), ((0, 6, 5), 2), ((2, 3, 0), 3)]):
        x, w, b = spread(rng, *shape), spread(rng, shape[1]), spread(rng, shape[1])
        rows = ["?", shape[1], *"?" * (len(shape) - 2)]
        s.case(f"group_norm{i}", op.format(groups), [x, w, b], *of_groups(x, w, b, groups),
               dynamic={0: rows, 1: shape[1:2], 2: shape[1:2], "result": rows})
    x = (1000 + rng.standard_normal((2, 4, 16))).astype(np.float32)
    one = np.ones(4, np.float32)
    s.case("group_norm_offset", op.format(2), [x, one, one], *of_groups(x, one, one, 2))
    hard = f32(1, 2, NAN, 3, INF, 1).reshape(1, 6, 1)
    s.case("group_norm_hard", op.format(3), [hard, np.ones(6, np.float32), np.zeros(6, np.float32)],
           np.concatenate([f32(-1, 1) / np.sqrt(np.float32(1 + 4e-5)), f32(NAN, NAN, NAN, NAN)]).reshape(1, 6, 1), 4 * U)
    with np.load(pathlib.Path(__file__).parent / "Inputs" / "torch_windows.npz") as file:
        for name, groups in (("group", 3), ("instance", 6)):
            x, w, b, y = (file[f"norm_{name}.{part}"] for part in "xwby")
            s.case(f"torch_{name}_norm", op.format(groups), [x, w, b], y, 2 * of_groups(x, w, b, groups)[1])


def of_groups(x, w, b, groups):
    """A row for each group, then a factor and a shift for each channel."""
    ones = [1] * (x.ndim - 2)
    rows = x.reshape(x.shape[0] * groups, x.size // (x.shape[0] * groups) if x.size else 0)
    size = rows.shape[1]
    y, bound = normalised(rows, np.ones(size, np.float32), np.zeros(size, np.float32), 1e-5)
    w, b = w.reshape(-1, *ones), b.reshape(-1, *ones)
    y, bound = wide(y).reshape(x.shape), wide(np.broadcast_to(bound, rows.shape)).reshape(x.shape)
    exact = y * wide(w) + wide(b)
    return exact.astype(np.float32), bound * np.abs(wide(w)) + 3 * U * (np.abs(y * wide(w)) + np.abs(wide(b))) + TINY


def rms_norms(s):
    op = "nn.rms_norm {0}, {1} epsilon 1.0e-5 : {t0}, {t1}"
    for shape in [(5, 7), (1, 1), (3, 1), (0, 5), (3, 0), (2, 3, 576), (13,)]:
        x, w = spread(rng, *shape), spread(rng, shape[-1])
        n = shape[-1]
        root = np.sqrt((wide(x) ** 2).sum(-1, keepdims=True) / max(n, 1) + 1e-5)
        y = wide(x) / root * wide(w)
        # n squares and their sum, halved by the root; then root, inverse and two products.
        s.case(f"rms_norm_{'x'.join(map(str, shape))}", op, [x, w], y.astype(np.float32), ((n + 4) / 2 + 5) * U * np.abs(y), dynamic={})
    one = np.ones(2, np.float32)
    s.case("rms_norm_zero", op, [np.zeros((3, 2), np.float32), one], np.zeros((3, 2), np.float32))
    s.case("rms_norm_hard", op, [np.stack([f32(1, NAN), f32(NAN, INF)]), one], np.full((2, 2), NAN, np.float32))


def normalised(x, w, b, epsilon):
    if x.size == 0:
        return x, 0.0
    x, w, b = wide(x), wide(w), wide(b)
    n = x.shape[-1]
    over = lambda v: v.mean(-1, keepdims=True)
    centred = x - over(x)
    variance = over(centred**2) + epsilon
    y = centred / np.sqrt(variance) * w + b
    # Errors of the centred values, then of the variance and its root, relatively, then of four more roundings.
    centring = (n + 2) * U * over(np.abs(x)) + U * np.abs(centred)
    spreading = (n + 4) * U + 2 * over(np.abs(centred) * centring + centring**2) / variance
    scale = np.abs(w) / np.sqrt(variance)
    bound = scale * centring * (1 + spreading) + scale * np.abs(centred) * (spreading + 6 * U) + 2 * U * (np.abs(y) + np.abs(b))
    return y.astype(np.float32), bound


def build(s):
    softmaxes(s)
    norms(s)
    rms_norms(s)
    group_norms(s)


if __name__ == "__main__":
    main(build)
