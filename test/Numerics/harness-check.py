# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The harness itself: what it must call bad."""
import numpy as np
from harness import INF, NAN, agree, f32


def case(expected, bound):
    return "x", np.asarray(expected), np.broadcast_to(np.float64(bound), np.shape(expected))


GOOD = [(f32(1), f32(1), 0), (f32(NAN), f32(NAN), 0), (f32(INF), f32(INF), 0), (f32(1), f32(1.25), 0.25), (np.array([3]), np.array([3]), 0)]
BAD = [
    (f32(1), f32(NAN), 9), (f32(NAN), f32(1), 9), (f32(INF), f32(3e38), 9), (f32(INF), f32(-INF), 9), (f32(1), f32(1.5), 0.25),
    (f32(1), np.array([1.0]), 9), (f32(1), f32(1, 1), 9), (np.array([3]), np.array([4]), 9),
]
for expected, got, bound in GOOD:
    assert agree("good", case(expected, bound), {"x": got}), (expected, got)
for expected, got, bound in BAD:
    assert not agree("bad", case(expected, bound), {"x": got}), (expected, got)
assert not agree("missing", case(f32(1), 9), {})
