# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Control flow: steps are one op each, so results are those of the same sums in the same order, rounded each time."""
import numpy as np
from harness import main, spread

rng = np.random.default_rng(8)
SUM = """{{
  %s = nn.add %h, %x : {slice}, {slice}
  nn.next {next} : {types}
}}"""


def running(xs, h):
    """The sums after each step, in f32."""
    sums = [h]
    for x in xs:
        sums.append((sums[-1] + x).astype(np.float32))
    return np.array(sums[1:], np.float32).reshape(xs.shape)


def scans(s):
    for steps in (0, 1, 2, 7):
        xs, h = spread(rng, steps, 3, 5), spread(rng, 3, 5)
        for way in ("", "reverse"):
            ordered = xs[::-1] if way else xs
            sums = running(ordered, h)
            name = f"{way}{steps}"
            start = f"nn.scan (%h = {{0}}) over (%x = {{1}}) {way} : {{t0}}, {{t1}} "
            last = SUM.replace("{slice}", "{t0}").replace("{next}", "%s").replace("{types}", "{t0}")
            s.case("last" + name, start + last, [h, xs], sums[-1] if steps else h, dynamic={})
            stack = """nn.scan () over (%x = {1}) WAY : {t1} {{
  %s = nn.sub %x, {0} : {t0}, {t0}
  nn.next emit %s : {t0}
}}""".replace("WAY", way)
            s.case("stack" + name, stack, [h, xs], (xs - h).astype(np.float32), dynamic={})
    # The weights of a step are captured; two tensors are sliced.
    xs, ys, w = spread(rng, 5, 3), spread(rng, 5, 7), spread(rng, 7, 3)
    h = np.zeros(3, np.float32)
    op = """nn.scan (%h = {0}) over (%x = {1}, %y = {2}) : {t0}, {t1}, {t2} {{
  %p = nn.einsum %y, {3} "o, o i -> i" : tensor<SEVENxf32>, {t3}
  %q = nn.sub %x, %p : {t0}, {t0}
  %r1 = nn.add %h, %q : {t0}, {t0}
  nn.next %r1 : {t0}
}}"""
    want = np.zeros(3)
    for x, y in zip(xs.astype(np.float64), ys.astype(np.float64)):
        want = want + x - y @ w
    bound = 5 * 9 * (np.abs(ys) @ np.abs(w)).max() * 2.0**-22
    s.case("captured", op.replace("SEVEN", "7"), [h, xs, ys, w], want.astype(np.float32), bound)


def nested(s):
    """Each row's sum, by a scan in a scan."""
    x, zero = spread(rng, 5, 7, 3), np.zeros(3, np.float32)
    op = """nn.scan () over (%rows = {1}) : {t1} {{
  %n = nn.scan (%h = {0}) over (%row = %rows) : {t0}, ROWS {{
    %s = nn.add %h, %row : {t0}, {t0}
    nn.next %s : {t0}
  }}
  nn.next emit %n : {t0}
}}"""
    want = np.array([running(rows, zero)[-1] for rows in x])
    s.case("nested", op.replace("ROWS", "tensor<7x3xf32>"), [zero, x], want)
    inner = """nn.scan () over (%rows = {1}) reverse : {t1} {{
  %l, %n = nn.scan (%h = {0}) over (%row = %rows) : {t0}, tensor<7x3xf32> {{
    %s = nn.add %h, %row : {t0}, {t0}
    nn.next %s emit %s : {t0}, {t0}
  }}
  nn.next emit %n : tensor<7x3xf32>
}}"""
    s.case("nested_stack", inner, [zero, x], np.array([running(rows, zero) for rows in x]))


def branches(s):
    x = spread(rng, 3, 5)
    cond = """nn.cond {0} : {t0} {{
  %a = nn.neg {1} : {t1}
  %b = nn.max %a, {1} : {t1}, {t1}
  nn.next %b : {t1}
}} else {{
  nn.next {1} : {t1}
}}"""
    for p in (False, True):
        s.case(f"cond{int(p)}", cond, [np.array(p), x], np.abs(x) if p else x, dynamic={0: []})
    steps = """nn.while (%a = {0}) : {t0} {{
  %more = nn.compare gt %a, {1} : {t0}, {t1}
  nn.next %more : tensor<i1>
}} do (%b) {{
  %big = nn.compare gt %b, {2} : {t0}, {t2}
  %h = nn.cond %big : tensor<i1> {{
    %c = nn.mul %b, {1} : {t0}, {t1}
    nn.next %c : {t0}
  }} else {{
    %c = nn.sub %b, {1} : {t0}, {t1}
    nn.next %c : {t0}
  }}
  nn.next %h : {t0}
}}"""
    for i, start in enumerate((0.1, 5, 99)):
        want, limit = np.float32(start), np.float32(0.3)
        while want > limit:
            want = want * limit if want > 7 else want - limit
        s.case(f"while{i}", steps, [np.array(v, np.float32) for v in (start, 0.3, 7)], want)


def build(s):
    scans(s)
    nested(s)
    branches(s)


if __name__ == "__main__":
    main(build)
