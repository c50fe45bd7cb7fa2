# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""nn.einsum: k products are summed within (k + 1) u sum |a b|."""
import numpy as np
from harness import INF, NAN, U, f32, main, spread, wide

rng = np.random.default_rng(2)
# Equation of nn, of NumPy, shapes, types with unknown extents.
TABLE = [
    ("m k, k n -> m n", "mk,kn->mn", (5, 7), (7, 3), {}),
    ("m k, n k -> m n", "mk,nk->mn", (1, 257), (1, 257), {}),
    ("m k, n k -> n m", "mk,nk->nm", (3, 11), (5, 11), {}),
    ("... i, o i -> ... o", "abi,oi->abo", (2, 3, 13), (5, 13), {}),
    ("... i, o i -> ... o", "i,oi->o", (13,), (5, 13), {}),
    ("b h i d, b h j d -> b h i j", "bhid,bhjd->bhij", (2, 3, 5, 7), (2, 3, 11, 7), {}),
    ("... m k, ... k n -> ... m n", "amk,kn->amn", (2, 3, 5), (5, 7), {}),
    ("i, j -> i j", "i,j->ij", (3,), (5,), {}),
    ("i, i -> i", "i,i->i", (7,), (7,), {}),
    ("i j, i j ->", "ij,ij->", (3, 5), (3, 5), {}),
    ("i j, k -> i", "ij,k->i", (3, 5), (7,), {}),
    ("m k, k n -> m n", "mk,kn->mn", (3, 0), (0, 5), {}),
    ("m k, k n -> m n", "mk,kn->mn", (0, 3), (3, 5), {}),
    ("m k, k n -> m n", "mk,kn->mn", (1, 1), (1, 1), {}),
]


def bound(equation, a, b):
    inputs, output = equation.split("->")
    sizes = {}
    for names, x in zip(inputs.split(","), (a, b)):
        sizes.update(zip(names, x.shape))
    k = np.prod([size for axis, size in sizes.items() if axis not in output], dtype=int)
    return (k + 1) * U * np.einsum(equation, np.abs(wide(a)), np.abs(wide(b)))


def build(s):
    for i, (ours, theirs, p, q, dynamic) in enumerate(TABLE):
        a, b = spread(rng, *p), spread(rng, *q)
        exact = np.einsum(theirs, wide(a), wide(b))
        op = f'nn.einsum {{0}}, {{1}} "{ours}" : {{t0}}, {{t1}}'
        s.case(f"einsum{i}", op, [a, b], exact.astype(np.float32), bound(theirs, a, b) + U * np.abs(exact), dynamic)
    # Slices at a constant index become part of the product's maps, on either side.
    a, b = spread(rng, 3, 5, 7), spread(rng, 2, 11, 7)
    slices = """%p = nn.slice {0} dim 0 from 2 to 3 : {t0}; %p2 = nn.rearrange %p "() m k -> m k" : tensor<1x5x7xf32>; """
    slices += """%q = nn.slice {1} dim 0 from 1 to 2 : {t1}; %q2 = nn.rearrange %q "() n k -> n k" : tensor<1x11x7xf32>; """
    s.case("sliced", slices + 'nn.einsum %p2, %q2 "m k, n k -> m n" : tensor<5x7xf32>, tensor<11x7xf32>', [a, b],
           np.einsum("mk,nk->mn", wide(a[2]), wide(b[1])).astype(np.float32), bound("mk,nk->mn", a[2], b[1]) + U * 9)
    op = 'nn.einsum {0}, {1} "m k, k n -> m n" : {t0}, {t1}'
    a = np.stack([f32(1, NAN, 2), f32(INF, 1, 1), f32(0, 0, 0), f32(INF, -INF, 0)])
    b = np.stack([f32(1, 0), f32(2, 3), f32(1, INF)])
    s.case("hard", op, [a, b], np.einsum("mk,kn->mn", a, b))
    huge = np.full((2, 2), 1e30, np.float32)
    s.case("huge", op, [huge, huge], np.full((2, 2), INF, np.float32))
    ints = rng.integers(-(2**31), 2**31, (5, 7)).astype(np.int32)
    s.case("i32", op, [ints, ints.T.copy()], ints @ ints.T, dynamic={})
    # Summed in f32 and rounded once: of 997 positive products each step in 16 bits would be off by far more.
    halves = [rng.uniform(0.5, 1, shape).astype(np.float16) for shape in ((3, 997), (997, 7))]
    exact = wide(halves[0]) @ wide(halves[1])
    s.case("f16", op, halves, exact.astype(np.float16), (2.0**-11 + 998 * U) * exact, dynamic={})
    x = rng.standard_normal((3, 5))
    s.case("f64", op, [x, x.T.copy()], x @ x.T, 6 * 2.0**-53 * (np.abs(x) @ np.abs(x.T)))


if __name__ == "__main__":
    main(build)
