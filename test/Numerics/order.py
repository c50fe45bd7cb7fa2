# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Places of elements, and sorting: exact."""
import numpy as np
from harness import INF, NAN, f32, main, spread

rng = np.random.default_rng(9)
HARD = np.stack([f32(1, NAN, 2, NAN), f32(INF, -INF, INF, -INF), f32(-0.0, 0, -0.0, 0), f32(3, 3, 3, 3), f32(NAN, NAN, NAN, NAN)])


def places(s):
    for shape in [(7,), (1,), (5, 17), (2, 33, 3), (0, 3)]:
        x = rng.integers(-3, 4, shape).astype(np.float32)
        for dim in range(len(shape)):
            for kind, f in (("max", np.argmax), ("min", np.argmin)):
                y = f(x, dim) if x.shape[dim] else np.full(x.shape[1 - dim], 2**63 - 1)
                s.case(f"arg_{kind}_{'x'.join(map(str, shape))}_{dim}", f"nn.arg_reduce {kind} {{0}} dim {dim - len(shape)} : {{t0}}", [x],
                       np.expand_dims(y, dim).astype(np.int64), dynamic={"result": ["1" if d == dim else "?" for d in range(len(shape))]})
    for kind, f in (("max", np.argmax), ("min", np.argmin)):
        s.case(f"arg_{kind}_hard", f"nn.arg_reduce {kind} {{0}} dim 1 : {{t0}}", [HARD], f(HARD, 1)[:, None])
    ints = np.array([[5, -128, 127, 127]], np.int8)
    s.case("arg_max_i8", "nn.arg_reduce max {0} dim 1 : {t0}", [ints], np.array([[2]]))


def takes(s):
    for shape, dim, count in [((5, 7), 1, 3), ((5, 7), 0, 9), ((2, 3, 11), 1, 4), ((4,), 0, 0), ((3, 1), 1, 2)]:
        x = spread(rng, *shape)
        own = list(shape)
        own[dim] = count
        at = rng.integers(-3, shape[dim] + 3, own)
        s.case(f"take_{'x'.join(map(str, shape))}_{dim}", f"nn.take_along {{0}}[{{1}}] dim {dim} : {{t0}}, {{t1}}", [x, at],
               np.take_along_axis(x, np.clip(at, 0, shape[dim] - 1), dim), dynamic={})


def sorts(s):
    for shape, dim, first in [((7,), 0, None), ((1,), 0, 1), ((5, 17), 1, 3), ((5, 17), 0, None), ((2, 9, 3), 1, 2), ((3, 0), 1, 0), ((0, 4), 1, 2), ((3, 8), 1, 0)]:
        x = rng.integers(-3, 4, shape).astype(np.float32)
        for order in ("ascending", "descending"):
            both(s, f"{order}_{'x'.join(map(str, shape))}_{dim}", x, dim, order, first)
    # Longer rows are merged.
    long = np.concatenate([np.tile(HARD[:3].ravel(), 60), spread(rng, 311)])[:, None]
    for order in ("ascending", "descending"):
        both(s, f"{order}_long", long, 0, order, 1000 if order == "descending" else None)
        both(s, f"{order}_hard", HARD, 1, order, None)
        both(s, f"{order}_i8", np.array([[5, -128, 127, 5, 0]], np.int8), 1, order, 4)


def both(s, name, x, dim, order, first):
    """Stable in both directions: a descending order is the ascending one of the reversed row, reversed."""
    if order == "ascending":
        at = np.argsort(x, dim, kind="stable")
    else:
        at = x.shape[dim] - 1 - np.flip(np.argsort(np.flip(x, dim), dim, kind="stable"), dim)
    at = np.take(at, range(x.shape[dim] if first is None else first), dim)
    text = f"nn.sort {order} {{0}} dim {dim}" + ("" if first is None else f" first {first}") + " : {t0}"
    shape = ["?"] * x.ndim
    if first is not None:
        shape[dim] = first
    s.case(f"sort_{name}", text, [x], (np.take_along_axis(x, at, dim), at.astype(np.int64)), dynamic={"result": shape})


def build(s):
    places(s)
    takes(s)
    sorts(s)


if __name__ == "__main__":
    main(build)
