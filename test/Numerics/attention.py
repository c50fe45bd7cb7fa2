# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""nn.attention with scoring functions: masks, biases, windows, rows without a key."""
import numpy as np
from harness import INF, NAN, TINY, U, main, spread, wide

rng = np.random.default_rng(5)
QKV = "nn.attention {0}, {1}, {2} : {t0}, {t1}, {t2}"


def attention(q, k, v, scale=None, bias=0.0, keep=True):
    """The result, and a bound on what rounding of the scores, weights and sums in f32 can change."""
    q, k, v = wide(q), wide(k), wide(v)
    d, keys = q.shape[3], k.shape[2]
    scale = 1 / np.sqrt(d) if scale is None else scale
    s = np.einsum("bhid,bhjd->bhij", q, k) * scale + bias
    # d products and sums, scale, bias; each rounds the score absolutely, hence its weight relatively.
    rounding = (d + 2) * U * scale * np.einsum("bhid,bhjd->bhij", np.abs(q), np.abs(k)) + 2 * U * np.abs(s) + 2 * U * np.abs(bias)
    keep = np.broadcast_to(keep, s.shape)
    s = np.where(keep, s, -INF)
    empty = ~(s > -INF).any(-1, keepdims=True)
    anchor = np.where(empty, 0, s.max(-1, keepdims=True, initial=-INF))
    weights = np.exp(s - anchor)
    p = np.where(empty, 0, weights / np.where(empty, 1, weights.sum(-1, keepdims=True)))
    shift = np.where(s > -INF, np.abs(s - anchor), 0)
    relative = np.max(2 * rounding * keep + U * shift, -1, keepdims=True, initial=0.0)
    total = np.einsum("bhij,bhjd->bhid", p, np.abs(v))
    bound = (2 * relative + (2 * keys + 8) * U) * total + 4 * TINY
    return np.einsum("bhij,bhjd->bhid", p, v).astype(np.float32), np.nan_to_num(bound)


def operands(b, h, i, j, d, v):
    return [spread(rng, b, h, i, d), spread(rng, b, h, j, d), spread(rng, b, h, j, v)]


def plain(s):
    for n, (b, h, i, j, d, v) in enumerate([(2, 3, 5, 7, 11, 13), (1, 1, 1, 1, 1, 1), (1, 2, 3, 300, 5, 4), (1, 2, 0, 3, 5, 7), (0, 2, 3, 3, 5, 7)]):
        x = operands(b, h, i, j, d, v)
        widths = {0: ["?", h, "?", d], 1: ["?", h, "?", d], 2: ["?", h, "?", v], "result": ["?", h, "?", v]}
        s.case(f"plain{n}", QKV, x, *attention(*x), dynamic=widths)
    x = operands(1, 2, 3, 0, 5, 7)
    s.case("no_keys", QKV, x, np.zeros((1, 2, 3, 7), np.float32), dynamic={0: ["?", 2, "?", 5], 1: ["?", 2, "?", 5], 2: ["?", 2, "?", "?"], "result": ["?", 2, "?", "?"]})
    x = operands(2, 3, 5, 7, 11, 13)
    s.case("scale", QKV.replace(" :", " {{scale = 0.5}} :"), x, *attention(*x, scale=0.5), dynamic={})


def scored(body, *tensors):
    """`nn.attention` on operands 0 to 2 with a scoring function that reads the others."""
    return QKV + " score(%s, %b, %h, %i, %j) {{\n" + body + "\n}}"


def masks(s):
    x = operands(2, 3, 5, 7, 11, 13)
    by_key = scored("%m = nn.at {3}[%b, %j] : {t3}\n nn.yield %s keep %m : f32")
    keep = rng.integers(0, 2, (2, 7)).astype(bool)
    keep[0, 0] = True
    static_width = {0: ["?", 3, "?", 11], 1: ["?", 3, "?", 11], 2: ["?", 3, "?", 13], "result": ["?", 3, "?", 13]}
    s.case("mask", by_key, [*x, keep], *attention(*x, keep=keep[:, None, None]), dynamic=static_width)
    # The rows of batch entry 1 have no key: zero, whatever the values are.
    keep = np.stack([keep[0], np.zeros(7, bool)])
    s.case("masked_rows", by_key, [*x, keep], *attention(*x, keep=keep[:, None, None]), dynamic=static_width)
    hostile = [*x[:2], np.where(np.arange(2)[:, None, None, None] == 1, np.float32(NAN), x[2]), keep]
    s.case("masked_rows_nan_values", by_key, hostile, *attention(*x, keep=keep[:, None, None]))
    causal = scored("%m = arith.cmpi sle, %j, %i : index\n nn.yield %s keep %m : f32")
    s.case("causal", causal, x, *attention(*x, keep=np.arange(7) <= np.arange(5)[:, None]), dynamic=static_width)
    # A table smaller than the rows and keys: outside is clamped.
    table = spread(rng, 3, 4)
    at = np.clip(np.arange(5), 0, 2)[:, None], np.clip(np.arange(7) + 1, 0, 3)[None]
    op = scored("%one = arith.constant 1 : index\n %n = arith.addi %j, %one : index\n %e = nn.at {3}[%i, %n] : {t3}\n"
                " %t = arith.addf %s, %e : f32\n nn.yield %t : f32")
    s.case("clamped", op, [*x, table], *attention(*x, bias=wide(table)[at]), dynamic={**static_width, 3: [3, 4]})
    bias = spread(rng, 3, 5, 7)
    op = scored("%e = nn.at {3}[%h, %i, %j] : {t3}\n %t = arith.addf %s, %e : f32\n nn.yield %t : f32")
    s.case("bias", op, [*x, bias], *attention(*x, bias=wide(bias)))
    # A score of -inf is a key that is not kept; a finite large negative one is a weight.
    infinite = np.where(keep[1][None, None] | (np.arange(7) < 3), np.float32(0), np.float32(-INF)) * np.ones((3, 5, 1), np.float32)
    infinite[np.isnan(infinite)] = 0
    s.case("bias_minus_infinity", op, [*x, infinite], *attention(*x, keep=np.isfinite(infinite)))
    everywhere = np.full((3, 5, 7), -INF, np.float32)
    s.case("bias_minus_infinity_everywhere", op, [*x, everywhere], np.zeros((2, 3, 5, 13), np.float32))
    large = np.full((3, 5, 7), -1e30, np.float32)
    s.case("bias_large_everywhere", op, [*x, large], np.broadcast_to(wide(x[2]).mean(2, keepdims=True), (2, 3, 5, 13)).astype(np.float32),
           20 * U * np.abs(wide(x[2])).mean(2, keepdims=True))


