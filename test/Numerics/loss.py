# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Losses with a rule of their own: roundings of the logits and of the sum."""
import numpy as np
from harness import INF, NAN, U, f32, main, spread, wide

rng = np.random.default_rng(12)


def cross_entropy(logits, targets, ignore, smoothing):
    x = wide(logits)
    shifted = x - x.max(-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    at = np.clip(targets, 0, x.shape[-1] - 1)[..., None]
    loss = -(1 - smoothing) * np.take_along_axis(logs, at, -1)[..., 0]
    if smoothing:
        loss = loss - smoothing * logs.mean(-1)
    return loss if ignore is None else np.where(targets == ignore, 0, loss)


def add(s, name, x, targets, ignore=None, smoothing=0.0):
    y = cross_entropy(x, targets, ignore, smoothing)
    words = ("" if ignore is None else f" ignore {ignore}") + (f" smoothing {smoothing}" if smoothing else "")
    # Sums of n exponentials and of n logarithms, differences of numbers up to the largest.
    finite = np.where(np.isfinite(x), np.abs(wide(x)), 0).max(-1, initial=0)
    bound = (2 * x.shape[-1] + 16) * U * (1 + 2 * finite)
    s.case(f"cross_entropy_{name}", f"nn.cross_entropy {{0}}, {{1}}{words} : {{t0}}, {{t1}}", [x, targets], y.astype(np.float32), bound, dynamic={})


def build(s):
    x, t = spread(rng, 5, 7, 11), rng.integers(0, 11, (5, 7))
    add(s, "plain", x, t)
    add(s, "smoothing", x, t, smoothing=0.125)
    t = np.where(np.arange(7) < 3, -100, t)
    add(s, "ignore", x, t, ignore=-100)
    add(s, "both", x, t, ignore=-100, smoothing=0.125)
    add(s, "outside", x[0], np.array([-5, 11, 99, 0, 10, 3, 2**40]))
    add(s, "vector", x[0, 0], np.array(3))
    add(s, "large", f32([1e4, -1e4, 0], [88, 89, 90], [-INF, 0, 1]), np.array([1, 0, 2]))
    # The probability of the target is zero; a row with NaN, also an ignored one.
    add(s, "hard", f32([-INF, 0, 1], [NAN, 0, 1], [NAN, 0, 1], [5, 5, 5]), np.array([0, 1, -1, 2]), ignore=-1)
    add(s, "none", x[:0], t[:0])
    add(s, "one_class", x[0, :, :1], np.zeros(7, np.int64))


if __name__ == "__main__":
    main(build)
