# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops that put elements to other places along a dimension: exact."""
import numpy as np
from harness import main, spread

rng = np.random.default_rng(6)


def unknown(x, dim, y=None):
    """Types with every extent open, the result's along `dim` only where it follows from the operand's."""
    result = ["?"] * x.ndim
    if y is not None:
        result[dim] = y.shape[dim]
    return {"result": result}


def slices(s):
    x = spread(rng, 7, 11, 5)
    for i, (dim, first, end, step) in enumerate([
            (0, 0, None, 1), (1, 2, 9, 1), (1, 2, 9, 3), (2, 1, None, 2), (1, -3, None, 1), (1, -5, -1, 2), (1, 3, 3, 1),
            (1, 5, 2, 1), (1, 2, 99, 1), (1, -99, 4, 1), (2, 4, None, 7), (-2, 0, -1, 1)]):
        at = [slice(None)] * 3
        at[dim] = slice(first, end, step)
        y = x[tuple(at)]
        text = f"nn.slice {{0}} dim {dim} from {first}" + ("" if end is None else f" to {end}") + f" step {step} : {{t0}}"
        # An extent that is not known holds the range.
        fits = abs(first) <= 11 and (end is None or first <= end <= 11 or end < 0)
        counted = first < 0 and (end is None or end < 0) or first >= 0 and end is not None and end >= 0
        s.case(f"slice{i}", text, [x], y, dynamic=unknown(x, dim, y if counted else None) if fits else None)
    s.case("slice_empty", "nn.slice {0} dim 0 from 0 to 5 : {t0}", [x[:0]], x[:0])


def turns(s):
    for shape in [(7,), (1,), (0, 3), (3, 0), (5, 17, 3)]:
        x = spread(rng, *shape)
        for dim in range(len(shape)):
            name = f"{'x'.join(map(str, shape))}_{dim}"
            s.case(f"reverse_{name}", f"nn.reverse {{0}} dim {dim - len(shape)} : {{t0}}", [x], np.flip(x, dim), dynamic={})
            for by in (0, 2, -1, 23):
                s.case(f"roll_{name}_{by % 100}", f"nn.roll {{0}} dim {dim} by {by} : {{t0}}", [x], np.roll(x, by, dim), dynamic={})


def build(s):
    slices(s)
    turns(s)


if __name__ == "__main__":
    main(build)