def shared_heads(s):
    """Six heads of queries on two of keys, three on each."""
    def case(name, op, x, more, dynamic=None, **options):
        repeated = [x[0], np.repeat(x[1], 3, 1), np.repeat(x[2], 3, 1)]
        s.case(name, op, [*x, *more], *attention(*repeated, **options), dynamic=dynamic)
    x = [spread(rng, 3, 6, 5, 11), spread(rng, 3, 2, 7, 11), spread(rng, 3, 2, 7, 13)]
    widths = {0: ["?", 6, "?", 11], 1: ["?", 2, "?", 11], 2: ["?", 2, "?", 13], "result": ["?", 6, "?", 13]}
    case("shared_heads", QKV, x, [], widths)
    bias = spread(rng, 6, 5, 7)
    op = scored("%e = nn.at {3}[%h, %i, %j] : {t3}\n %t = arith.addf %s, %e : f32\n nn.yield %t : f32")
    case("shared_heads_bias", op, x, [bias], {**widths, 3: [6, 5, 7]}, bias=wide(bias))
    offset = np.array([2, 0, -1])
    causal = "nn.attention {0}, {1}, {2} offset {3} : {t0}, {t1}, {t2}, {t3} score(%s, %b, %h, %i, %j) {{\n" \
        " %m = arith.cmpi sle, %j, %i : index\n nn.yield %s keep %m : f32\n}}"
    keep = np.arange(7) <= np.arange(5)[:, None] + offset[:, None, None, None]
    case("query_offset", causal, x, [offset], widths, keep=keep)
    # An index of a query at its place is clamped in a table of any size.
    table = spread(rng, 6)
    op = causal.replace("%m = arith.cmpi sle, %j, %i : index\n nn.yield %s keep %m",
                        "%e = nn.at {4}[%i] : {t4}\n %t = arith.addf %s, %e : f32\n nn.yield %t")
    at = np.clip(np.arange(5)[:, None] + offset[:, None, None, None], 0, 5)
    case("query_offset_clamped", op, x, [offset, table], widths, bias=wide(table)[at])


def learned_keys(s):
    """Keys and values that are weights, read tile by tile as they are packed; no batch."""
    x, keys, values = spread(rng, 131, 7) / 4, spread(rng, 1009, 7), spread(rng, 37, 1009)
    op = '%l = nn.apply @linear_no_bias "{name}.keys" ({0}) {{OUT = 1009}} : ({t0}) -> tensor<131x1009xf32>; ' \
        "%p = nn.softmax %l -1 : tensor<131x1009xf32>; " \
        'nn.apply @linear_no_bias "{name}.values" (%p) {{OUT = 37}} : (tensor<131x1009xf32>) -> {r}'
    q, k, v = x[None, None], keys[None, None], values.T[None, None]
    expected, bound = attention(q, k, v, scale=1.0)
    s.case("learned_keys", op, [x], expected[0, 0], bound[0, 0], weights={"keys.weight": keys, "values.weight": values})


def hard(s):
    x = operands(1, 1, 2, 3, 5, 7)
    x[0][0, 0, 0, 0] = NAN
    expected, bound = attention(*x)
    s.case("nan_query", QKV, x, np.where(np.arange(2)[None, None, :, None] == 0, np.float32(NAN), expected), bound)
    keep = np.array([[True, True, False]])
    x = operands(1, 1, 2, 3, 5, 7)
    expected, bound = attention(*x, keep=keep[:, None, None])
    x[1][0, 0, 2] = INF  # a key that is not kept: its score does not matter
    by_key = scored("%m = nn.at {3}[%b, %j] : {t3}\n nn.yield %s keep %m : f32")
    s.case("infinite_key_masked", by_key, [*x, keep], expected, bound)


    x = operands(1, 1, 2, 3, 5, 7)
    x[2][0, 0, 2] = NAN  # the value of a key with weight 0
    s.case("masked_nan_value", by_key, [*x, keep], np.full((1, 1, 2, 7), NAN, np.float32))


def build(s):
    plain(s)
    masks(s)
    shared_heads(s)
    learned_keys(s)
    hard(s)


if __name__ == "__main__":
    main(build)
