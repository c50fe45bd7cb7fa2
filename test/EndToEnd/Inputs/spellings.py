# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The grammar of attention's spellings (docs/fusion.md): text in `nn` and its value in f64, made side by side."""
import itertools
import re

import numpy as np

HEADS, GROUPS, WIDTH, VALUE = 6, 2, 16, 8
LOG2E = np.log2(np.e)
OUTSIDE = re.compile(r'^    %.*linalg.generic.*"reduction"', re.M)  # a reduction of a kernel, outside of a fold


class Tensor:
    """A value in the text: its name, its dims (letters or numbers), its element type, and what it is for the inputs given."""

    def __init__(self, name, dims, value, element="f32"):
        self.name, self.dims, self.value, self.element = name, tuple(dims), value, element

    @property
    def type(self):
        return "tensor<" + "".join(f"{d if isinstance(d, int) else '?'}x" for d in self.dims) + self.element + ">"


def joined(*dims):
    """Dims of a broadcast."""
    rank = max(map(len, dims))
    aligned = [(1,) * (rank - len(d)) + d for d in dims]
    return [next((d for d in column if d != 1), 1) for column in zip(*aligned)]


class Text:
    """Writes ops and computes them."""

    def __init__(self):
        self.lines, self.inputs, self.known = [], [], {}

    def input(self, name, dims, value, element="f32"):
        self.inputs.append(Tensor(f"%{name}", dims, np.asarray(value), element))
        wide = self.inputs[-1].value.astype(np.float64) if element.startswith("f") else self.inputs[-1].value
        return Tensor(f"%{name}", dims, wide, element)

    def op(self, text, operands, dims, value, element="f32"):
        name = f"%{len(self.lines)}"
        types = ", ".join(o.type for o in operands)
        body = text.format(*(o.name for o in operands))
        self.lines.append(f"{name} = {body} : {types}")
        return Tensor(name, dims, value, element)

    def constant(self, number, element="f32"):
        if (number, element) not in self.known:
            spelled = {np.inf: "0x7F800000", -np.inf: "0xFF800000"}.get(number, repr(float(number)) if element == "f32" else str(number))
            name = f"%{len(self.lines)}"
            self.lines.append(f"{name} = arith.constant dense<{spelled}> : tensor<{element}>")
            value = np.float64(np.float32(number)) if element == "f32" else number
            self.known[number, element] = Tensor(name, (), np.asarray(value), element)
        return self.known[number, element]

    def zeros(self, dims):
        name = f"%{len(self.lines)}"
        self.lines.append(f"{name} = arith.constant dense<0.0> : tensor<{'x'.join(map(str, dims))}xf32>")
        return Tensor(name, dims, np.zeros(dims))

    def binary(self, name, a, b, function, element=None):
        a, b = (x if isinstance(x, Tensor) else self.constant(x) for x in (a, b))
        with np.errstate(all="ignore"):
            return self.op(f"nn.{name} {{0}}, {{1}}", [a, b], joined(a.dims, b.dims), function(a.value, b.value), element or a.element)

    def add(self, a, b): return self.binary("add", a, b, np.add)
    def sub(self, a, b): return self.binary("sub", a, b, np.subtract)
    def mul(self, a, b): return self.binary("mul", a, b, np.multiply)
    def div(self, a, b): return self.binary("div", a, b, np.divide)
    def compare(self, how, a, b): return self.binary(f"compare {how}", a, b, {"ge": np.greater_equal, "le": np.less_equal, "lt": np.less, "gt": np.greater}[how], "i1")
    def both(self, a, b): return self.binary("and", a, b, np.logical_and)

    def unary(self, name, x, function, element=None):
        with np.errstate(all="ignore"):
            return self.op(f"nn.{name} {{0}}", [x], x.dims, function(x.value), element or x.element)

    def select(self, c, a, b):
        a, b = (x if isinstance(x, Tensor) else self.constant(x) for x in (a, b))
        return self.op("nn.select {0}, {1}, {2}", [c, a, b], joined(c.dims, a.dims, b.dims), np.where(c.value, a.value, b.value), a.element)

    def rearrange(self, x, pattern, dims, **sizes):
        """`pattern` as NumPy reads it too: names, groups in brackets, () for a one."""
        left, right = ([part.strip("()").split() for part in _parts(side)] for side in pattern.split("->"))
        extent = dict(sizes)
        for part, size in zip(left, x.value.shape):
            rest = [n for n in part if n not in extent]
            known = int(np.prod([extent[n] for n in part if n in extent]))
            if rest:
                extent[rest[0]] = size // known
        order = list(itertools.chain(*left))
        flat = x.value.reshape([extent[n] for n in order])
        kept = [n for n in itertools.chain(*right)]
        value = flat.transpose([order.index(n) for n in kept]).reshape([int(np.prod([extent[n] for n in part])) for part in right])
        text = " {{" + ", ".join(f"{n} = {v}" for n, v in sizes.items()) + "}}" if sizes else ""
        return self.op(f'nn.rearrange {{0}} "{pattern}"{text}', [x], dims, value, x.element)

    def einsum(self, a, b, pattern, dims):
        letters = pattern.replace(" ", "")
        return self.op(f'nn.einsum {{0}}, {{1}} "{pattern}"', [a, b], dims, np.einsum(letters, a.value, b.value))

    def reduce(self, kind, x, axis=-1):
        with np.errstate(all="ignore"):
            value = {"sum": np.sum, "max": np.max, "min": np.min, "mean": np.mean}[kind](x.value, axis=axis, keepdims=True)
        dims = list(x.dims)
        dims[axis] = 1
        return self.op(f"nn.reduce {kind} {{0}} [{axis}]", [x], dims, value)

    def exp(self, x): return self.unary("exp", x, np.exp)

    def softmax(self, x, axis=-1, log=False):
        with np.errstate(all="ignore"):
            shifted = x.value - x.value.max(axis=axis, keepdims=True)
            total = np.exp(shifted).sum(axis=axis, keepdims=True)
            value = shifted - np.log(total) if log else np.exp(shifted) / total
        return self.op(f"nn.{'log_' if log else ''}softmax {{0}} {axis}", [x], x.dims, value)

    def iota(self, like, axis):
        return self.op(f"nn.iota like {{0}}[{axis}]", [like], [like.dims[axis]], np.arange(like.value.shape[axis]), "i64")

    def slice(self, x, axis, begin, end, dims):
        at = [slice(None)] * x.value.ndim
        at[axis] = slice(begin, end)
        return self.op(f"nn.slice {{0}} dim {axis} from {begin} to {end}", [x], dims, x.value[tuple(at)], x.element)

    def concat(self, a, b, axis, dims):
        return self.op(f"nn.concat {{0}}, {{1}} dim {axis}", [a, b], dims, np.concatenate([a.value, b.value], axis), a.element)

    def cast(self, x, element):
        return self.op(f"nn.cast {{0}} to {element}", [x], x.dims, x.value.astype(np.float64 if element == "f32" else np.int64), element)

    def block(self, name, result):
        def argument(x):
            dims = ", ".join(f'"{d}"' if isinstance(d, str) else str(d) for d in x.dims)
            return f"{x.name}: {x.type} {{nn.dims = [{dims}]}}"
        arguments = ",\n    ".join(map(argument, self.inputs))
        body = "".join(f"  {line}\n" for line in self.lines)
        return f"nn.block @{name}({arguments}) -> {result.type} {{\n{body}  nn.return {result.name} : {result.type}\n}}\n"


