# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantisation: exact."""
import numpy as np
from harness import INF, NAN, f32, main, spread

rng = np.random.default_rng(11)


def quantized(x, scale, zero, low, high, dtype):
    y = np.rint(x / scale) + (0 if zero is None else zero)
    return np.where(np.isnan(y), 0, np.clip(y, low, high)).astype(np.int64).astype(dtype)


def number(q, unsigned):
    return q.astype(np.int64) & 255 if unsigned else q.astype(np.int64)


def both(s, name, x, scale, zero, unsigned=False, dynamic={}):
    word = " unsigned" if unsigned else ""
    low, high = (0, 255) if unsigned else (-128, 127)
    z = None if zero is None else number(zero, unsigned)
    q = quantized(x, scale, z, low, high, np.int8)
    with_zero, zero_type = ("", "") if zero is None else (" zero {2}", ", {t2}")
    args = [x, scale] + ([] if zero is None else [zero])
    s.case(f"quantize_{name}", f"nn.quantize {{0}} scale {{1}}{with_zero} to i8{word} : {{t0}}, {{t1}}{zero_type}", args, q, dynamic=dynamic)
    y = ((number(q, unsigned) - (0 if z is None else z)) * np.float64(scale)).astype(x.dtype)
    s.case(f"dequantize_{name}", f"nn.dequantize {{0}} scale {{1}}{with_zero}{word} : {{t0}}, {{t1}}{zero_type}", [q, scale] + args[2:], y, dynamic=dynamic)


def build(s):
    hard = f32(0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 127.5, 1e9, -1e9, NAN, INF, -INF, 1e-45, 3e38, -127.5, -128.5)
    one = np.float32(1).reshape(())
    both(s, "tensor", hard, one, None)
    both(s, "zero", hard, one, np.array(-7, np.int8))
    both(s, "unsigned", hard, one, np.array(200, np.uint8).astype(np.int8), unsigned=True)
    both(s, "unsigned_no_zero", hard, one, None, unsigned=True)
    both(s, "double", hard.astype(np.float64), np.float64(0.1).reshape(()), np.array(3, np.int8))
    x = 40 * spread(rng, 5, 7, 3)
    channel = np.abs(spread(rng, 7, 1)) + f32(0.1)
    both(s, "axis", x, channel, rng.integers(-9, 9, (7, 1)).astype(np.int8), dynamic={0: "???", 1: "?1", 2: "?1"})
    blocks = np.abs(spread(rng, 5, 7, 1)) + f32(0.1)
    both(s, "block", x, blocks, None, dynamic={1: "??1"})
    both(s, "empty", x[:0], one, None)
    wide = 9000 * spread(rng, 11)
    s.case("quantize_i16", "nn.quantize {0} scale {1} to i16 : {t0}, {t1}", [wide, one], quantized(wide, one, None, -32768, 32767, np.int16))
    for x, other in ((hard, np.int32), (hard.astype(np.float16), np.int16), (hard.astype(np.float64), np.int64)):
        x = np.where(np.isnan(x), 7, x).astype(x.dtype)
        s.case(f"bits_{x.dtype.name}", f"nn.bitcast {{0}} to i{8 * x.itemsize} : {{t0}}", [x], x.view(other), dynamic={})
        s.case(f"number_{x.dtype.name}", f"nn.bitcast {{0}} to f{8 * x.itemsize} : {{t0}}", [x.view(other)], x)


if __name__ == "__main__":
    main(build)
