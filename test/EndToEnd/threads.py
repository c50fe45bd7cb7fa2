# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What users of other compilers reported of attention, as tests named after the threads: `threads.py LIBRARIES FOLDER`."""
import pathlib
import subprocess

from Inputs import spellings as grammar
from Inputs.spellings import HEADS, PLAIN, Spelling, Text
from Inputs.tenfold import U, Artifact, Report, bfloat16, command, np, same_bits, sys

SIZES = {"b": 3, "s": 37, "t": 301}


class Case:
    """A spelling compiled: whether it is one fold, and calls on what it was made with."""

    def __init__(self, made, libraries, folder, name):
        path, artifact = folder / f"{name}.mlir", folder / f"{name}.so"
        path.write_text(made.text.block("main", made.result))
        text = command("tenfold", "compile", path, "--to=fold")
        self.fused = text.count("fold.reduce") == 1 and not grammar.OUTSIDE.search(text)
        command("tenfold", "compile", path, "-o", artifact, "--no-cache")
        loaded = Artifact(artifact, f"{libraries}/libtenfold_runtime.so")
        self.sessions, self.made, self.want = {n: loaded.session(n) for n in (1, 2)}, made, made.result.value
        self.arrays = [bfloat16(x.value) if x.element == "bf16" else x.value for x in made.text.inputs]

    def run(self, threads=2, entry=slice(None)):
        """The result for some entries of the batch, which every input of these cases but tables has."""
        arrays = [a[entry] if x.dims[:1] == ("b",) else a for a, x in zip(self.arrays, self.made.text.inputs)]
        return self.sessions[threads](arrays, self.want[entry].shape)

    def right(self, bound=U * 40_000):
        got = self.run()
        return bool(((np.abs(got - self.want) <= bound * max(1, np.abs(self.want).max(initial=0))) | np.isnan(got) & np.isnan(self.want)).all())


class Spelled:
    """A text of one's own with the interface of a spelling."""

    def __init__(self, text, result):
        self.text, self.result = text, result


def permuted_keys():
    """As many keys as heads, and each head's query against the keys of *all* heads at its place: no attention."""
    t, rng = Text(), np.random.default_rng(3)
    q, k, v = (t.input(name, ("b", HEADS, HEADS, 16), rng.standard_normal((3, HEADS, HEADS, 16)).astype(np.float32)) for name in "qkv")
    p = t.softmax(t.einsum(q, k, "b h i d, b j h d -> b h i j", ("b", HEADS, HEADS, HEADS)))
    return Spelled(t, t.einsum(p, v, "b h i j, b h j d -> b h i d", ("b", HEADS, HEADS, 16)))


