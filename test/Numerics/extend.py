# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops that add elements along a dimension: exact."""
import numpy as np
from harness import INF, NAN, f32, main, spread

rng = np.random.default_rng(8)


def pads(s):
    for mode in ("constant", "edge", "reflect", "wrap"):
        for shape, dim, before, after in [((5, 7), 1, 2, 3), ((5, 7), 0, 4, 1), ((1, 3), 0, 3, 2), ((3, 1), 1, 1, 1), ((5, 19), 1, 0, 0),
                                          ((2, 3, 5), 1, 2, 2), ((3, 4), 1, 9, 11), ((0, 5), 1, 2, 2)]:
            x = spread(rng, *shape)
            widths = [(0, 0)] * len(shape)
            widths[dim] = (before, after)
            y = np.pad(x, widths, mode, **({"constant_values": -2.5} if mode == "constant" else {}))
            value = " value -2.5" if mode == "constant" else ""
            s.case(f"pad_{mode}_{'x'.join(map(str, shape))}_{dim}_{before}", f"nn.pad {mode} {{0}} dim {dim} by {before}, {after}{value} : {{t0}}",
                   [x], y, dynamic={})
    s.case("pad_nothing", "nn.pad constant {0} dim 0 by 1, 2 value 7.0 : {t0}", [f32()], f32(7, 7, 7), dynamic={})
    s.case("pad_i64", "nn.pad constant {0} dim 0 by 1, 0 value -3.0 : {t0}", [np.array([5, 6])], np.array([-3, 5, 6]))
    s.case("pad_minus_infinity", "nn.pad constant {0} dim 0 by 1, 0 value 0xFFF0000000000000 : {t0}", [f32(NAN)], f32(-INF, NAN))


def concats(s):
    for shape, dim, sizes in [((5, 7), 1, (7, 3)), ((5, 7), 0, (5, 2, 1)), ((3,), 0, (0, 3, 0, 2)), ((2, 3, 5), 1, (3, 4)), ((0, 4), 1, (4, 4)),
                              ((3, 2), 1, (33, 16, 1)), ((4,), 0, (1,)), ((3,), 0, (0, 0))]:
        parts = []
        for size in sizes:
            own = list(shape)
            own[dim] = size
            parts.append(spread(rng, *own))
        ins = ", ".join(f"{{{i}}}" for i in range(len(parts)))
        types = ", ".join(f"{{t{i}}}" for i in range(len(parts)))
        s.case(f"concat_{'x'.join(map(str, shape))}_{dim}_{len(sizes)}_{sum(sizes)}", f"nn.concat {ins} dim {dim} : {types}", parts,
               np.concatenate(parts, dim), dynamic={})
    flags = np.array([[True, False, True]])
    s.case("concat_i1", "nn.concat {0}, {1} dim 0 : {t0}, {t1}", [flags, ~flags], np.concatenate([flags, ~flags]))
    s.case("concat_nan", "nn.concat {0}, {1} dim 0 : {t0}, {t1}", [f32(NAN, 1), f32(INF)], f32(NAN, 1, INF))


def build(s):
    pads(s)
    concats(s)


if __name__ == "__main__":
    main(build)
