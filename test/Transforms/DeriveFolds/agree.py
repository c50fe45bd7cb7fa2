# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""agree.py FILE: functions of FILE as they are, and as folds, on the same rows.

Both are evaluated by the reference, folds with several tiles and parts. A result may differ by 16 units in the last place
of f32 times the greatest value of its row. Where the source is not finite (naive spellings overflow, 0 log 0 is none) it may be anything but for KEEPS_NAN.
"""
import itertools
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

PASSES = ("tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,resolve-ranked-shaped-type-result-dims,"
          "canonicalize,cse")
OFFSET = 100
# A row without any key is NaN and stays so: softmax has no other meaning for it.
KEEPS_NAN = ("softmax_v.0", "divided_after.0", "log_softmax.0")
TILES = ["0,0,1", "1,1,1", "2,3,1", "0,4,3", "2,1,7"]


def rows(rng, shape, kind):
    x = rng.standard_normal(shape)
    if kind == "large":
        x = x * 20
    if kind == "masked" and x.ndim == 2 and x.shape[0] == 3:
        x[0, x.shape[1] // 2:] = -np.inf
        x[1] = -np.inf
    if kind == "offset":
        x = x + OFFSET
    return x.astype(np.float32)


def inputs(functions, rng, sizes, kind):
    arrays = {}
    for name, arguments, _ in functions:
        for i, (text, dims) in enumerate(re.findall(r"%\w+: tensor<([^>]*)xf32>(?: \{nn.dims = \[([^\]]*)\]\})?", arguments)):
            names = [d.strip(' "') for d in dims.split(",")] if dims else text.split("x")
            arrays[f"{name}.{i}"] = rows(rng, [sizes.get(d) if d in sizes else int(d) for d in names], kind)
    return arrays


def evaluate(path, given, folder, *options):
    out = folder / "out.npz"
    subprocess.run(["tenfold-interpret", path, f"--inputs={given}", f"--outputs={out}", *options], check=True)
    with np.load(out) as arrays:
        return dict(arrays)


def differs(key, expected, got, kind):
    known = np.isfinite(expected)
    scale = np.abs(np.where(known, expected, 0)).max(axis=-1, keepdims=True, initial=1)
    # A mean is rounded relative to itself.
    close = np.abs(got - expected) <= 16 * 2**-23 * scale * (OFFSET if kind == "offset" else 1)
    other = np.isnan(expected) & ~np.isnan(got) & (key in KEEPS_NAN)
    return bool((known & ~close | other).any())


def main(path):
    text = pathlib.Path(path).read_text()
    functions = [(name, arguments, int(count)) for count, name, arguments in
                 re.findall(r"// folds: (\d+)\nfunc.func @(\w+)\((.*?)\) ->", text, re.S)]
    folder = pathlib.Path(tempfile.mkdtemp())
    source, folds = folder / "source.mlir", folder / "folds.mlir"
    for output, passes in ((source, PASSES), (folds, f"{PASSES},tenfold-derive-folds,canonicalize,cse")):
        subprocess.run(["tenfold-opt", path, f"--pass-pipeline=builtin.module(func.func({passes}))", "-o", output], check=True)
    bad, compared = [], 0
    bodies = re.split(r"func.func @", folds.read_text())[1:]
    for body, (name, _, count) in zip(bodies, functions, strict=True):
        found = body.count("fold.reduce")
        if found != count:
            bad.append(f"{name}: expected {count} folds, got {found}")
    for seed, (kind, n) in enumerate(itertools.product(("plain", "large", "masked", "offset"), (0, 1, 13))):
        rng = np.random.default_rng(seed)
        given = folder / "in.npz"
        arrays = inputs(functions, rng, {"n": n, "m": n + 2}, kind)
        np.savez(given, **arrays)
        with np.errstate(all="ignore"):
            expected = evaluate(source, given, folder)
            if n:  # a spelling that cancels, of which the fold does not
                x = arrays["variance_of_squares.0"].astype(np.float64)
                expected["variance_of_squares.0"] = x.var(axis=1, keepdims=True)
            for tiles in TILES:
                for key, got in evaluate(folds, given, folder, f"--fold-tiles={tiles}").items():
                    compared += 1
                    if differs(key, expected[key], got, kind):
                        bad.append(f"{key}, {kind}, n = {n}, tiles {tiles}: expected {expected[key]}, got {got}")
    print("\n".join(bad[:8]), f"{compared} results compared, {len(bad)} bad", sep="\n")
    sys.exit(bool(bad) or compared < 900)


main(*sys.argv[1:])
