#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention as it is compiled against the best of its forms (docs/fusion.md), over a grid of shapes: rounds in which the forms take
turns, and the median of the ratio within a round. Shapes below 0.97 are measured again.

    forms.py [--threads 1 2] [--lengths 16 1024] [--widths 64] [--rounds 7]
"""
import argparse
import os
import statistics
import subprocess
import time

import numpy as np

from cases import WORK, aligned
from ours import BUILD, Session

LENGTHS, WIDTHS, HEADS = (16, 64, 128, 512, 1024, 4096, 16384), (32, 64, 80, 128, 256), 8
FORMS = ("fused", "blocked", "decomposed")
SECONDS = 0.1      # of calls of one form in a round
STORED = 4 << 30   # bytes of scores that a form may store
TYPE = "tensor<1x8x?x{0}xf32>"


def compile_forms(widths):
    """An artifact of each form with a function for each width."""
    model = WORK / "forms.mlir"
    model.write_text("".join(
        f"nn.block @w{w}(" + ", ".join(f'%{x}: {TYPE.format(w)} {{nn.dims = [1, 8, "n", {w}]}}' for x in "qkv") +
        f") -> {TYPE.format(w)} {{\n  %o = nn.attention %q, %k, %v : {', '.join([TYPE.format(w)] * 3)}\n  nn.return %o : {TYPE.format(w)}\n}}\n"
        for w in widths))
    subprocess.run([BUILD / "bin/tenfold", "compile", model, "--to=grad", "-o", WORK / "forms-grad.mlir"], check=True)
    for form in FORMS:
        subprocess.run([BUILD / "bin/tenfold-opt", WORK / "forms-grad.mlir", f"--tenfold-fold-pipeline=form={form}", "-o", WORK / "forms-fold.mlir"], check=True)
        subprocess.run([BUILD / "bin/tenfold", "compile", WORK / "forms-fold.mlir", "--from=plan", "-o", WORK / f"forms-{form}.so"], check=True)


def seconds(call):
    """Of one call, at least one."""
    count, begin = 0, time.perf_counter()
    while count == 0 or time.perf_counter() < begin + SECONDS:
        call()
        count += 1
    return (time.perf_counter() - begin) / count


def measure(length, width, threads, rounds):
    """The best form, and the median of its time over ours."""
    rng = np.random.default_rng(7)
    inputs = {name: aligned(rng.standard_normal((1, HEADS, length, width), dtype=np.float32)) for name in "qkv"}
    forms = [form for form in FORMS if form != "decomposed" or 8 * HEADS * length**2 <= STORED]
    calls = {form: Session(WORK / f"forms-{form}.so", threads, f"w{width}".encode()).bind(inputs) for form in forms}
    rows = [{form: seconds(call) for form, call in calls.items()} for _ in range(rounds + 1)][1:]
    ratios = {form: statistics.median(row[form] / row["fused"] for row in rows) for form in forms}
    best = min(ratios, key=ratios.get)
    return best, ratios[best], statistics.median(row["fused"] for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    compile_forms(arguments.widths)
    found, cores = [], sorted(os.sched_getaffinity(0))
    for threads in arguments.threads:
        os.sched_setaffinity(0, cores[:threads])
        for length in arguments.lengths:
            for width in arguments.widths:
                best, ratio, own = measure(length, width, threads, arguments.rounds)
                if ratio < 0.97:
                    best, ratio, own = measure(length, width, threads, 2 * arguments.rounds)
                found.append(ratio)
                print(f"{threads} thread(s), {length} x {width}: {1e3 * own:9.3f} ms, best {best} {ratio:.3f}x of ours", flush=True)
    low = sum(ratio < 0.97 for ratio in found)
    print(f"{len(found)} shapes: least {min(found):.3f}, {low} below 0.97")


if __name__ == "__main__":
    main()
