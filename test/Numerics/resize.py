# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Interpolation against exact fractions; weights round within a few u, and are at most 4 in sum."""
import json
import pathlib
from fractions import Fraction as F
from math import ceil, floor

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(23)
HALF = F(1, 2)
ROUNDINGS = {"round_prefer_floor": lambda p: ceil(p - HALF), "round_prefer_ceil": lambda p: floor(p + HALF), "floor": floor, "ceil": ceil}


def place(coordinates, i, n, extent, scale):
    if coordinates == "half_pixel":
        return (i + HALF) / scale - HALF
    if coordinates == "pytorch_half_pixel":
        return (i + HALF) / scale - HALF if extent > 1 else F(0)
    if coordinates == "half_pixel_symmetric":
        adjustment = extent / (scale * n)
        return F(n, 2) * (1 - adjustment) + (i + HALF) / scale - HALF
    if coordinates == "align_corners":
        return F(i * (n - 1), extent - 1) if extent > 1 else F(0)
    return i / scale


def keys(x, a):
    x = abs(x)
    return (a + 2) * x**3 - (a + 3) * x**2 + 1 if x <= 1 else a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a if x < 2 else F(0)


def matrix(mode, coordinates, n, extent, scale, rounding="round_prefer_floor", a=-0.75, exclude=False):
    """Weights of the n elements in each of the `extent` results."""
    w = np.zeros((extent, n))
    for i in range(extent):
        p = place(coordinates, i, n, extent, scale)
        if mode == "nearest":
            w[i, min(max(ROUNDINGS[rounding](p), 0), n - 1)] = 1
            continue
        reach, weigh = (1, lambda x: max(1 - abs(x), F(0))) if mode == "linear" else (2, lambda x: keys(x, F(a)))
        for j in range(floor(p) - reach + 1, floor(p) + reach + 1):
            if not exclude or 0 <= j < n:
                w[i, min(max(j, 0), n - 1)] += float(weigh(j - p))
        if exclude:
            w[i] /= w[i].sum()
    return w


def resize(x, dim, w):
    return np.moveaxis(np.tensordot(w, wide(x), (1, dim)), 0, dim)


def add(s, name, mode, coordinates, shape, dim, to=None, by=None, **own):
    x, n = spread(rng, *shape), shape[dim]
    extent = to if to else n * by[0] // by[1]
    w = matrix(mode, coordinates, n, extent, F(to, n) if to else F(*by), **own)
    y = resize(x, dim, w)
    # A weight is a cubic of t, which is rounded; coefficients are below 8.
    bound = 0.0 if mode == "nearest" else 40 * U * resize(np.abs(x), dim, np.ones_like(w)) + TINY
    words = f" {{{{to = {to}}}}}" if to else f" {{{{by = {list(by)}}}}}"
    words += f" round {own['rounding']}" if "rounding" in own else ""
    words += f" cubic {own['a']}" if "a" in own else ""
    words += " exclude_outside" if own.get("exclude") else ""
    result = ["?"] * len(shape)
    if to:
        result[dim] = to
    s.case(name, f"nn.resize {mode} {coordinates} {{0}} dim {dim}{words} : {{t0}}", [x], y.astype(np.float32), bound, {"result": result})


def build(s):
    for mode in ("nearest", "linear", "cubic"):
        for coordinates in ("half_pixel", "pytorch_half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric"):
            for i, (shape, dim, size) in enumerate([((2, 7), 1, {"to": 17}), ((3, 11, 5), 1, {"to": 3}), ((5, 7), 1, {"by": (2, 1)}),
                                                    ((7, 3), 0, {"by": (3, 5)}), ((2, 5), 1, {"to": 1}), ((3, 1), 1, {"to": 5}),
                                                    ((0, 3), 1, {"to": 5}), ((2, 19), 1, {"by": (7, 3)}), ((3, 5), 1, {"to": 5})]):
                add(s, f"{mode}_{coordinates}{i}", mode, coordinates, shape, dim, **size)
    for rounding in ROUNDINGS:
        for coordinates in ("half_pixel", "asymmetric"):
            for n, to in ((4, 2), (5, 11), (2, 8)):
                add(s, f"{rounding}_{coordinates}_{n}_{to}", "nearest", coordinates, (3, n), 1, to, rounding=rounding)
    for mode in ("linear", "cubic"):
        add(s, f"{mode}_exclude", mode, "half_pixel", (3, 5), 1, 17, exclude=True)
        add(s, f"{mode}_exclude_less", mode, "asymmetric", (11, 3), 0, 7, exclude=True)
    add(s, "cubic_half", "cubic", "half_pixel", (2, 7), 1, by=(3, 2), a=-0.5)
    ids = np.array([[5, 6, 7]])
    s.case("nearest_i64", "nn.resize nearest asymmetric {0} dim 1 {{by = [2, 1]}} round floor : {t0}", [ids], np.repeat(ids, 2, 1))
    x = f32(1, NAN, 3, INF, -INF)
    s.case("nearest_hard", "nn.resize nearest asymmetric {0} dim 0 {{by = [2, 1]}} round floor : {t0}", [x], np.repeat(x, 2))
    # A weight of 0 takes part like any other.
    s.case("linear_hard", "nn.resize linear asymmetric {0} dim 0 {{by = [1, 1]}} : {t0}", [x], f32(NAN, NAN, NAN, NAN, NAN))
    goldens(s)


def goldens(s):
    """What ONNX's reference gives: Inputs/onnx_resizes.py made the file."""
    with np.load(pathlib.Path(__file__).parent / "Inputs" / "onnx_resizes.npz") as file:
        for name in sorted(key[:-2] for key in file if key.endswith(".x")):
            x, y, own = file[f"{name}.x"], file[f"{name}.y"], json.loads(str(file[f"{name}.own"]))
            words = "".join(f" {k} {v}" for k, v in own["words"].items()) + (" exclude_outside" if own["exclude"] else "")
            words = f" {{{{{own['size']}}}}}{words}"
            op = "nn.resize {} {} {{0}} dim {}{} : {{t0}}".format(own["mode"], own["coordinates"], x.ndim - 1, words)
            bound = 0.0 if own["mode"] == "nearest" else 40 * U * np.abs(x).sum()
            s.case(f"onnx_{name}", op, [x], y, bound)


if __name__ == "__main__":
    main(build)
