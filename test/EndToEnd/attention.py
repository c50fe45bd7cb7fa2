# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention in several spellings: one fold each, natively against NumPy, over streams of many tiles: `attention.py LIBRARIES
FOLDER`. Scratch does not grow with the keys."""
import pathlib

from Inputs.tenfold import U, Artifact, Report, command, np, same_bits, sys

QUERY, KEY, VALUE = "tensor<?x6x?x32xf32>", "tensor<?x{h}x?x32xf32>", "tensor<?x{h}x?x24xf32>"
OUT = "tensor<?x6x?x24xf32>"
HEAD = """nn.block @{name}(%q: {q} {{nn.dims = ["b", 6, "s", 32]}}, %k: {k} {{nn.dims = ["b", {h}, "t", 32]}},
    %v: {v} {{nn.dims = ["b", {h}, "t", 24]}}, %mask: tensor<?x?xi1> {{nn.dims = ["b", "t"]}}) -> {o} {{
{body}
  nn.return %o : {o}
}}
"""


def composite(region):
    return "  %o = nn.attention %q, %k, %v : {q}, {k}, {v}" + (f" score(%s, %b, %h, %i, %j) {{{{\n{region}\n  }}}}" if region else "")


def spelled(softmax):
    """Scores in primitive ops; the mask says which keys are there."""
    return """  %scale = arith.constant dense<0.17677669> : tensor<f32>
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %m4 = nn.rearrange %mask "b t -> b () () t" : tensor<?x?xi1>
  %s = nn.einsum %q, %k "b h i d, b h j d -> b h i j" : {q}, {k}
  %c = nn.mul %s, %scale : tensor<?x6x?x?xf32>, tensor<f32>
  %x = nn.select %m4, %c, %least : tensor<?x1x1x?xi1>, tensor<?x6x?x?xf32>, tensor<f32>
""" + softmax


# Heads of keys, body, and what is added to scores (i, j, mask of the entry), -inf where a key is not kept.
SPELLINGS = {
    "plain": (6, composite(""), lambda i, j, m: 0 * (i - j)),
    "causal": (2, composite("    %c = arith.cmpi sge, %i, %j : index\n    nn.yield %s keep %c : f32"),
               lambda i, j, m: np.where(j <= i, 0, -np.inf)),
    "window": (3, composite("""    %w = arith.constant 150 : index
    %first = arith.subi %i, %w : index
    %near = arith.cmpi sgt, %j, %first : index
    %past = arith.cmpi sle, %j, %i : index
    %c = arith.andi %near, %past : i1
    nn.yield %s keep %c : f32"""), lambda i, j, m: np.where((j <= i) & (j > i - 150), 0, -np.inf)),
    "alibi": (6, composite("""    %d = arith.subi %j, %i : index
    %d32 = arith.index_cast %d : index to i32
    %f = arith.sitofp %d32 : i32 to f32
    %slope = arith.constant 0.0625 : f32
    %bias = arith.mulf %f, %slope : f32
    %t = arith.addf %s, %bias : f32
    %c = arith.cmpi sle, %j, %i : index
    nn.yield %t keep %c : f32"""), lambda i, j, m: np.where(j <= i, (j - i) / 16, -np.inf)),
    "padded": (1, composite("    %c = nn.at %mask[%b, %j] : tensor<?x?xi1>\n    nn.yield %s keep %c : f32"),
               lambda i, j, m: np.where(m[j], 0, -np.inf)),
    "softmax_op": (6, spelled("""  %p = nn.softmax %x -1 : tensor<?x6x?x?xf32>
  %o = nn.einsum %p, %v "b h i j, b h j d -> b h i d" : tensor<?x6x?x?xf32>, {v}"""),
                   lambda i, j, m: np.where(m[j], 0, -np.inf)),
    "divided_last": (6, spelled("""  %e = nn.exp %x : tensor<?x6x?x?xf32>
  %l = nn.reduce sum %e [-1] : tensor<?x6x?x?xf32>
  %n = nn.einsum %e, %v "b h i j, b h j d -> b h i d" : tensor<?x6x?x?xf32>, {v}
  %o = nn.div %n, %l : {o}, tensor<?x6x?x1xf32>"""), lambda i, j, m: np.where(m[j], 0, -np.inf)),
}


def expected(add, q, k, v, mask):
    """In f64, and a bound: a score rounds within 40 u of its size and its weight by twice that, sums within n u of theirs."""
    q, k, v = (a.astype(np.float64) for a in (q, k, v))
    k, v = (np.repeat(a, 6 // a.shape[1], axis=1) for a in (k, v))
    i, j = np.ogrid[:q.shape[2], :k.shape[2]]
    bias = np.stack([add(i, j, m) + np.zeros((len(i), j.shape[1])) for m in mask])[:, None]
    scores = q @ k.swapaxes(2, 3) / np.sqrt(32) + bias
    weights = np.exp(scores - np.maximum(scores.max(-1, keepdims=True, initial=-np.inf), -1e300))
    total = weights.sum(-1, keepdims=True)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total != 0)
    size = (np.abs(q) @ np.abs(k).swapaxes(2, 3)).max(initial=0) / np.sqrt(32) + np.abs(bias, where=np.isfinite(bias), out=np.zeros_like(bias)).max(initial=0)
    return weights @ v, U * (80 * size + 2 * k.shape[2] + 64) * (weights @ np.abs(v))


def check(name, sessions, heads, add, shape, report):
    batch, queries, keys = shape
    rng = np.random.default_rng([queries, keys])
    q, k, v = (rng.standard_normal((batch, h, n, w)).astype(np.float32)
               for h, n, w in ((6, queries, 32), (heads, keys, 32), (heads, keys, 24)))
    mask = rng.random((batch, keys)) < 0.7
    mask[:, :1] = True  # a row without keys means different things in different spellings
    one, two = sessions
    got = two([q, k, v, mask], (batch, 6, queries, 24))
    want, bound = expected(add, q, k, v, mask)
    if name == "divided_last" and not keys:
        want = want + np.nan  # 0 / 0, as it is spelled
    report.expect(((np.abs(got - want) <= bound) | np.isnan(want) & np.isnan(got)).all(), f"{name} {shape}: {np.abs(got - want).max(initial=0)} off")
    report.expect(same_bits(one([q, k, v, mask], got.shape), got), f"{name} {shape}: on one thread")
    last = one([q[-1:], k[-1:], v[-1:], mask[-1:]], (1, *got.shape[1:]))
    report.expect(same_bits(last, got[-1:]), f"{name} {shape}: alone")


def check_nan(name, session, heads, add, report):
    """A NaN of one key is the result of the queries that keep it, and of no others."""
    rng = np.random.default_rng(5)
    q, k, v = (rng.standard_normal((1, h, n, w)).astype(np.float32) for h, n, w in ((6, 331, 32), (heads, 331, 32), (heads, 331, 24)))
    k[:, :, 60, 7] = np.nan
    mask = np.ones((1, 331), bool)
    got = session([q, k, v, mask], (1, 6, 331, 24))
    i, j = np.ogrid[:331, :331]
    keeps = np.isfinite(add(i, j, mask[0]) + 0 * (i - j))[:, 60]
    report.expect((np.isnan(got) == keeps[:, None]).all(), f"{name}: NaN in rows {np.flatnonzero(np.isnan(got).any((0, 1, 3)))}")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (heads, body, add) in SPELLINGS.items():
        types = {"q": QUERY, "k": KEY.format(h=heads), "v": VALUE.format(h=heads), "o": OUT, "h": heads}
        model = folder / f"{name}.mlir"
        model.write_text(HEAD.format(name=name, body=body.format(**types), **types))
        folds = command("tenfold", "compile", model, "--to=fold").count("fold.reduce")
        report.expect(folds == 1, f"{name}: expected one fold, got {folds}")
        command("tenfold", "compile", model, "-o", folder / f"{name}.so", "--no-cache")
        artifact = Artifact(folder / f"{name}.so", f"{libraries}/libtenfold_runtime.so")
        sessions = artifact.session(1), artifact.session(2)
        for shape in [(2, 7, 5), (1, 131, 1201), (2, 300, 130), (1, 1, 700), (1, 5, 0), (1, 0, 3)]:
            check(name, sessions, heads, add, shape, report)
        check_nan(name, sessions[1], heads, add, report)
        few, many = (artifact.memory([1, 1024, keys], 2) for keys in (1024, 16384))
        grown = many.arena + many.scratch - few.arena - few.scratch
        report.expect(grown <= 64 * 15360, f"{name}: {grown} bytes more for 16 times the keys")
    report.finish()


main(*sys.argv[1:])
