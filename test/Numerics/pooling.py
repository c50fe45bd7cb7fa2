# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reductions of windows against loops over them; a mean of n elements rounds within (n + 1) u sum |x| / n."""
import itertools
import json
import pathlib

import numpy as np
from convolution import each, ends, text
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(22)
NOWHERE = np.iinfo(np.int64).max
KINDS = {"max": np.max, "min": np.min, "sum": np.sum, "mean": np.sum, "prod": np.prod}


def count(n, kernel, stride, dilation, before, after, ceil):
    span = (kernel - 1) * dilation + 1
    if not ceil:
        return (n + before + after - span) // stride + 1
    windows = -(-(n + before + after - span) // stride) + 1
    return windows - (windows > 0 and (windows - 1) * stride >= n + before)


def places(extents, counts, kernel, stride, dilation, before):
    """Of each window: its index, its taps along each dimension, and those of them that are elements."""
    for at in itertools.product(*map(range, counts)):
        taps = [[i * s + k * d - b for k in range(n)] for i, s, d, b, n in zip(at, stride, dilation, before, kernel)]
        yield at, taps, [[t for t in row if 0 <= t < n] for row, n in zip(taps, extents)]


def pool(kind, x, sizes):
    """The results, and how many elements each has; of kind "argmax" or "argmin", places."""
    kernel = sizes["kernel"]
    rank = len(kernel)
    stride, dilation = (each(sizes.get(k, 1), rank) for k in ("stride", "dilation"))
    before, after = ends(sizes, rank)
    extents = x.shape[x.ndim - rank:]
    counts = [count(*c, sizes.get("ceil", 0)) for c in zip(extents, kernel, stride, dilation, before, after)]
    lead = x.shape[: x.ndim - rank]
    y, number = np.empty(lead + tuple(counts)), np.empty(counts)
    if kind.startswith("arg"):
        y = np.full(y.shape, NOWHERE)
    nothing = {"max": -INF, "min": INF, "prod": 1.0}.get(kind, 0.0)
    for at, taps, inside in places(extents, counts, kernel, stride, dilation, before):
        counted = inside
        if sizes.get("count_padding", 0):
            counted = [[t for t in row if t < n + a] for row, n, a in zip(taps, extents, after)]
        window = wide(x)[(..., *np.ix_(*[np.array(row, int) for row in inside]))]
        number[at] = np.prod([len(row) for row in counted])
        if kind.startswith("arg"):
            if window.size:
                plane = np.arange(np.prod(extents)).reshape(extents)[np.ix_(*inside)].ravel()
                best = getattr(np, kind)(window.reshape(*lead, plane.size), axis=-1)  # the first, and the first NaN
                y[(..., *at)] = plane[best]
            continue
        axes = tuple(range(len(lead), x.ndim))
        y[(..., *at)] = KINDS[kind](window, axis=axes) if window.size or not lead or 0 in lead else nothing
        if kind == "mean":
            y[(..., *at)] /= number[at]
    return y, number


WINDOWS = {
    "plain": ((2, 3, 7, 19), {"kernel": (3, 3)}),
    "strided": ((2, 3, 11, 37), {"kernel": (3, 3), "stride": 2, "padding": 1}),
    "strides": ((1, 2, 11, 23), {"kernel": (2, 5), "stride": (3, 2), "before": (0, 3), "after": (1, 2)}),
    "stride_over_kernel": ((1, 2, 7, 17), {"kernel": (2, 2), "stride": (3, 5)}),
    "dilated": ((1, 2, 11, 13), {"kernel": (3, 2), "dilation": (2, 5), "padding": (2, 1)}),
    "one_wide": ((1, 2, 7, 13), {"kernel": (1, 3), "stride": (2, 1)}),
    "of_one": ((1, 2, 7, 13), {"kernel": (1, 1), "stride": (2, 3)}),
    "line": ((3, 41), {"kernel": (5,), "stride": 3, "padding": 2}),
    "bare": ((17,), {"kernel": (2,), "stride": 2}),
    "space": ((2, 5, 7, 11), {"kernel": (2, 3, 2), "stride": (1, 2, 3), "padding": (0, 1, 1)}),
    "ceil": ((1, 2, 11, 14), {"kernel": (3, 3), "stride": (4, 2), "ceil": 1}),
    "ceil_padded": ((1, 2, 11, 14), {"kernel": (3, 2), "stride": (3, 5), "padding": 1, "ceil": 1}),
    "ceil_dropped": ((1, 2, 6, 7), {"kernel": (1, 2), "stride": (4, 3), "padding": (0, 1), "ceil": 1}),
    "no_batch": ((0, 3, 5, 7), {"kernel": (2, 3)}),
    "whole": ((2, 3, 5, 7), {"kernel": (5, 7)}),
}


def build(s):
    for name, (shape, sizes) in WINDOWS.items():
        for kind in KINDS:
            x = spread(rng, *shape)
            y, number = pool(kind, x, sizes)
            terms = np.prod(sizes["kernel"])
            bound = 0.0
            if kind in ("sum", "mean"):
                bound = (terms + 2) * U * pool(kind, np.abs(x), sizes)[0] + TINY
            elif kind == "prod":
                bound = terms * U * np.abs(y) + TINY
            s.case(f"{kind}_{name}", f"nn.pool {kind} {{0}}{text(sizes)} : {{t0}}", [x], y.astype(np.float32), bound, {})
        for kind in ("max", "min"):
            x = rng.integers(-3, 4, shape).astype(np.float32)  # some of them equal
            s.case(f"arg_{kind}_{name}", f"nn.arg_pool {kind} {{0}}{text(sizes)} : {{t0}}", [x], pool(f"arg{kind}", x, sizes)[0], dynamic={})
        counted = {**sizes, "count_padding": 1}
        x = spread(rng, *shape)
        bound = (terms + 2) * U * pool("mean", np.abs(x), counted)[0] + TINY
        s.case(f"mean_counted_{name}", f"nn.pool mean {{0}}{text(counted)} : {{t0}}", [x], pool("mean", x, counted)[0].astype(np.float32), bound, {})
    hard(s)
    goldens(s)


def hard(s):
    x = f32(1, NAN, 2, 3, -INF, -INF, 7, INF)
    s.case("max_hard", "nn.pool max {0} {{kernel = [2]}} : {t0}", [x], f32(NAN, NAN, 3, 3, -INF, 7, INF), dynamic={})
    s.case("min_hard", "nn.pool min {0} {{kernel = [2]}} : {t0}", [x], f32(NAN, NAN, 2, -INF, -INF, -INF, 7), dynamic={})
    s.case("mean_hard", "nn.pool mean {0} {{kernel = [2]}} : {t0}", [x], f32(NAN, NAN, 2.5, -INF, -INF, -INF, INF), dynamic={})
    s.case("arg_max_hard", "nn.arg_pool max {0} {{kernel = [2]}} : {t0}", [x], np.array([1, 1, 3, 3, 4, 6, 7]), dynamic={})
    s.case("arg_min_hard", "nn.arg_pool min {0} {{kernel = [2]}} : {t0}", [x], np.array([1, 1, 2, 4, 4, 5, 6]), dynamic={})
    s.case("arg_max_padding", "nn.arg_pool max {0} {{kernel = [2], before = 2}} : {t0}", [f32(-INF, NAN, NAN)], np.array([NOWHERE, 0, 1, 1]), dynamic={})
    # The padding is no element, and a window in it alone is what nothing reduces to.
    x = f32(-3, -5)
    for kind, y in {"max": (-INF, -3, -5), "min": (INF, -3, -5), "sum": (0, -3, -5), "mean": (NAN, -3, -5), "prod": (1, -3, -5)}.items():
        s.case(f"{kind}_padding", f"nn.pool {kind} {{0}} {{{{kernel = [1], before = 1}}}} : {{t0}}", [x], f32(*y), dynamic={})
    s.case("max_f64", "nn.pool max {0} {{kernel = [2]}} : {t0}", [np.array([1.0, 1 + 2.0**-50, 0])], np.array([1 + 2.0**-50] * 2))


def goldens(s):
    """What PyTorch gives: Inputs/torch_windows.py made the file."""
    with np.load(pathlib.Path(__file__).parent / "Inputs" / "torch_windows.npz") as file:
        for name in sorted(key[:-2] for key in file if key.startswith("pool") and key.endswith(".x")):
            own, kind = json.loads(str(file[f"{name}.sizes"])), name.split("_")[1]
            sizes = {"kernel": each(own["kernel_size"], 2), "stride": own["stride"], "dilation": own.get("dilation", 1)}
            sizes |= {"padding": own.get("padding", 0), "ceil": int(own.get("ceil_mode", False))}
            sizes |= {"count_padding": int(own.get("count_include_pad", kind == "mean"))}
            y = file[f"{name}.y"]
            s.case(f"torch_{name}", f"nn.pool {kind} {{0}}{text(sizes)} : {{t0}}", [file[f"{name}.x"]], y, 22 * U * np.abs(y).max())


if __name__ == "__main__":
    main(build)
