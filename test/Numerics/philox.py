# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random numbers against Philox4x32-10 written here, which is checked with the known answers of Random123."""
import numpy as np
from harness import U, main

MASK = np.uint64(0xFFFFFFFF)


def philox(counter, key):
    """Four words of each counter [n, 4]; Salmon et al., 2011."""
    c = [np.asarray(counter, np.uint64)[:, i] for i in range(4)]
    k = [np.uint64(key & 0xFFFFFFFF), np.uint64(key >> 32 & 0xFFFFFFFF)]
    for _ in range(10):
        p, q = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [q >> np.uint64(32) ^ c[1] ^ k[0], q & MASK, p >> np.uint64(32) ^ c[3] ^ k[1], p & MASK]
        k = [k[0] + np.uint64(0x9E3779B9) & MASK, k[1] + np.uint64(0xBB67AE85) & MASK]
    return np.stack(c, 1)


KNOWN = {(0, 0): "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
         (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF): "408f276d 41c83b0e a20bc7c6 6d5451fd"}
for (word, key), answer in KNOWN.items():
    assert [f"{int(w):08x}" for w in philox([[word] * 4], key)[0]] == answer.split()


def words(seed, counter, count):
    elements = [(counter + n) % 2**64 for n in range(count)]
    return philox([[e & 0xFFFFFFFF, e >> 32, 0, 0] for e in elements] or np.zeros((0, 4)), seed % 2**64)


def draw(kind, seed, counter, shape):
    w = words(seed, counter, int(np.prod(shape)))
    if kind == "bits":
        return w[:, 0].astype(np.uint32).view(np.int32).reshape(shape), 0
    u, v = ((w[:, i] >> np.uint64(8)).astype(np.float64) / 2**24 for i in (0, 1))
    if kind == "uniform":
        return u.astype(np.float32).reshape(shape), 0
    radius = np.sqrt(-2 * np.log(u + 2.0**-24))
    z = radius * np.cos(2 * np.pi * v)
    # The angle is rounded twice, at most 2 pi; the radius three times and by its functions.
    return z.astype(np.float32).reshape(shape), (radius * (2 * np.pi * 2 + 8) * 2 * U).reshape(shape)


def moments():
    """Mean, variance and fourth moment of 2^16 numbers, within five standard errors."""
    n = 2**16
    u, _ = draw("uniform", 5, 0, (n,))
    z, _ = draw("normal", 5, n, (n,))
    for got, want, deviation in [(u.mean(), 1 / 2, 12**-0.5), (u.var(), 1 / 12, 180**-0.5), (z.mean(), 0, 1),
                                 (z.var(), 1, 2**0.5), ((z**4).mean(), 3, 96**0.5)]:
        assert abs(got - want) < 5 * deviation / n**0.5, (got, want)
    assert 0 <= u.min() and u.max() < 1


def build(s):
    moments()
    for kind in ("bits", "uniform", "normal"):
        for i, (seed, counter, shape) in enumerate([(0, 0, (3, 5)), (-1, 2**32 - 7, (2, 3, 11)), (2**62 + 3, -5, (37,)),
                                                   (7, 1, ()), (7, 1, (0, 3))]):
            expected, bound = draw(kind, seed, counter, shape)
            s.case(f"{kind}{i}", f"nn.random {kind} {{0}} at {{1}} like {{2}} : {{t0}}, {{t1}}, {{t2}}",
                   [np.array(seed), np.array(counter), np.full(shape, np.nan, np.float32)], expected, bound,
                   dynamic={0: [], 1: []})


if __name__ == "__main__":
    main(build)
