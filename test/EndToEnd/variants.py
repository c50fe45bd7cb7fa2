# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Variants of attention that `attention.py` and the grammar of spellings lack: one fold each, natively against NumPy in f64:
`variants.py LIBRARIES FOLDER`."""
import pathlib

from Inputs.tenfold import FULL, U, Artifact, Report, command, np, same_bits, sys

rng = np.random.default_rng(8)
AXES = {"b": "?", "s": "?", "t": "?", "n": "?", "p": "?"}  # dims that are known at the call; others are numbers


def normal(*shape):
    return rng.standard_normal(shape).astype(np.float32)


class Program:
    """The text of a function: arguments by name, as dims and element type, and its body, which makes %o."""

    def __init__(self, body, result, **arguments):
        self.body, self.result, self.arguments = body, result, arguments

    def text(self, name):
        def of(dims, element):
            return "tensor<" + "".join(f"{AXES.get(d, d)}x" for d in dims) + element + ">"

        def written(name, dims, element):
            sizes = ", ".join(f'"{d}"' if d in AXES else str(d) for d in dims)
            return f"%{name}: {of(dims, element)} {{nn.dims = [{sizes}]}}"
        types = {f"t_{name}": of(*kind) for name, kind in self.arguments.items()} | {"o": of(*self.result)}
        body = self.body.format(**types)
        arguments = ",\n    ".join(written(name, *kind) for name, kind in self.arguments.items())
        return f"nn.block @{name}({arguments}) -> {types['o']} {{\n{body}\n  nn.return %o : {types['o']}\n}}\n"


def attention(region="", heads=3, groups=3, width=16, value=8, **more):
    """q, k and v of these heads with a region; `more` are tensors that it reads."""
    body = "  %o = nn.attention %q, %k, %v : {t_q}, {t_k}, {t_v}" + (f" score(%s, %b, %h, %i, %j) {{{{\n{region}\n  }}}}" if region else "")
    return Program(body, (("b", heads, "s", value), "f32"), q=(("b", heads, "s", width), "f32"), k=(("b", groups, "t", width), "f32"),
                   v=(("b", groups, "t", value), "f32"), **more)


def reference(q, k, v, bias=0.0, keep=True, scale=None, cap=0.0):
    """The value, and a bound: a score rounds within its products and its weight by twice that, sums within n u of theirs."""
    q, k, v = (x.astype(np.float64) for x in (q, k, v))
    k, v = (np.repeat(x, q.shape[1] // x.shape[1], 1) for x in (k, v))
    scale = q.shape[-1] ** -0.5 if scale is None else scale
    s = q @ k.swapaxes(2, 3) * scale
    s = cap * np.tanh(s / cap) if cap else s
    s = np.where(keep, s + bias, -np.inf)
    top = s.max(-1, keepdims=True, initial=-np.inf)
    weights = np.exp(s - np.where(np.isfinite(top), top, 0))
    total = weights.sum(-1, keepdims=True)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total != 0)
    size = scale * (np.abs(q) @ np.abs(k).swapaxes(2, 3)).max(initial=0) + np.abs(bias).max(initial=0)
    return weights @ v, U * ((4 * q.shape[-1] + 80) * size + 2 * k.shape[2] + 64) * (weights @ np.abs(v))


def places(queries, keys):
    return np.ogrid[:queries, :keys]


def qkv(batch, queries, keys, heads=3, groups=3, width=16, value=8):
    return normal(batch, heads, queries, width), normal(batch, groups, keys, width), normal(batch, groups, keys, value)


SIZES = [(2, 37, 301), (1, 1, 1009), (1, 700, 67), (2, 5, 0), (1, 0, 7)]
CASES = {}  # name: program, and a generator of inputs with what is expected of them


def case(program):
    def add(make):
        CASES[make.__name__] = program, make
    return add


CAP = """    %c = arith.constant 2.5 : f32
    %0 = arith.divf %s, %c : f32
    %1 = math.tanh %0 : f32
    %2 = arith.mulf %1, %c : f32
    nn.yield %2 : f32"""


@case(attention(CAP, groups=1))
def soft_cap_shared_head():
    for sizes in SIZES:
        x = qkv(*sizes, groups=1)
        yield x, reference(*x, cap=2.5)


@case(attention("""    %p = nn.at %prefix[%b] : {t_prefix}
    %first = arith.index_cast %p : i64 to index
    %past = arith.cmpi sle, %j, %i : index
    %given = arith.cmpi slt, %j, %first : index
    %c = arith.ori %past, %given : i1
    nn.yield %s keep %c : f32""", prefix=(("b",), "i64")))
def prefix():
    for batch, queries, keys in SIZES:
        x, lengths = qkv(batch, queries, keys), rng.integers(0, max(keys, 1), batch)
        i, j = places(queries, keys)
        yield (*x, lengths), reference(*x, keep=(j <= i) | (j < lengths[:, None, None, None]))


DOCUMENTS = """    %mine = nn.at %ids[%b, %i] : {t_ids}
    %other = nn.at %ids[%b, %j] : {t_ids}
    %c = arith.cmpi eq, %mine, %other : i64
    nn.yield %s keep %c : f32"""


@case(Program("  %o = nn.attention %q, %k, %v : {t_q}, {t_k}, {t_v} score(%s, %b, %h, %i, %j) {{\n" + DOCUMENTS + "\n  }}",
              (("b", 3, "t", 8), "f32"), q=(("b", 3, "t", 16), "f32"), k=(("b", 3, "t", 16), "f32"), v=(("b", 3, "t", 8), "f32"),
              ids=(("b", "t"), "i64")))
def documents():
    for batch, tokens, order in [(2, 301, np.sort), (1, 1009, np.sort), (1, 700, np.array), (1, 0, np.array)]:
        x, ids = qkv(batch, tokens, tokens), order(rng.integers(0, 7, (batch, tokens)))
        yield (*x, ids), reference(*x, keep=(ids[:, None, :, None] == ids[:, None, None, :]))


@case(attention("""    %e = nn.at %table[%h, %i, %j] : {t_table}
    %0 = arith.addf %s, %e : f32
    nn.yield %0 : f32""", table=((3, "s", "t"), "f32")))
def learned_bias():
    for sizes in SIZES:
        x, table = qkv(*sizes), normal(3, *sizes[1:])
        yield (*x, table), reference(*x, bias=table.astype(np.float64))


@case(attention("""    %0 = arith.subi %i, %j : index
    %e = nn.at %table[%h, %0] : {t_table}
    %slope = nn.at %slopes[%h] : {t_slopes}
    %1 = arith.mulf %e, %slope : f32
    %2 = arith.addf %s, %1 : f32
    %c = arith.cmpi sle, %j, %i : index
    nn.yield %2 keep %c : f32""", heads=6, groups=2, table=((6, 32), "f32"), slopes=((6,), "f32")))
def bias_of_distance_shared_heads():
    for batch, queries, keys in SIZES:
        x, table, slopes = qkv(batch, queries, keys, heads=6, groups=2), normal(6, 32), normal(6)
        i, j = places(queries, keys)
        bias = table[:, np.clip(i - j, 0, 31)].astype(np.float64) * slopes[:, None, None]
        yield (*x, table, slopes), reference(*x, bias=bias, keep=j <= i)


@case(attention("""    %c3 = arith.constant 3 : index
    %0 = arith.addi %j, %c3 : index
    %c = arith.cmpi sle, %0, %i : index
    nn.yield %s keep %c : f32"""))
def rows_without_a_key():
    for batch, queries, keys in SIZES:
        x = qkv(batch, queries, keys)
        i, j = places(queries, keys)
        yield x, reference(*x, keep=j + 3 <= i)


@case(Program("  %o = nn.apply @packed_attention \"\" (%q, %k, %v, %starts) : ({t_q}, {t_k}, {t_v}, {t_starts}) -> {o}", ((1, 3, "t", 8), "f32"),
              q=((1, 3, "t", 16), "f32"), k=((1, 3, "t", 16), "f32"), v=((1, 3, "t", 8), "f32"), starts=(("n",), "i64")))
def packed():
    for starts in [(0, 1, 38, 38, 301), (0, 1009), (0, 500, 501, 700)]:
        tokens = starts[-1]
        x, i = qkv(1, tokens, tokens), np.arange(tokens)
        own = np.concatenate([np.full(end - begin, n) for n, (begin, end) in enumerate(zip(starts, starts[1:]))])
        yield (*x, np.array(starts)), reference(*x, keep=(own[:, None] == own) & (i <= i[:, None]))


@case(Program("  %o = nn.apply @paged_attention \"\" (%q, %k, %v, %table, %at) : ({t_q}, {t_k}, {t_v}, {t_table}, {t_at}) -> {o}", (("b", 6, "s", 8), "f32"),
              q=(("b", 6, "s", 16), "f32"), k=(("p", 5, 3, 16), "f32"), v=(("p", 5, 3, 8), "f32"), table=(("b", "n"), "i64"), at=(("b",), "i64")))
def paged():
    for batch, queries, count in [(2, 1, 7), (3, 11, 60), (1, 1, 250)]:
        pages = batch * count
        k, v, q = normal(pages, 5, 3, 16), normal(pages, 5, 3, 8), normal(batch, 6, queries, 16)
        table = rng.permutation(pages).reshape(batch, count)
        at = rng.integers(0, 5 * count - queries + 1, batch)
        rows = [x[table].transpose(0, 3, 1, 2, 4).reshape(batch, 3, 5 * count, -1) for x in (k, v)]
        i, j = places(queries, 5 * count)
        yield (q, k, v, table, at), reference(q, *rows, keep=j <= i + at[:, None, None, None])


# Latent attention with the projections of keys and values on the side of queries and results: one head of keys, the latent
# vectors themselves, which are the values too. Heads 3, latent 12, rotated part 4, content 8, values 5.
ABSORBED = """  %latent = nn.einsum %q, %up "b h s d, h d r -> b h s r" : {t_q}, {t_up}
  %query = nn.concat %latent, %turned dim -1 : tensor<?x3x?x12xf32>, {t_turned}
  %one = nn.rearrange %c "b t r -> b () t r" : {t_c}
  %two = nn.rearrange %r "b t d -> b () t d" : {t_r}
  %key = nn.concat %one, %two dim -1 : tensor<?x1x?x12xf32>, tensor<?x1x?x4xf32>
  %mixed = nn.attention %query, %key, %one {{scale = 0.28867513459481287}} : tensor<?x3x?x16xf32>, tensor<?x1x?x16xf32>, tensor<?x1x?x12xf32> score(%s, %b, %h, %i, %j) {{
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }}
  %o = nn.einsum %mixed, %value "b h s r, h v r -> b h s v" : tensor<?x3x?x12xf32>, {t_value}"""


@case(Program(ABSORBED, (("b", 3, "s", 5), "f32"), q=(("b", 3, "s", 8), "f32"), turned=(("b", 3, "s", 4), "f32"), c=(("b", "t", 12), "f32"),
              r=(("b", "t", 4), "f32"), up=((3, 8, 12), "f32"), value=((3, 5, 12), "f32")))
def latent_absorbed():
    """Against keys and values of each head, which are never made here."""
    for batch, queries, keys in [(2, 37, 301), (1, 1, 1009), (1, 131, 67)]:
        q, turned, c, r, up, value = normal(batch, 3, queries, 8), normal(batch, 3, queries, 4), normal(batch, keys, 12), normal(batch, keys, 4), normal(3, 8, 12) / 3, normal(3, 5, 12) / 3
        content, v = (np.einsum("btr,hdr->bhtd", c.astype(np.float64), w) for w in (up, value))
        k = np.concatenate([content, np.repeat(r[:, None], 3, 1)], -1)
        i, j = places(queries, keys)
        want, bound = reference(np.concatenate([q, turned], -1), k, v, keep=j <= i, scale=12**-0.5)
        most = np.einsum("btr,hvr->bhtv", np.abs(c.astype(np.float64)), np.abs(value)).max((1, 2, 3), keepdims=True)
        yield (q, turned, c, r, up, value), (want, 4 * bound + 200 * U * most)


def add_widths():
    """Causal attention of every width, over one key and many, queries up to 16,384 in the full tier."""
    causal = "    %c = arith.cmpi sle, %j, %i : index\n    nn.yield %s keep %c : f32"
    for width in (16, 17, 32, 80, 96, 192, 256) if FULL else (17, 256):
        def widths(width=width):
            for batch, queries, keys in [(1, 131, 131), (1, 1, 1)] + ([(1, 16384, 64)] if FULL else []):
                x = qkv(batch, queries, keys, heads=2, groups=2, width=width, value=width)
                i, j = places(queries, keys)
                yield x, reference(*x, keep=j <= i)
        CASES[f"width_{width}"] = attention(causal, heads=2, groups=2, width=width, value=width), widths


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    add_widths()
    model, artifact = folder / "variants.mlir", folder / "variants.so"
    for name, (program, _) in CASES.items():
        model.write_text(program.text(name))
        folds = command("tenfold", "compile", model, "--to=fold").count("fold.reduce")
        report.expect(folds == 1, f"{name}: {folds} folds")
    model.write_text("".join(program.text(name) for name, (program, _) in CASES.items()))
    command("tenfold", "compile", model, "-o", artifact, "--no-cache")
    for name, (_, make) in CASES.items():
        loaded = Artifact(artifact, f"{libraries}/libtenfold_runtime.so", name)
        one, two = loaded.session(1), loaded.session(2)
        for inputs, (want, bound) in make():
            got = two(inputs, want.shape)
            shapes = [x.shape for x in inputs]
            report.expect((np.abs(got - want) <= bound).all(), f"{name} {shapes}: {np.abs(got - want).max(initial=0)} off")
            report.expect(same_bits(one(inputs, want.shape), got), f"{name} {shapes}: on one thread")
    report.finish()


main(*sys.argv[1:])