def _parts(side):
    """Items of a pattern, brackets kept together."""
    items, depth = [], 0
    for word in side.split():
        if depth:
            items[-1] += " " + word
        else:
            items.append(word)
        depth += word.count("(") - word.count(")")
    return items


# --- the grammar: one alternative of each rule makes a spelling

RULES = {
    "layout": ["bhsd", "bshd", "moved", "flat", "packed", "merged"],
    "heads": ["equal", "grouped", "expanded", "shared"],
    "scale": ["none", "query", "key", "both", "scores", "divided", "reversed"],
    "cap": ["none", "tanh"],
    "bias": ["none", "matrix", "alibi", "keys"],
    "mask": ["none", "keys", "causal", "window", "pairs", "additive", "additive_reversed", "causal_keys"],
    "fill": ["infinite", "large"],
    "softmax": ["op", "exp_log", "plain", "shifted", "last", "shifted_last", "logsumexp", "exp2", "reciprocal", "negated"],
    "product": ["probabilities_first", "values_first"],
    "guard": ["none", "is_nan", "row"],
    "sink": ["none", "term"],
    "storage": ["f32", "f16", "bf16"],
    "result": ["bhsd", "bshd", "flat"],
}


class Spelling:
    """Attention spelled by a choice of alternatives; `mutate` makes it something else (see MUTATIONS)."""

    def __init__(self, choice, mutate=None, width=WIDTH, sizes=None):
        self.choice, self.mutate, self.width = choice, mutate, width
        self.text, self.rng = Text(), np.random.default_rng(5)
        self.sizes = sizes or {"b": 2, "s": 37, "t": 301}  # of the check; the text leaves them open
        self.keys = "s" if choice["layout"] == "packed" else "t"
        self.key_heads = HEADS if choice["heads"] == "equal" else 1 if choice["heads"] == "shared" else GROUPS
        q, k, v = self.projections()
        self.bare = self.scores(q, k)
        scores = self.masked(self.bare)
        out = self.attend(scores, v)
        self.result = self.placed(out)

    def is_(self, rule, *names):
        return self.choice[rule] in names

    def shape(self, dims):
        return [self.sizes[d] if isinstance(d, str) else d for d in dims]

    def draw(self, name, dims):
        """A float input, as its storage rounds it."""
        element, x = self.choice["storage"], self.rng.standard_normal(self.shape(dims)).astype(np.float32)
        if element == "bf16":
            x = (x.view(np.uint32) & 0xFFFF0000).view(np.float32)
        stored = self.text.input(name, dims, x if element != "f16" else x.astype(np.float16), element)
        return stored if element == "f32" else self.text.cast(stored, "f32")

    # -- operands: b h s d in the end, "b g r s d" of queries where heads are grouped, "n s d" where merged

    def projections(self):
        t, layout, h = self.text, self.choice["layout"], self.key_heads
        parts = [("q", HEADS, "s", self.width), ("k", h, self.keys, self.width), ("v", h, self.keys, VALUE)]
        if layout == "packed":
            widths = [n * d for _, n, _, d in parts]
            x, ends = self.draw("qkv", ("b", "s", sum(widths))), np.cumsum([0] + widths)
            flat = [t.slice(x, 2, int(a), int(e), ("b", "s", int(e - a))) for a, e in zip(ends, ends[1:])]
        elif layout == "flat":
            flat = [self.draw(name, ("b", length, n * d)) for name, n, length, d in parts]
        if layout in ("packed", "flat"):
            return [t.rearrange(x, "b s (h d) -> b h s d", ("b", n, length, d), h=n) for x, (_, n, length, d) in zip(flat, parts)]
        if layout in ("bhsd", "merged"):
            return [self.draw(name, ("b", n, length, d)) for name, n, length, d in parts]
        whole = [self.draw(name, ("b", length, n, d)) for name, n, length, d in parts]
        if layout == "moved":
            return [t.rearrange(x, "b s h d -> b h s d", ("b", n, length, d)) for x, (_, n, length, d) in zip(whole, parts)]
        return whole  # bshd: the products read it as it lies

    def expanded(self, x, length, width):
        """Each head of keys for the queries that share it, as a sum with zeros."""
        t, direct = self.text, self.is_("layout", "bshd")
        apart = (t.rearrange(x, "b s h d -> b s h () d", ("b", length, GROUPS, 1, width)) if direct
                 else t.rearrange(x, "b h s d -> b h () s d", ("b", GROUPS, 1, length, width)))
        zeros = t.zeros((HEADS // GROUPS, 1) if direct else (HEADS // GROUPS, 1, 1))
        wide = t.add(apart, zeros)
        return (t.rearrange(wide, "b s h r d -> b s (h r) d", ("b", length, HEADS, width)) if direct
                else t.rearrange(wide, "b h r s d -> b (h r) s d", ("b", HEADS, length, width)))

    def scores(self, q, k):
        t, scale = self.text, 1 / np.sqrt(self.width)
        if self.is_("scale", "query", "both"):
            q = t.mul(q, scale if self.is_("scale", "query") else np.sqrt(scale))
        if self.is_("scale", "key", "both"):
            k = t.mul(k, scale if self.is_("scale", "key") else np.sqrt(scale))
        s = self.product(q, k)
        if self.is_("scale", "scores"):
            s = t.mul(s, scale)
        elif self.is_("scale", "reversed"):
            s = t.mul(t.constant(scale), s)
        elif self.is_("scale", "divided"):
            s = t.div(s, np.sqrt(self.width))
        if self.is_("cap", "tanh"):
            s = t.mul(t.unary("tanh", t.div(s, 5.0), np.tanh), 5.0)
        return s

    def product(self, q, k):
        """Scores, b h i j."""
        t, dims = self.text, ("b", HEADS, "s", self.keys)
        if self.is_("heads", "expanded"):
            k = self.expanded(k, self.keys, self.width)
        if self.is_("layout", "bshd"):
            if self.is_("heads", "grouped"):
                q = t.rearrange(q, "b s (g r) d -> b s g r d", ("b", "s", GROUPS, HEADS // GROUPS, self.width), g=GROUPS)
                s = t.einsum(q, k, "b i g r d, b j g d -> b g r i j", ("b", GROUPS, HEADS // GROUPS, "s", self.keys))
                return t.rearrange(s, "b g r i j -> b (g r) i j", dims)
            if self.is_("heads", "shared"):
                k = t.rearrange(k, "b s () d -> b s d", ("b", self.keys, self.width))
                return t.einsum(q, k, "b i h d, b j d -> b h i j", dims)
            return t.einsum(q, k, "b i h d, b j h d -> b h i j", dims)
        if self.is_("heads", "grouped"):
            q = t.rearrange(q, "b (g r) s d -> b g r s d", ("b", GROUPS, HEADS // GROUPS, "s", self.width), g=GROUPS)
            s = t.einsum(q, k, "b g r i d, b g j d -> b g r i j", ("b", GROUPS, HEADS // GROUPS, "s", self.keys))
            return t.rearrange(s, "b g r i j -> b (g r) i j", dims)
        if self.is_("heads", "shared"):
            k = t.rearrange(k, "b () s d -> b s d", ("b", self.keys, self.width))
            return t.einsum(q, k, "b h i d, b j d -> b h i j", dims)
        if self.is_("layout", "merged"):
            q, k = (t.rearrange(x, "b h s d -> (b h) s d", ("n", x.dims[2], self.width)) for x in (q, k))
            s = t.einsum(q, k, "n i d, n j d -> n i j", ("n", "s", self.keys))
            return t.rearrange(s, "(b h) i j -> b h i j", dims, h=HEADS)
        return t.einsum(q, k, "b h i d, b h j d -> b h i j", dims)

    # -- what is added and what is kept

    def places(self):
        """Numbers of queries, as a column, and of keys."""
        t = self.text
        i = t.rearrange(t.iota(self.row, -2), "i -> i ()", ("s", 1))
        return i, t.iota(self.row, -1)

    def masked(self, s):
        t, self.row, fill = self.text, s, -np.inf if self.is_("fill", "infinite") else -1e9
        if self.is_("bias", "matrix"):
            s = t.add(s, t.input("bias", (HEADS, "s", self.keys), self.rng.standard_normal((HEADS, *self.shape(("s", self.keys)))).astype(np.float32)))
        elif self.is_("bias", "keys"):
            b = t.input("bias", ("b", self.keys), self.rng.standard_normal(self.shape(("b", self.keys))).astype(np.float32))
            s = t.add(t.rearrange(b, "b t -> b () () t", ("b", 1, 1, self.keys)), s)
        elif self.is_("bias", "alibi"):
            i, j = self.places()
            slopes = t.input("slopes", (HEADS,), 2.0 ** -np.arange(1, HEADS + 1, dtype=np.float32))
            far = t.unary("abs", t.cast(t.sub(j, i), "f32"), np.abs)
            s = t.sub(s, t.mul(t.rearrange(slopes, "h -> h () ()", (HEADS, 1, 1)), far))
        for rule in self.choice["mask"].split("_"):
            keep = self.kept(rule)
            if keep is not None:
                s = t.select(keep, s, fill)
        if self.is_("mask", "additive", "additive_reversed"):
            hidden = np.where(self.rng.random(self.shape(("b", self.keys))) < 0.7, 0, fill).astype(np.float32)
            hidden[:, 0] = 0
            m = t.rearrange(t.input("mask", ("b", self.keys), hidden), "b t -> b () () t", ("b", 1, 1, self.keys))
            s = t.add(s, m) if self.is_("mask", "additive") else t.add(m, s)
        return s

    def kept(self, rule):
        t = self.text
        if rule == "keys":
            keep = self.rng.random(self.shape(("b", self.keys))) < 0.7
            keep[:, 0] = True
            # A batch entry without keys, unless its 0 / 0 would underflow from what is finite.
            keep[-1] &= self.is_("guard", "none") or self.is_("fill", "large") and self.is_("softmax", "plain")
            return t.rearrange(t.input("mask", ("b", self.keys), keep, "i1"), "b t -> b () () t", ("b", 1, 1, self.keys))
        if rule == "pairs":
            keep = self.rng.random(self.shape(("s", self.keys))) < 0.7
            keep[:, 0] = True
            return t.input("pairs", ("s", self.keys), keep, "i1")
        if rule in ("causal", "window"):
            i, j = self.places()
            past = t.compare("ge", i, j)
            return past if rule == "causal" else t.both(past, t.compare("lt", t.sub(i, j), t.constant(13, "i64")))
        return None

    # -- softmax and the second product

    def attend(self, s, v):
        t, how, sink = self.text, self.choice["softmax"], None
        if self.mutate:
            return self.applied(MUTATIONS[self.mutate](self, s), v)
        if not self.is_("sink", "none"):
            drawn = t.input("sink", (HEADS,), self.rng.standard_normal(HEADS).astype(np.float32))
            sink = t.rearrange(drawn, "h -> h () ()", (HEADS, 1, 1))
        m = t.reduce("max", s) if how in ("shifted", "shifted_last", "logsumexp", "exp2", "reciprocal", "negated") else None
        if m is not None and sink is not None:
            m = t.binary("max", m, sink, np.maximum)
        if how in ("op", "exp_log") and sink is None:
            p = t.softmax(s) if how == "op" else t.exp(t.softmax(s, log=True))
            return self.applied(self.guarded(p, s), v)
        shifted = s if m is None else t.add(s, t.unary("neg", m, np.negative)) if how == "negated" else t.sub(s, m)
        e = t.unary("exp2", t.mul(shifted, LOG2E), np.exp2) if how == "exp2" else t.exp(shifted)
        l = t.reduce("sum", e)
        if sink is not None:
            l = t.add(l, t.exp(sink if m is None else t.sub(sink, m)))
        if how == "logsumexp":
            p = t.exp(t.sub(s, t.add(m, t.unary("log", l, np.log))))
        elif how == "reciprocal":
            p = t.mul(e, t.unary("reciprocal", l, np.reciprocal))
        elif how in ("last", "shifted_last"):
            o = self.applied(e, v)
            return t.div(o, self.beside(l))
        else:
            p = t.div(e, l)
        return self.applied(self.guarded(p, s), v)

    def guarded(self, p, s):
        t = self.text
        if self.is_("guard", "is_nan"):
            return t.select(t.unary("is_nan", p, np.isnan, "i1"), 0.0, p)
        if self.is_("guard", "row"):
            return t.select(t.compare("gt", t.reduce("max", s), -np.inf), p, 0.0)
        return p

    def applied(self, p, v):
        """b h i d, or b i h d where that is the layout."""
        t = self.text
        if self.is_("heads", "expanded"):
            v = self.expanded(v, self.keys, VALUE)
        direct = self.is_("layout", "bshd")
        if self.is_("heads", "grouped"):
            dims = ("b", GROUPS, HEADS // GROUPS, "s")
            p = t.rearrange(p, "b (g r) i j -> b g r i j", (*dims, self.keys), g=GROUPS)
            letters = "b j g d" if direct else "b g j d"
            out = "b i g r d" if direct else "b g r i d"
            o = self.multiplied(p, v, "b g r i j", letters, out, ("b", "s", *dims[1:3], VALUE) if direct else (*dims, VALUE))
            return (t.rearrange(o, "b i g r d -> b i (g r) d", ("b", "s", HEADS, VALUE)) if direct
                    else t.rearrange(o, "b g r i d -> b (g r) i d", ("b", HEADS, "s", VALUE)))
        if self.is_("heads", "shared"):
            v = t.rearrange(v, "b s () d -> b s d" if direct else "b () s d -> b s d", ("b", self.keys, VALUE))
            letters = "b j d"
        elif self.is_("layout", "merged"):
            p, v = (t.rearrange(x, "b h s d -> (b h) s d", ("n", *x.dims[2:])) for x in (p, v))
            o = self.multiplied(p, v, "n i j", "n j d", "n i d", ("n", "s", VALUE))
            return t.rearrange(o, "(b h) i d -> b h i d", ("b", HEADS, "s", VALUE), h=HEADS)
        else:
            letters = "b j h d" if direct else "b h j d"
        if direct:
            return self.multiplied(p, v, "b h i j", letters, "b i h d", ("b", "s", HEADS, VALUE))
        return self.multiplied(p, v, "b h i j", letters, "b h i d", ("b", HEADS, "s", VALUE))

    def multiplied(self, p, v, left, right, out, dims):
        if self.is_("product", "values_first"):
            return self.text.einsum(v, p, f"{right}, {left} -> {out}", dims)
        return self.text.einsum(p, v, f"{left}, {right} -> {out}", dims)

    def beside(self, l):
        return self.text.rearrange(l, "b h i () -> b i h ()", ("b", "s", HEADS, 1)) if self.is_("layout", "bshd") else l

    def placed(self, o):
        t, direct = self.text, self.is_("layout", "bshd")
        if self.is_("result", "flat"):
            return t.rearrange(o, "b s h d -> b s (h d)" if direct else "b h s d -> b s (h d)", ("b", "s", HEADS * VALUE))
        if self.is_("result", "bshd") == direct:
            return o
        return (t.rearrange(o, "b s h d -> b h s d", ("b", HEADS, "s", VALUE)) if direct
                else t.rearrange(o, "b h s d -> b s h d", ("b", "s", HEADS, VALUE)))


# --- near misses: what stands in place of the probabilities


def over_queries(self, s):
    return self.text.softmax(s, axis=-2)


def over_heads(self, s):
    e = self.text.exp(self.text.sub(s, self.text.reduce("max", s, axis=1)))
    return self.text.div(e, self.text.reduce("sum", e))


def rounded(self, s):
    t = self.text
    return t.div(t.unary("round", t.mul(t.softmax(s), 127.0), np.round), 127.0)


def without_last(self, s):
    """Divided by the sum over all keys but one."""
    t = self.text
    e = t.exp(t.sub(s, t.reduce("max", s)))
    return t.div(e, t.reduce("sum", t.slice(e, 3, 0, -1, (*e.dims[:-1], "t1"))))


def squared(self, s):
    """A row of length one, not of sum one."""
    t = self.text
    e = t.exp(t.sub(s, t.reduce("max", s)))
    return t.div(e, t.unary("sqrt", t.reduce("sum", t.mul(e, e)), np.sqrt))


def by_the_bare(self, s):
    """Divided by the sum of what no mask has touched."""
    t = self.text
    return t.div(t.exp(t.sub(s, t.reduce("max", self.bare))), t.reduce("sum", t.exp(t.sub(self.bare, t.reduce("max", self.bare)))))


def gated(self, s):
    """A gate of the row's mean, inside the stream."""
    t = self.text
    p = t.softmax(s)
    return t.mul(p, t.unary("tanh", t.add(p, t.reduce("mean", self.bare)), np.tanh))


def sink_column(self, s):
    """One more score in a row, whose value nobody takes: attention, which is not recognised yet."""
    t = self.text
    column = t.mul(t.slice(s, 3, 0, 1, (*s.dims[:-1], 1)), 0.5)
    p = t.softmax(t.concat(s, column, 3, (*s.dims[:-1], "t1")))
    return t.slice(p, 3, 0, -1, s.dims)


MUTATIONS = {f.__name__: f for f in (over_queries, over_heads, rounded, without_last, squared, by_the_bare, gated, sink_column)}
# Those of which no fold is the whole; a fold of all of the others would be right.
NEVER_FUSED = {"over_queries", "over_heads", "rounded", "gated"}


def near_misses(count, seed=2):
    """Names of mutations with choices that they change."""
    rng, result = np.random.default_rng(seed), {}
    while len(result) < count:
        name = str(rng.choice(list(MUTATIONS)))
        choice = {rule: str(rng.choice(names)) for rule, names in RULES.items()} | {"softmax": "op", "guard": "none", "sink": "none"}
        # A difference of a masked score and the greatest bare one may be anything, and a row of queries may see no key.
        if name != "rounded":
            choice |= {"fill": "large"}
        # Added to 1e9, scores are rounded to whole tens: no f32 has what the f64 here keeps.
        if name.startswith("over") and choice["mask"].startswith("additive"):
            choice["mask"] = "keys"
        result.setdefault((name, *well_formed(choice).items()))
    return [(name, dict(choice)) for name, *choice in result]


PLAIN = {rule: names[0] for rule, names in RULES.items()}


def spellings(count, seed=1):
    """Choices that are well-formed and distinct: each alternative alone, then at random."""
    rng, seen = np.random.default_rng(seed), {}
    for rule, names in RULES.items():  # each alternative alone first
        for name in names:
            seen.setdefault(tuple(well_formed(PLAIN | {rule: name}).items()))
    while len(seen) < count:
        choice = {rule: str(rng.choice(names)) for rule, names in RULES.items()}
        seen.setdefault(tuple(well_formed(choice).items()))
    return [dict(choice) for choice in list(seen)[:count]]


def well_formed(choice):
    """A merged batch has a head of keys for each of queries; guards are of probabilities."""
    choice = dict(choice)
    if choice["layout"] == "merged" and choice["heads"] in ("grouped", "shared"):
        choice["heads"] = "expanded"
    if choice["softmax"] in ("last", "shifted_last"):
        choice["guard"] = "none"
    if choice["sink"] == "term" and choice["softmax"] in ("op", "exp_log"):
        choice["softmax"] = "shifted"
    if choice["mask"] == "none":
        choice["fill"] = "infinite"
    return choice
