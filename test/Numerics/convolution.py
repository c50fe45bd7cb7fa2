# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolutions against sums over windows written out; n products round within n u sum |x w|, however they are added."""
import itertools
import json
import pathlib

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(21)


def each(value, rank):
    return (value,) * rank if isinstance(value, int) else tuple(value)


def text(sizes):
    """As an attribute, in a format string."""
    entries = ", ".join(f"{k} = {v if isinstance(v, int) else list(v)}" for k, v in sizes.items())
    return f" {{{{{entries}}}}}" if sizes else ""


def ends(sizes, rank):
    both = each(sizes.get("padding", 0), rank)
    return each(sizes.get("before", both), rank), each(sizes.get("after", both), rank)


def padded(x, before, after, spread_by, fill=0.0):
    """The last dimensions of x, spread, between their padding; negative padding cuts off."""
    rank = len(before)
    for d, (b, a, apart) in enumerate(zip(before, after, spread_by)):
        axis = x.ndim - rank + d
        n = x.shape[axis]
        shape = list(x.shape)
        shape[axis] = max((n - 1) * apart + 1, 0)
        y = np.full(shape, fill)
        y[(slice(None),) * axis + (slice(None, None, apart),)] = x
        widths = [(0, 0)] * x.ndim
        widths[axis] = (max(b, 0), max(a, 0))
        y = np.pad(y, widths, constant_values=fill)
        x = y[(slice(None),) * axis + (slice(max(-b, 0), y.shape[axis] - max(-a, 0)),)]
    return x


