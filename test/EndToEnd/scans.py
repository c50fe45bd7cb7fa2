# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scans in chunks, native: `scans.py FOLDER LIBRARIES`. An entry of a batch has the same bits alone, on one thread and on two;
the peak is as stated and does not hold a state for each step."""
import pathlib
import sys

from Inputs.tenfold import Artifact, Report, command, np, same_bits

HEADS, KEYS, VALUES = 3, 17, 19
SHAPES = {"q": ("t", "b", HEADS, KEYS), "k": ("t", "b", HEADS, KEYS), "v": ("t", "b", HEADS, VALUES), "a": ("t", "b", HEADS),
          "s": ("b", HEADS, KEYS, VALUES)}


def typed(dims):
    extents = "x".join("?" if isinstance(d, str) else str(d) for d in dims)
    return f"tensor<{extents}xf32>"


def model():
    names = {n: "[" + ", ".join(f'"{d}"' if isinstance(d, str) else str(d) for d in dims) + "]" for n, dims in SHAPES.items()}
    arguments = ", ".join(f"%{n}: {typed(dims)} {{nn.dims = {names[n]}}}" for n, dims in SHAPES.items())
    results = f"{typed(SHAPES['v'])}, {typed(SHAPES['s'])}"
    return f"""func.func @main({arguments}) -> ({results}) {{
  %r:2 = nn.apply @decayed_attention "" (%q, %k, %v, %a, %s) : ({", ".join(map(typed, SHAPES.values()))}) -> ({results})
  return %r#0, %r#1 : {results}
}}
"""


def main(folder, libraries):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text, artifact = folder / "scan.mlir", folder / "scan.so"
    text.write_text(model())
    command("tenfold", "compile", text, "-o", artifact, "--no-cache")
    loaded = Artifact(artifact, pathlib.Path(libraries) / "libtenfold_runtime.so")
    sessions = [loaded.session(threads) for threads in (1, 2)]
    rng = np.random.default_rng(6)
    for steps in (0, 1, 63, 64, 65, 200):
        sizes = {"t": steps, "b": 3}
        given = {n: rng.standard_normal([sizes.get(d, d) for d in dims]).astype(np.float32) / 4 for n, dims in SHAPES.items()}
        shapes = given["v"].shape, given["s"].shape
        y, s = sessions[0](given.values(), *shapes)
        for got, want in zip(sessions[1](given.values(), *shapes), (y, s)):
            report.expect(same_bits(got, want), f"{steps} steps on two threads")
        for at in range(3):
            alone = [g[at:at + 1] if n == "s" else g[:, at:at + 1] for n, g in given.items()]
            one, last = sessions[1](alone, *[a.shape for a in alone[2::2]])
            report.expect(same_bits(one, np.ascontiguousarray(y[:, at:at + 1])), f"{steps} steps: the outputs of entry {at} alone")
            report.expect(same_bits(last, s[at:at + 1]), f"{steps} steps: the state of entry {at} alone")
    few, many = (loaded.memory([t, 1], 1) for t in (1000, 100000))
    report.expect(few.arena == many.arena == 0 and few.scratch == many.scratch, "the arena or scratch grows with the steps")
    report.finish()


main(*sys.argv[1:])
