# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops that move elements: exact."""
import numpy as np
from harness import INF, NAN, f32, main, spread

rng = np.random.default_rng(4)
# Pattern, sizes, operand's shape, the same in NumPy, types with unknown extents.
TABLE = [
    ("a b -> b a", "", (3, 5), lambda x: x.T, {}),
    ("... s (h d) -> ... h s d", "{h = 3}", (2, 5, 21), lambda x: x.reshape(2, 5, 3, 7).transpose(0, 2, 1, 3),
     {0: ["?", "?", 21], "result": ["?", 3, "?", 7]}),
    ("b h s d -> b s (h d)", "", (2, 3, 5, 7), lambda x: x.transpose(0, 2, 1, 3).reshape(2, 5, 21),
     {0: ["?", 3, "?", 7], "result": ["?", "?", 21]}),
    ("(a b) c -> b (a c)", "{b = 2}", (6, 5), lambda x: x.reshape(3, 2, 5).transpose(1, 0, 2).reshape(2, 15),
     {0: ["?", 5], "result": [2, "?"]}),
    ("a b c -> (c b a)", "", (2, 3, 5), lambda x: x.transpose(2, 1, 0).reshape(30), {}),
    ("a b c -> a b c", "", (2, 3, 5), lambda x: x, {}),
    ("... -> ...", "", (3, 5), lambda x: x, {}),
    ("a ... -> ... a", "", (2, 3, 5), lambda x: x.transpose(1, 2, 0), {}),
    ("a b -> b a", "", (0, 5), lambda x: x.T, {}),
    ("(a b) -> a b", "{b = 3}", (0,), lambda x: x.reshape(0, 3), {"result": ["?", 3]}),
    ("a b -> () a () b ()", "", (3, 5), lambda x: x[None, :, None, :, None], {"result": [1, "?", 1, "?", 1]}),
    ("() a () b () -> b a", "", (1, 3, 1, 5, 1), lambda x: x[0, :, 0, :, 0].T, {0: [1, "?", 1, "?", 1]}),
    ("() -> () ()", "", (1,), lambda x: x[None], {0: [1], "result": [1, 1]}),
    ("a b -> (a b)", "", (1, 1), lambda x: x.reshape(1), {}),
]


def gathers(s):
    op = "nn.gather {0}[{1}] : {t0}, {t1}"
    for i, (table, indices) in enumerate([((7, 5), (3,)), ((7,), (2, 3)), ((7, 3, 2), (1,)), ((1, 5), ()), ((7, 5), (0,)), ((7, 0), (3,))]):
        x = spread(rng, *table)
        # Outside is clamped.
        at = rng.integers(-9, 16, indices)
        s.case(f"gather{i}", op, [x, np.asarray(at, np.int64)], x[np.clip(at, 0, table[0] - 1)], dynamic={})
    for i, (table, indices, dim) in enumerate([((2, 7, 5), (3,), 1), ((2, 7, 5), (2, 3), -1), ((7, 3), (), 1), ((0, 7, 5), (3,), 1), ((2, 7), (0, 3), 1), ((2, 7, 0), (3,), -2)]):
        x, at = spread(rng, *table), np.asarray(rng.integers(-9, 16, indices), np.int64)
        s.case(f"gather_dim{i}", f"nn.gather {{0}}[{{1}}] dim {dim} : {{t0}}, {{t1}}", [x, at], np.take(x, np.clip(at, 0, table[dim] - 1), dim), dynamic={})
    limits = np.array([np.iinfo(np.int64).min, -1, 7, np.iinfo(np.int64).max])
    x = spread(rng, 7, 5)
    s.case("gather_limits", op, [x, limits], x[[0, 0, 6, 6]])
    s.case("gather_i32", op, [x, np.array([6, -1, 9], np.int32)], x[[6, 0, 6]])
    flags = np.array([[True, False], [False, True]])
    s.case("gather_i1", op, [flags, np.array([1, 0])], flags[[1, 0]])


# Each step rounds to the type.
JOINS = {"": lambda a, b: b, " by sum": np.add, " by prod": np.multiply, " by max": np.maximum, " by min": np.minimum}


