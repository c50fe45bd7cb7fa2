# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise ops: one rounding, so + - * / sqrt are exact, the others within half a unit of the last place."""
import math

import numpy as np
from harness import INF, NAN, TINY, U, f32, main, spread, wide

rng = np.random.default_rng(1)
HARD = f32(0, -0.0, 1, -1, 0.5, NAN, INF, -INF, 3e38, -3e38, 1e-38, 1e-45, 88.7, -103.9)
BINARY = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "max": np.maximum, "min": np.minimum}
COMPARE = {"eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal}
UNARY = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "erf": np.vectorize(math.erf, otypes=[float]), "sqrt": np.sqrt,
         "sin": np.sin, "cos": np.cos, "exp2": np.exp2, "expm1": np.expm1, "log2": np.log2, "log10": np.log10, "log1p": np.log1p,
         "rsqrt": lambda x: 1 / np.sqrt(x), "reciprocal": np.reciprocal, "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc,
         "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh,
         "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "round": np.rint, "abs": np.abs, "sign": lambda x: np.where(x == 0, x, np.sign(x))}
# Units in the last place of docs/math.md, twice and rounded up.
ROUNDINGS = {"tan": 5, "asin": 4, "acos": 4, "atan": 4, "sinh": 5, "cosh": 5, "asinh": 5, "acosh": 5, "atanh": 5, "expm1": 4, "tanh": 5, "rsqrt": 3}
INTEGER = {"rem": np.fmod, "mod": np.mod, "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}


def pairs(x):
    a, b = np.meshgrid(x, x, indexing="ij")
    return a.ravel(), b.ravel()


def quotient(a, b):
    """Towards zero; x / 0 is -1 and the least value over -1 wraps."""
    q = [-1 if y == 0 else abs(int(x)) // abs(int(y)) * (1 if (x < 0) == (y < 0) else -1) for x, y in zip(a, b)]
    return np.array([v & 0xFFFFFFFF for v in q], np.uint32).astype(np.int32) if a.dtype == np.int32 else np.array(q).astype(a.dtype)


def to_integer(x, dtype):
    info = np.iinfo(dtype)
    clamp = lambda v: 0 if math.isnan(v) else info.max if v >= info.max else info.min if v <= info.min else int(v)
    return np.array([clamp(float(v)) for v in x], dtype)


def floats(s):
    for name, f in BINARY.items():
        op = f"nn.{name} {{0}}, {{1}} : {{t0}}, {{t1}}"
        a, b = pairs(HARD)
        s.case(f"{name}_hard", op, [a, b], f(a, b), dynamic={})
        # Shapes: empty, one, odd, broadcast from both sides, rank 0.
        for i, (p, q, dynamic) in enumerate([
            ((0,), (0,), {}), ((1,), (1,), None), ((3, 0, 5), (3, 0, 5), {}), ((7, 13), (13,), {}),
            ((7, 1, 5), (3, 1), {0: "?1?", 1: "?1", "result": "???"[:2] + "?"}), ((), (5,), {}), ((), (), {})]):
            x, y = spread(rng, *p), spread(rng, *q)
            s.case(f"{name}_shape{i}", op, [x, y], f(x, y), dynamic=dynamic)
        x = rng.standard_normal(11)
        s.case(f"{name}_f64", op, [x, x[::-1].copy()], f(x, x[::-1]))
    for name, f in UNARY.items():
        x = np.concatenate([HARD, spread(rng, 101), np.linspace(-10, 10, 97, dtype=np.float32)])
        exact = f(wide(x))
        with np.errstate(over="ignore"):
            rounded = exact.astype(np.float32)
        op, roundings = f"nn.{name} {{0}} : {{t0}}", ROUNDINGS.get(name, 2)
        s.case(name, op, [x], rounded, np.where(np.isfinite(exact), roundings * U * np.abs(exact) + TINY, 0), dynamic={})
        # f64 against 80 bits; no error function there.
        if name != "erf":
            x = wide(np.concatenate([HARD, f32(0.99999, 1.00001, 709.7, 710.3, -745), rng.uniform(-9, 9, 101), rng.uniform(-1, 1, 101), rng.uniform(1, 9, 53)]))
            exact = f(x.astype(np.longdouble)).astype(np.float64)
            if name in ("sin", "cos", "tan"):  # refused from 2^20 on
                x, exact = x[np.abs(x) < 2**20], exact[np.abs(x) < 2**20]
            s.case(f"{name}_double", op, [x], exact, np.where(np.isfinite(exact), roundings * 2.0**-53 * np.abs(exact) + 2.0**-1074, 0))
    s.case("neg", "nn.neg {0} : {t0}", [HARD], -HARD)


def integers(s):
    least = np.iinfo(np.int32).min
    a, b = pairs(np.array([0, 1, -1, 7, -7, 3, least, least + 1, 2147483647], np.int32))
    for name, f in BINARY.items():
        f = quotient if name == "div" else f
        s.case(f"{name}_i32", f"nn.{name} {{0}}, {{1}} : {{t0}}, {{t1}}", [a, b], f(a, b), dynamic={})
    s.case("neg_i32", "nn.neg {0} : {t0}", [a], -a)
    wide_a, wide_b = pairs(np.array([0, -1, 5, np.iinfo(np.int64).min, np.iinfo(np.int64).max]))
    for name in ("add", "max", "min"):
        s.case(f"{name}_i64", f"nn.{name} {{0}}, {{1}} : {{t0}}, {{t1}}", [wide_a, wide_b], BINARY[name](wide_a, wide_b))
    # Booleans are the integers 0 and 1, modulo 2.
    p, q = pairs(np.array([False, True]))
    for name, f in {"add": np.logical_xor, "sub": np.logical_xor, "mul": np.logical_and, "max": np.logical_or, "min": np.logical_and}.items():
        s.case(f"{name}_i1", f"nn.{name} {{0}}, {{1}} : {{t0}}, {{t1}}", [p, q], f(p, q))
    for name, f in COMPARE.items():
        op = f"nn.compare {name} {{0}}, {{1}} : {{t0}}, {{t1}}"
        x, y = pairs(HARD)
        s.case(f"compare_{name}", op, [x, y], f(x, y), dynamic={})
        s.case(f"compare_{name}_i32", op, [a, b], f(a, b))
        s.case(f"compare_{name}_i1", op, [p, q], f(p, q))


def bits(s):
    """Division by zero leaves the number; the least one has no opposite."""
    for dtype in (np.int8, np.int32, np.int64):
        info, name = np.iinfo(dtype), np.dtype(dtype).name
        a, b = pairs(np.array([0, 1, -1, 7, -7, 3, info.min, info.max], dtype))
        for op, f in INTEGER.items():
            y = f(a, b)
            if op in ("rem", "mod"):
                y = np.where(b == 0, a, np.where(b == -1, 0, y)).astype(dtype)
            s.case(f"{op}_{name}", f"nn.{op} {{0}}, {{1}} : {{t0}}, {{t1}}", [a, b], y, dynamic={})
        p, q = (v.astype(object) % 2**info.bits for v in (a, b))  # as numbers from 0
        for op, y in (("div", [-1 if v == 0 else u // v for u, v in zip(p, q)]), ("rem", [u if v == 0 else u % v for u, v in zip(p, q)])):
            y = np.array([int(v) % 2**info.bits for v in y], f"uint{info.bits}").view(dtype)
            s.case(f"{op}_unsigned_{name}", f"nn.{op}_unsigned {{0}}, {{1}} : {{t0}}, {{t1}}", [a, b], y, dynamic={})
        s.case(f"not_{name}", "nn.not {0} : {t0}", [a], ~a)
        s.case(f"abs_{name}", "nn.abs {0} : {t0}", [a], np.abs(a))
        by = np.array([0, 1, info.bits - 1, info.bits, 100, -1, info.min], dtype)
        x, by = (v.ravel() for v in np.meshgrid(np.array([5, -5, info.min, info.max], dtype), by, indexing="ij"))
        inside = (by >= 0) & (by < info.bits)
        safe = np.where(inside, by, 0).astype(dtype)
        unsigned = x.astype(f"uint{info.bits}") >> safe.astype(f"uint{info.bits}")
        for op, y in (("shift_left", np.where(inside, x << safe, 0)), ("shift_right", np.where(inside, x >> safe, np.where(x < 0, -1, 0))),
                      ("shift_right_unsigned", np.where(inside, unsigned.astype(dtype), 0))):
            s.case(f"{op}_{name}", f"nn.{op} {{0}}, {{1}} : {{t0}}, {{t1}}", [x, by], y.astype(dtype))
    p, q = pairs(np.array([False, True]))
    for op in ("and", "or", "xor"):
        s.case(f"{op}_i1", f"nn.{op} {{0}}, {{1}} : {{t0}}, {{t1}}", [p, q], INTEGER[op](p, q))
    s.case("not_i1", "nn.not {0} : {t0}", [p], ~p)


def powers(s):
    a, b = pairs(np.concatenate([HARD, f32(2, 3, -2, 0.5, 1 / 3)]))
    exact = wide(a) ** wide(b)
    with np.errstate(over="ignore", under="ignore"):
        rounded = exact.astype(np.float32)
    s.case("pow", "nn.pow {0}, {1} : {t0}, {t1}", [a, b], rounded, np.where(np.isfinite(rounded), 2 * U * np.abs(exact) + TINY, 0), dynamic={})


def angles(s):
    y, x = pairs(np.concatenate([HARD, f32(2, -3, 1e-40, 1e38)]))
    exact = np.arctan2(wide(y), wide(x))
    s.case("atan2", "nn.atan2 {0}, {1} : {t0}, {t1}", [y, x], exact.astype(np.float32), 4 * U * np.abs(exact) + TINY, dynamic={})
    y, x = wide(y), wide(x)
    exact = np.arctan2(y.astype(np.longdouble), x.astype(np.longdouble)).astype(np.float64)
    s.case("atan2_double", "nn.atan2 {0}, {1} : {t0}, {t1}", [y, x], exact, 4 * 2.0**-53 * np.abs(exact) + 2.0**-1074)


def tests(s):
    s.case("is_nan", "nn.is_nan {0} : {t0}", [HARD], np.isnan(HARD), dynamic={})
    s.case("is_inf", "nn.is_inf {0} : {t0}", [HARD], np.isinf(HARD), dynamic={})


def choices(s):
    c = rng.integers(0, 2, (3, 5)).astype(bool)
    x, y = spread(rng, 3, 5), f32(NAN)[0:1].reshape(())
    op = "nn.select {0}, {1}, {2} : {t0}, {t1}, {t2}"
    s.case("select", op, [c, x, y], np.where(c, x, y), dynamic={})
    big = np.array([2**62 + 1, -(2**53) - 1], np.int64)
    s.case("select_i64", op, [np.array([True, False]), big, big[::-1].copy()], np.array([big[0], big[0]]))


def casts(s):
    x = np.concatenate([HARD, f32(2.9, -2.9, 127.5, 128, -128.5, -129, 2147483520, 2147483648, -2147483648, -2147484000, 9.3e18)])
    for dtype, name in ((np.int8, "i8"), (np.int32, "i32"), (np.int64, "i64")):
        s.case(f"cast_f32_{name}", f"nn.cast {{0}} to {name} : {{t0}}", [x], to_integer(x, dtype), dynamic={})
    s.case("cast_f32_i1", "nn.cast {0} to i1 : {t0}", [x], x != 0)
    s.case("cast_f32_f64", "nn.cast {0} to f64 : {t0}", [x], wide(x))
    half = np.concatenate([x, f32(1 + 2**-11, 1 + 3 * 2**-11, 65519, 65520, -65520, 2**-25, 3 * 2**-25, 6e-8)])
    s.case("cast_f32_f16", "nn.cast {0} to f16 : {t0}", [half], half.astype(np.float16), dynamic={})
    halves = half.astype(np.float16)
    s.case("cast_f16_f32", "nn.cast {0} to f32 : {t0}", [halves], halves.astype(np.float32), dynamic={})
    s.case("cast_f16_i8", "nn.cast {0} to i8 : {t0}", [halves], to_integer(halves, np.int8))
    s.case("add_f16", "nn.add {0}, {0} : {t0}, {t0}", [halves], halves + halves, dynamic={})
    s.case("exp_f16", "nn.exp {0} : {t0}", [halves], np.exp(wide(halves)).astype(np.float16))
    # Through f32: 1 + 2^-11 + 2^-40 is a tie there, and goes to even.
    near = np.array([1 + 2.0**-11 + 2.0**-40, 1e300, NAN, -INF, 0.1])
    s.case("cast_f64_f16", "nn.cast {0} to f16 : {t0}", [near], near.astype(np.float32).astype(np.float16))
    brain = np.concatenate([half, f32(1 + 2**-8, 1 + 3 * 2**-8, 3.3961776e38, -3.39e38)])
    bits = brain.view(np.uint32)
    rounded = np.where(np.isnan(brain), brain, ((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32))
    s.case("cast_bf16", "%h = nn.cast {0} to bf16 : {t0}; nn.cast %h to f32 : tensor<{d0}xbf16>", [brain], rounded, dynamic={})
    s.case("cast_bf16_i32", "%h = nn.cast {0} to bf16 : {t0}; nn.cast %h to i32 : tensor<{d0}xbf16>", [brain], to_integer(rounded, np.int32))
    double = np.array([1 + 2.0**-30, 1e300, -1e-300, NAN, -INF, 16777217.0])
    s.case("cast_f64_f32", "nn.cast {0} to f32 : {t0}", [double], double.astype(np.float32))
    ints = np.array([0, 1, -1, 300, -300, 2**40 + 5, 16777217, 2**63 - 1], np.int64)
    s.case("cast_i64_f32", "nn.cast {0} to f32 : {t0}", [ints], ints.astype(np.float32))
    s.case("cast_i64_i8", "nn.cast {0} to i8 : {t0}", [ints], ints.astype(np.int8))
    s.case("cast_i64_i1", "nn.cast {0} to i1 : {t0}", [ints], ints != 0)
    flags = np.array([True, False])
    s.case("cast_i1_f32", "nn.cast {0} to f32 : {t0}", [flags], flags.astype(np.float32))
    s.case("cast_i1_i32", "nn.cast {0} to i32 : {t0}", [flags], flags.astype(np.int32))


def build(s):
    floats(s)
    integers(s)
    bits(s)
    powers(s)
    angles(s)
    tests(s)
    choices(s)
    casts(s)


if __name__ == "__main__":
    main(build)
