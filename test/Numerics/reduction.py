# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reductions; n summands round within n u sum |x|, however they are grouped."""
import itertools

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(3)
KINDS = {"sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "prod": np.prod}
NOTHING = {"sum": 0, "mean": NAN, "max": -INF, "min": INF, "prod": 1}


def reduced(kind, x, dims):
    n = np.prod([x.shape[d] for d in dims], dtype=int)
    if n == 0:
        return np.full([1 if d in dims else size for d, size in enumerate(x.shape)], NOTHING[kind], np.float32), 0.0
    exact = KINDS[kind](wide(x), axis=dims, keepdims=True)
    scale = np.sum(np.abs(wide(x)), axis=dims, keepdims=True)
    bound = {"sum": n * U * scale, "mean": (n + 2) * U * scale / n, "prod": (n + 1) * U * np.abs(exact) + n * TINY}.get(kind, 0.0)
    return exact.astype(np.float32), bound


def reductions(s):
    half = rng.uniform(0.5, 1, (3, 997)).astype(np.float16)  # summed in f32, rounded once
    exact = np.sum(wide(half), 1, keepdims=True)
    s.case("sum_f16", "nn.reduce sum {0} [1] : {t0}", [half], exact.astype(np.float16), (2.0**-11 + 997 * U) * exact, dynamic={"result": "?1"})
    shapes = [(7,), (1,), (0,), (5, 7), (3, 1, 11), (2, 0, 3), (2, 3, 5)]
    for kind, shape in itertools.product(KINDS, shapes):
        for count in range(len(shape) + 1):
            for dims in itertools.combinations(range(len(shape)), count):
                x = spread(rng, *shape)
                expected, bound = reduced(kind, x, dims)
                name = f"{kind}_{'x'.join(map(str, shape))}_{''.join(map(str, dims))}"
                result = "".join("1" if d in dims else "?" for d in range(len(shape)))
                # The op counts from the end.
                negative = ", ".join(str(d - len(shape)) for d in dims)
                s.case(name, f"nn.reduce {kind} {{0}} [{negative}] : {{t0}}", [x], expected, bound, {"result": result})
    hard = np.stack([f32(1, NAN, 2), f32(INF, 1, -INF), f32(-INF, -INF, -INF), f32(3e38, 3e38, -3e38), f32(-0.0, 0, 0)])
    for kind in ("max", "min"):
        s.case(f"{kind}_hard", f"nn.reduce {kind} {{0}} [1] : {{t0}}", [hard], KINDS[kind](hard, axis=1, keepdims=True))
    finite = hard[[0, 1, 2, 4]]
    s.case("sum_hard", "nn.reduce sum {0} [1] : {t0}", [finite], np.sum(finite, axis=1, keepdims=True))


def integers(s):
    for dtype in (np.int8, np.int32, np.int64):
        info = np.iinfo(dtype)
        x = np.array([[info.min, 3, info.max], [info.min, info.min, info.min], [info.max, info.max, info.max], [1, 2, 3]], dtype)
        for kind in ("max", "min", "sum", "prod"):
            expected = KINDS[kind](x, axis=1, keepdims=True, **({"dtype": dtype} if kind in ("sum", "prod") else {}))
            s.case(f"{kind}_{dtype.__name__}", f"nn.reduce {kind} {{0}} [1] : {{t0}}", [x], expected)
        nothing = np.zeros((1, 0), dtype)
        for kind, value in (("max", info.min), ("min", info.max), ("sum", 0), ("prod", 1)):
            s.case(f"{kind}_{dtype.__name__}_empty", f"nn.reduce {kind} {{0}} [1] : {{t0}}", [nothing], np.array([[value]], dtype))
    flags = np.array([[False, False], [False, True], [True, True]])
    for kind, expected in (("max", flags.any(1)), ("min", flags.all(1)), ("sum", flags.sum(1) % 2 == 1), ("prod", flags.all(1))):
        s.case(f"{kind}_i1", f"nn.reduce {kind} {{0}} [1] : {{t0}}", [flags], expected[:, None])
    for kind, value in (("max", False), ("min", True)):
        s.case(f"{kind}_i1_empty", f"nn.reduce {kind} {{0}} [0] : {{t0}}", [np.zeros(0, bool)], np.array([value]))


CUMULATIVE = {"sum": np.cumsum, "prod": np.cumprod, "max": np.maximum.accumulate, "min": np.minimum.accumulate}


def cumulative(kind, x, dim, exclusive, reverse):
    """The result, and n u times the size of the partial results."""
    y = np.flip(x, dim) if reverse else x
    start = {"sum": 0, "prod": 1, "max": -INF if x.dtype.kind == "f" else np.iinfo(x.dtype).min, "min": INF if x.dtype.kind == "f" else np.iinfo(x.dtype).max}[kind]
    y = CUMULATIVE[kind](y, dim) if y.shape[dim] else y
    if exclusive:
        first = [slice(None)] * x.ndim
        first[dim] = slice(0, -1)
        shape = list(x.shape)
        shape[dim] = min(1, x.shape[dim])
        y = np.concatenate([np.full(shape, start, y.dtype), y[tuple(first)]], dim)
    return np.flip(y, dim) if reverse else y


def cumulatives(s):
    for kind, shape in itertools.product(CUMULATIVE, [(7,), (1,), (0, 3), (3, 0), (5, 17), (2, 33, 3)]):
        for dim, (exclusive, reverse) in itertools.product(range(len(shape)), itertools.product((False, True), repeat=2)):
            x = spread(rng, *shape)
            exact = cumulative(kind, wide(x), dim, exclusive, reverse)
            size = cumulative("sum", np.abs(wide(x)), dim, False, reverse) if kind == "sum" else np.abs(exact) if kind == "prod" else 0
            flags = (" exclusive" if exclusive else "") + (" reverse" if reverse else "")
            s.case(f"cumulative_{kind}_{'x'.join(map(str, shape))}_{dim}{flags.replace(' ', '_')}", f"nn.cumulative {kind} {{0}} dim {dim}{flags} : {{t0}}",
                   [x], exact.astype(np.float32), shape[dim] * (U * size + TINY) if kind in ("sum", "prod") else 0.0,
                   {} if dim == len(shape) - 1 else None)
    hard = np.stack([f32(1, NAN, 2), f32(INF, 1, -INF), f32(-0.0, 0, -0.0)])
    for kind in CUMULATIVE:
        s.case(f"cumulative_{kind}_hard", f"nn.cumulative {kind} {{0}} dim 1 : {{t0}}", [hard], CUMULATIVE[kind](hard, 1))
    ints = np.array([[127, 1, -128], [3, 5, 7]], np.int8)
    for kind in CUMULATIVE:
        y = cumulative(kind, ints.astype(np.int64) if kind in ("sum", "prod") else ints, 1, False, False).astype(np.int8)
        s.case(f"cumulative_{kind}_i8", f"nn.cumulative {kind} {{0}} dim -1 : {{t0}}", [ints], y)


def build(s):
    cumulatives(s)
    reductions(s)
    integers(s)


if __name__ == "__main__":
    main(build)
