# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rotary position embedding against complex numbers in f64."""
import numpy as np
from harness import INF, NAN, U, main, spread, wide

rng = np.random.default_rng(7)


def rotated(x, positions, pairing, base, dims, factors, magnitude):
    """The result and the size of the terms of each element."""
    x = wide(x)
    at = np.broadcast_to(positions, (x.shape[0], x.shape[2]))
    angle = at[:, None, :, None] * base ** (-np.arange(dims // 2) / (dims // 2)) / (1 if factors is None else wide(factors))
    first, second = (slice(0, dims, 2), slice(1, dims, 2)) if pairing == "adjacent" else (slice(0, dims // 2), slice(dims // 2, dims))
    with np.errstate(invalid="ignore"):
        turn, y, size = magnitude * np.exp(1j * angle), x.copy(), np.zeros_like(x)
        u, v = x[..., first], x[..., second]
        y[..., first], y[..., second] = u * turn.real - v * turn.imag, v * turn.real + u * turn.imag
        size[..., first] = size[..., second] = magnitude * (np.abs(u) + np.abs(v))
    return y, size


def build(s):
    for pairing in ("adjacent", "halves"):
        for i, (shape, at, dims, base, scaled) in enumerate([
                ((2, 3, 5, 8), (2, 5), 0, 1e4, False), ((2, 3, 5, 64), (5,), 0, 1e4, True), ((1, 2, 1, 2), (1, 1), 0, 10.0, False),
                ((2, 3, 5, 10), (2, 1), 6, 5e5, True), ((0, 3, 5, 4), (0, 5), 0, 1e4, False), ((2, 3, 0, 4), (0,), 2, 1e4, False),
                ((3, 2, 7, 34), (), 34, 1e6, False)]):
            x = spread(rng, *shape)
            dims = dims or shape[3]
            # Far positions lose nothing: their angles are exact in f64.
            positions = rng.integers(0, 2 ** (20 if i % 2 else 7), at)
            args = [x, np.asarray(positions, np.int64)]
            factors = rng.uniform(0.5, 8, dims // 2).astype(np.float32) if scaled else None
            magnitude = 1.25 if scaled else 1.0
            text = f"nn.rope {pairing} {{0}} at {{1}}" + (" factors {2}" if scaled else "") + f" base {base}"
            text += ("" if dims == shape[3] else f" dims {dims}") + (" magnitude 1.25" if scaled else "")
            y, size = rotated(x, positions, pairing, base, dims, factors, magnitude)
            # The angle (up to pi) and its sine, the magnitude, two products and their sum.
            s.case(f"{pairing}{i}", text + " : {t0}, {t1}" + (", {t2}" if scaled else ""), args + ([factors] if scaled else []),
                   y.astype(np.float32), (np.pi + 8) * U * size,
                   {0: ["?", 3 if shape[1] == 3 else "?", "?", shape[3]], "result": ["?", 3 if shape[1] == 3 else "?", "?", shape[3]],
                    1: ["1" if n == 1 else "?" for n in at], 2: [dims // 2]})
        x = np.array([NAN, INF, 1, 2], np.float32).reshape(1, 1, 1, 4)
        y, _ = rotated(x, 1, pairing, 1e4, 4, None, 1.0)
        s.case(f"{pairing}_hard", f"nn.rope {pairing} {{0}} at {{1}} base 1.0e4 : {{t0}}, {{t1}}", [x, np.array([1])], y.astype(np.float32), 32 * U)


if __name__ == "__main__":
    main(build)