def conv(x, w, sizes):
    rank = x.ndim - 2
    stride, dilation, apart = (each(sizes.get(k, 1), rank) for k in ("stride", "dilation", "spread"))
    groups = sizes.get("groups", 1)
    before, after = ends(sizes, rank)
    p = padded(wide(x), before, after, apart)
    counts = [(n - (k - 1) * d - 1) // s + 1 for n, k, s, d in zip(p.shape[2:], w.shape[2:], stride, dilation)]
    y = np.zeros((x.shape[0], groups, w.shape[0] // groups, *counts))
    pg = p.reshape(x.shape[0], groups, w.shape[1], *p.shape[2:])
    wg = wide(w).reshape(groups, w.shape[0] // groups, *w.shape[1:])
    for tap in itertools.product(*map(range, w.shape[2:])):
        window = tuple(slice(k * d, k * d + (c - 1) * s + 1, s) for k, d, c, s in zip(tap, dilation, counts, stride))
        y += np.einsum("ngc...,goc->ngo...", pg[(..., *window)], wg[(..., *tap)])
    return y.reshape(x.shape[0], w.shape[0], *counts)


def transposed(x, w, sizes):
    """Every element adds its multiple of the window."""
    rank = x.ndim - 2
    stride, dilation = (each(sizes.get(k, 1), rank) for k in ("stride", "dilation"))
    extra, groups = each(sizes.get("output_padding", 0), rank), sizes.get("groups", 1)
    before, after = ends(sizes, rank)
    whole = [(n - 1) * s + (k - 1) * d + 1 + e for n, s, k, d, e in zip(x.shape[2:], stride, w.shape[2:], dilation, extra)]
    y = np.zeros((x.shape[0], groups, w.shape[1], *whole))
    xg = wide(x).reshape(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:])
    wg = wide(w).reshape(groups, -1, *w.shape[1:])
    for tap in itertools.product(*map(range, w.shape[2:])):
        places = tuple(slice(k * d, k * d + (n - 1) * s + 1, s) for k, d, n, s in zip(tap, dilation, x.shape[2:], stride))
        y[(..., *places)] += np.einsum("ngc...,gco->ngo...", xg, wg[(..., *tap)])
    cut = tuple(slice(b, n - a) for b, a, n in zip(before, after, whole))
    return y.reshape(x.shape[0], groups * w.shape[1], *whole)[(..., *cut)]


def bound_of(op, x, w, sizes, groups):
    terms = w.size // (w.shape[0] if op is conv else w.shape[1]) // (1 if op is conv else groups)
    return (terms + 1) * U * op(np.abs(x), np.abs(w), sizes) + TINY


def add(s, name, op, xs, ws, sizes, dynamic=True):
    x, w = spread(rng, *xs), spread(rng, *ws)
    y = op(x, w, sizes)
    # The weight is known, and so are the channels, which it tells.
    shape = ["?"] * len(xs)
    shape[1] = xs[1]
    result = ["?"] * len(xs)
    result[1] = y.shape[1]
    mnemonic = "conv" if op is conv else "conv_transpose"
    s.case(name, f"nn.{mnemonic} {{0}}, {{1}}{text(sizes)} : {{t0}}, {{t1}}", [x, w], y.astype(np.float32),
           bound_of(op, x, w, sizes, sizes.get("groups", 1)), {0: shape, 1: ws, "result": result} if dynamic else None)


CONVOLUTIONS = {
    "plain": ((2, 3, 11, 19), (5, 3, 3, 5), {}),
    "long": ((1, 3, 5, 83), (2, 3, 2, 3), {}),
    "padded": ((2, 3, 7, 13), (5, 3, 3, 3), {"padding": 1}),
    "asymmetric": ((1, 2, 5, 7), (3, 2, 2, 3), {"before": (2, 0), "after": (0, 3)}),
    "cropped": ((1, 2, 7, 11), (3, 2, 2, 3), {"before": (-1, 2), "after": (0, -3)}),
    "strided": ((2, 3, 13, 37), (5, 3, 3, 3), {"stride": 2, "padding": 1}),
    "strides": ((1, 2, 17, 23), (3, 2, 5, 4), {"stride": (2, 3), "before": 1, "after": (0, 2)}),
    "stride_over_kernel": ((1, 2, 13, 17), (3, 2, 2, 3), {"stride": (3, 5)}),
    "dilated": ((1, 3, 11, 19), (2, 3, 3, 3), {"dilation": (2, 3), "padding": 2}),
    "strided_dilated": ((1, 2, 13, 29), (3, 2, 3, 3), {"dilation": (2, 3), "stride": 2, "padding": (0, 3)}),
    "spread": ((2, 3, 5, 7), (2, 3, 3, 3), {"spread": (2, 3), "padding": 2}),
    "grouped": ((2, 6, 5, 7), (10, 3, 3, 3), {"groups": 2, "padding": 1}),
    "depthwise": ((2, 7, 11, 13), (7, 1, 3, 3), {"groups": 7, "padding": 1}),
    "depthwise_strided": ((1, 5, 11, 17), (10, 1, 3, 3), {"groups": 5, "padding": 1, "stride": 2}),
    "pointwise": ((2, 7, 5, 13), (11, 7, 1, 1), {}),
    "pointwise_strided": ((2, 7, 5, 13), (11, 7, 1, 1), {"stride": 2}),
    "pointwise_grouped": ((2, 6, 5, 7), (10, 3, 1, 1), {"groups": 2}),
    "one_wide": ((1, 3, 7, 17), (2, 3, 3, 1), {"stride": (1, 3), "padding": (1, 0)}),
    "whole": ((3, 2, 5, 7), (11, 2, 5, 7), {}),
    "no_batch": ((0, 3, 5, 7), (2, 3, 3, 3), {"padding": 1}),
    "one_element": ((1, 1, 1, 1), (1, 1, 1, 1), {}),
    "over_padding_alone": ((1, 2, 1, 2), (3, 2, 2, 2), {"padding": 3, "stride": 2}),
    "line": ((2, 3, 31), (5, 3, 7), {"padding": 3}),
    "line_strided": ((2, 3, 41), (5, 3, 5), {"stride": 3, "before": 2, "after": 1}),
    "line_causal": ((1, 5, 17), (5, 1, 4), {"before": 3, "groups": 5}),
    "space": ((1, 2, 5, 7, 11), (3, 2, 3, 2, 3), {"padding": (1, 0, 1)}),
    "space_strided": ((2, 2, 5, 7, 13), (3, 2, 3, 3, 3), {"padding": 1, "stride": (1, 2, 2)}),
}
TRANSPOSED = {
    "plain": ((2, 3, 5, 7), (3, 2, 3, 3), {}),
    "doubled": ((2, 3, 5, 7), (3, 5, 4, 4), {"stride": 2, "padding": 1}),
    "output_padding": ((1, 3, 5, 7), (3, 2, 3, 3), {"stride": (2, 3), "padding": 1, "output_padding": (1, 2)}),
    "dilated": ((1, 2, 5, 7), (2, 3, 3, 2), {"dilation": (2, 3), "stride": 2}),
    "grouped": ((2, 6, 3, 5), (6, 5, 3, 3), {"groups": 2, "stride": 2}),
    "cropped": ((1, 2, 7, 5), (2, 3, 2, 3), {"stride": 2, "before": (3, 0), "after": (2, 4)}),
    "apart": ((1, 2, 3, 5), (2, 3, 2, 2), {"stride": 3}),
    "line": ((2, 3, 11), (3, 2, 5), {"stride": 2, "padding": 2}),
    "space": ((1, 2, 3, 2, 5), (2, 3, 2, 3, 2), {"stride": 2}),
}


def hard(s):
    w = np.ones((1, 1, 1, 3), np.float32)
    row = f32(1, NAN, 2, 3, 4, INF, 5, 6, -INF).reshape(1, 1, 1, -1)
    s.case("hard", "nn.conv {0}, {1} : {t0}, {t1}", [row, w], f32(NAN, NAN, 9, INF, INF, INF, -INF).reshape(1, 1, 1, -1))
    # Zeros of the padding take part: times infinity they are NaN.
    infinite = f32(INF, 1).reshape(1, 1, 2)
    s.case("infinite_weight", "nn.conv {0}, {1} {{before = 1}} : {t0}, {t1}",
           [f32(2, 3).reshape(1, 1, 2), infinite], f32(NAN, INF).reshape(1, 1, 2))
    # 1 + 2^-24 is 1, so that (1 + 2^-24) + 2^-24 is not 1 + 2^-23: one chain in the order of the window.
    small = np.full((1, 1, 3), 2.0**-24, np.float32)
    small[0, 0, 0] = 1
    s.case("order", "nn.conv {0}, {1} : {t0}, {t1}", [np.ones((1, 1, 3), np.float32), small], np.ones((1, 1, 1), np.float32), 2.0**-23)


def goldens(s):
    """What PyTorch gives: Inputs/torch_windows.py made the file."""
    with np.load(pathlib.Path(__file__).parent / "Inputs" / "torch_windows.npz") as file:
        for name in sorted(key[:-2] for key in file if key.startswith("conv") and key.endswith(".w")):
            x, w, y = (file[f"{name}.{part}"] for part in "xwy")
            sizes = json.loads(str(file[f"{name}.sizes"]))
            op, mnemonic = (transposed, "conv_transpose") if "transposed" in name else (conv, "conv")
            s.case(f"torch_{name}", f"nn.{mnemonic} {{0}}, {{1}}{text(sizes)} : {{t0}}, {{t1}}", [x, w], y,
                   2 * bound_of(op, x, w, sizes, sizes.get("groups", 1)))


def build(s):
    for name, case in CONVOLUTIONS.items():
        add(s, name, conv, *case)
    for name, case in TRANSPOSED.items():
        add(s, f"transposed_{name}", transposed, *case)
    hard(s)
    goldens(s)


if __name__ == "__main__":
    main(build)