def byte_mask():
    """A mask of bytes, compared with zero."""
    t, rng = Text(), np.random.default_rng(3)
    q, k, v = (t.input(name, ("b", HEADS, n, 16), rng.standard_normal((3, HEADS, SIZES[n], 16)).astype(np.float32)) for name, n in zip("qkv", "stt"))
    keep = (rng.random((3, SIZES["t"])) < 0.7).astype(np.int8)
    keep[:, 0] = 1
    m = t.compare("gt", t.rearrange(t.input("mask", ("b", "t"), keep, "i8"), "b t -> b () () t", ("b", 1, 1, "t")), t.constant(0, "i8"))
    s = t.select(m, t.einsum(q, k, "b h i d, b h j d -> b h i j", ("b", HEADS, "s", "t")), -np.inf)
    return Spelled(t, t.einsum(t.softmax(s), v, "b h i j, b h j d -> b h i d", ("b", HEADS, "s", 16)))


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)

    def case(name, made=None, **choice):
        options = {key: choice.pop(key) for key in ("width", "sizes") if key in choice}
        return Case(made or Spelling(PLAIN | choice, **{"sizes": SIZES} | options), libraries, folder, name)

    def good(name, *cases, fused=True):
        for each in cases:
            report.expect(each.fused == fused, f"{name}: {'not one fold' if fused else 'one fold'}")
            report.expect(each.right(), f"{name}: wrong")

    # The operands of the mask's sum, swapped.
    one, other = (case(f"pytorch_195782_{how}", mask=how) for how in ("additive", "additive_reversed"))
    good("pytorch_195782", one, other)
    report.expect(same_bits(one.run(), other.run()), "pytorch_195782: the order of the operands changes bits")
    # A division by a number, or a product with its inverse.
    good("pytorch_195412", case("pytorch_195412_div", scale="divided"), case("pytorch_195412_mul", scale="scores"))
    # Keys permuted: the values are what counts.
    report.expect(case("pytorch_195320", permuted_keys()).right(), "pytorch_195320: wrong")
    # A mask of another type.
    good("onnxruntime_16453", case("onnxruntime_16453", byte_mask()))
    # A scale split on queries and keys, a guard against NaN, heads expanded.
    good("tt-mlir_6335", case("tt_mlir_6335", scale="both", guard="is_nan", heads="expanded", mask="keys"))
    # Heads wider than 256, and 128 wide in f32, where others had no kernel.
    good("onnxruntime_28195", case("onnxruntime_28195", width=320, scale="scores"))
    good("iree_24135", case("iree_24135_f32", width=128, scale="scores"), case("iree_24135_f16", width=64, scale="scores", storage="f16"))
    # Sizes that vary, of one artifact; none of them NaN.
    dynamic = case("pytorch_186775", mask="keys", scale="scores")
    for sizes in ({"b": 1, "s": 1, "t": 1}, {"b": 2, "s": 1, "t": 700}, {"b": 1, "s": 300, "t": 2}, {"b": 4, "s": 5, "t": 128}):
        made = Spelling(PLAIN | {"mask": "keys", "scale": "scores"}, sizes=sizes)
        got = dynamic.sessions[2]([x.value for x in made.text.inputs], made.result.value.shape)
        report.expect(np.abs(got - made.result.value).max() <= U * 40_000, f"pytorch_186775: {sizes}")
    # The same bits alone and in a batch, on one thread and on two.
    for name in ("flash-attention_2244", "pytorch_197311"):
        each = dynamic.run(entry=slice(2, 3))
        report.expect(same_bits(each, dynamic.run()[2:3]) and same_bits(dynamic.run(1), dynamic.run(2)), f"{name}: other bits")
    # Large scores: shifted by what they are, not by what another kernel computed.
    large = Spelling(PLAIN | {"scale": "none"}, sizes=SIZES)
    for x in large.text.inputs[:2]:
        x.value *= 100
    got = Case(large, libraries, folder, "xla_44738").run()
    report.expect(np.isfinite(got).all() and np.abs(got).max() <= np.abs(large.text.inputs[2].value).max(), "xla_44738: not an average")
    # A key that is not a number, behind a guard that asks for the greatest score: as the reference has it.
    guarded = Spelling(PLAIN | {"guard": "row"}, sizes=SIZES)
    guarded.text.inputs[1].value[0, 0, 5, 0] = np.nan
    given = {x.name[1:]: x.value for x in guarded.text.inputs}
    np.savez(folder / "nan.npz", **given)
    natively = Case(guarded, libraries, folder, "guarded_nan").run()
    command("tenfold", "run", folder / "guarded_nan.mlir", "--inputs", folder / "nan.npz", "--outputs", folder / "out.npz", "--backend=reference")
    with np.load(folder / "out.npz") as out:
        reference = out[out.files[0]]
    report.expect(np.allclose(natively, reference, atol=1e-4, equal_nan=True), "guarded_nan: not what the reference gives")
    # Heads that do not divide.
    (folder / "automodel_3157.mlir").write_text("""nn.block @main(%q: tensor<2x6x5x8xf32>, %k: tensor<2x4x7x8xf32>, %v: tensor<2x4x7x8xf32>) -> tensor<2x6x5x8xf32> {
  %o = nn.attention %q, %k, %v : tensor<2x6x5x8xf32>, tensor<2x4x7x8xf32>, tensor<2x4x7x8xf32>
  nn.return %o : tensor<2x6x5x8xf32>
}
""")
    done = subprocess.run(["tenfold", "compile", folder / "automodel_3157.mlir", "--to=model"], capture_output=True, text=True)
    report.expect(done.returncode and "error:" in done.stderr and "expected the heads of `key` to divide the 6 of `query`, got 4" in done.stderr, f"automodel_3157: {done.stderr}")
    report.finish()


main(*sys.argv[1:])