def scatters(s):
    def scattered(dest, indices, updates, axis, join=JOINS[""]):
        result = dest.copy()
        for at in np.ndindex(indices.shape):
            if 0 <= indices[at] < dest.shape[axis]:
                row = at[:axis] + (indices[at],)
                result[row] = join(result[row], updates[at])
        return result

    op = "nn.scatter {0}[{1}], {2} axis %d%s : {t0}, {t1}, {t2}"
    for i, (shape, indices, axis) in enumerate([((7, 5), (3,), 0), ((7,), (2, 3), 0), ((3, 7, 5), (3, 11), 1), ((2, 3, 7), (2, 3), 2),
                                                ((7, 5), (), 0), ((7, 5), (0,), 0), ((0, 5), (3,), 0), ((0, 7, 5), (0, 3), 1), ((3, 7, 0), (3, 2), 1)]):
        dest = spread(rng, *shape)
        at = np.asarray(rng.integers(-2, 9, indices), np.int64)  # some outside, some twice
        updates = spread(rng, *indices, *shape[axis + 1:])
        for by, join in JOINS.items():
            s.case(f"scatter{by.replace(' by ', '_')}{i}", op % (axis, by), [dest, at, updates], scattered(dest, at, updates, axis, join), dynamic={})
    limits = np.array([np.iinfo(np.int64).min, -1, 7, np.iinfo(np.int64).max, 6, 6])
    dest, updates = spread(rng, 7, 5), spread(rng, 6, 5)
    for by, join in JOINS.items():
        s.case(f"scatter{by.replace(' by ', '_')}_limits", op % (0, by), [dest, limits, updates], scattered(dest, limits, updates, 0, join))
    many, ones = rng.integers(0, 3, 1009), spread(rng, 1009)
    s.case("scatter_sum_order", op % (0, " by sum"), [f32(0, 1, 2), many, ones], scattered(f32(0, 1, 2), many, ones, 0, np.add))
    hard, at = f32(NAN, 1, -INF, 3), np.array([0, 1, 1, 2, 3])
    for by in (" by max", " by min", " by sum"):
        updates = f32(1, NAN, 5, INF, INF)
        s.case(f"scatter{by.replace(' by ', '_')}_hard", op % (0, by), [hard, at, updates], scattered(hard, at, updates, 0, JOINS[by]))
    at = np.array([0, 2, 2, 0, 1])
    for by in (" by sum", " by max", " by min"):
        join = np.logical_xor if by == " by sum" else JOINS[by]
        for type in (np.int8, np.int64, bool):
            dest, updates = rng.integers(-99, 99, 3).astype(type), rng.integers(-99, 99, 5).astype(type)
            if type is bool:
                updates = updates ^ np.array([1, 0, 1, 0, 0], bool)
            s.case(f"scatter{by.replace(' by ', '_')}_{np.dtype(type).name}", op % (0, by), [dest, at, updates],
                   scattered(dest, at, updates, 0, join if type is bool else JOINS[by]))
    half, updates = spread(rng, 3).astype(np.float16), spread(rng, 5).astype(np.float16)
    places = np.array([3, 1, 0])
    constant = "%c = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf32>; nn.scatter %c[{0}], {1} axis 0 : tensor<5xf32>, {t0}, {t1}"
    s.case("scatter_constant", constant, [places, f32(7, 8, 9)], f32(9, 8, 3, 7, 5))
    s.case("scatter_sum_f16", op % (0, " by sum"), [half, at, updates], scattered(half, at, updates, 0, np.add))


def prefixes(s):
    """Natively in test/EndToEnd/prefix.py: compiled code has prefixes inside kernels alone."""
    for i, (shape, axis, length) in enumerate([((7, 5), 0, 3), ((2, 7, 5), 1, 6), ((2, 3, 7), 2, 0), ((7, 5), 0, -4), ((7, 5), 1, 9), ((0, 5), 1, 2)]):
        x = spread(rng, *shape)
        result = ["?" if d == axis else n for d, n in enumerate(shape)]
        taken = np.take(x, range(np.clip(length, 0, shape[axis])), axis)
        op = "nn.prefix {0}, {1} axis %d : {t0}, {t1}" % axis
        s.add(f"prefix{i}", op, [x, np.array(length)], result, taken, native=False)
        s.add(f"prefix{i}_dynamic", op, [x, np.array(length)], "?" * x.ndim, taken, ["?" * x.ndim, ""], native=False)


def build(s):
    for i, (pattern, sizes, shape, f, dynamic) in enumerate(TABLE):
        x = spread(rng, *shape)
        s.case(f"rearrange{i}", f'nn.rearrange {{0}} "{pattern}" ' + sizes.replace("{", "{{").replace("}", "}}") + " : {t0}",
               [x], f(x), dynamic=dynamic)
    gathers(s)
    scatters(s)
    prefixes(s)
    for shape, dim in [((3, 5), 0), ((3, 5), -1), ((0,), 0), ((1,), 0)]:
        s.case(f"iota_{'x'.join(map(str, shape))}_{dim % len(shape)}", f"nn.iota like {{0}}[{dim}] : {{t0}}", [spread(rng, *shape)],
               np.arange(shape[dim]), dynamic={})


if __name__ == "__main__":
    main(build)
