# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Spellings of attention (docs/fusion.md) become one fold each, near misses do not, and all are right natively against their
value in f64, which the generator computes beside the text: `spellings.py LIBRARIES FOLDER`."""
import pathlib
from concurrent.futures import ThreadPoolExecutor

from Inputs.spellings import NEVER_FUSED, OUTSIDE, Spelling, near_misses, spellings
from Inputs.tenfold import FULL, U, Artifact, Report, bfloat16, command, np, sys

TOGETHER = 25  # in one module, to compile them at once


def fused(spelling, path):
    """Whether all reductions are of one fold."""
    path.write_text(spelling.text.block("main", spelling.result))
    text = command("tenfold", "compile", path, "--to=fold")
    return text.count("fold.reduce") == 1 and not OUTSIDE.search(text)


def bound(spelling):
    """A score rounds within 40 u of its size, at most 40 here, and its weight by twice that; sums within n u of theirs."""
    size = max(1, np.nanmax(np.abs(spelling.result.value), initial=0))
    if spelling.mutate == "rounded":
        return 5 / 127  # a step here and there, times a value
    return 8 * U * (80 * 40 + 2 * 301 + 64) * size


def check(named, libraries, folder, report):
    """`named`: spellings by the names of their functions."""
    model, artifact = folder / "together.mlir", folder / "together.so"
    model.write_text("".join(spelling.text.block(name, spelling.result) for name, spelling in named.items()))
    command("tenfold", "compile", model, "-o", artifact, "--no-cache")
    for name, spelling in named.items():
        session = Artifact(artifact, f"{libraries}/libtenfold_runtime.so", name).session(2)
        inputs = [bfloat16(x.value) if x.element == "bf16" else x.value for x in spelling.text.inputs]
        want = spelling.result.value
        got = session(inputs, want.shape)
        good = (np.abs(got - want) <= bound(spelling)) | np.isnan(want) & np.isnan(got)
        report.expect(good.all(), f"{name} {spelling.mutate} {spelling.choice}: {np.nanmax(np.abs(got - want), initial=0)} off")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = [(choice, None) for choice in spellings(500 if FULL else 60)]
    made += [(choice, mutation) for mutation, choice in near_misses(150 if FULL else 20)]
    with ThreadPoolExecutor(2) as pool:
        for begin in range(0, len(made), TOGETHER):
            batch = {f"f{i}": Spelling(*made[i]) for i in range(begin, min(begin + TOGETHER, len(made)))}
            whole = pool.map(lambda named: fused(named[1], folder / f"{named[0]}.mlir"), batch.items())
            for spelling, is_fused in zip(batch.values(), whole):
                if not spelling.mutate:
                    report.expect(is_fused, f"not one fold: {spelling.choice}")
                elif spelling.mutate in NEVER_FUSED:
                    report.expect(not is_fused, f"one fold: {spelling.mutate} {spelling.choice}")
            check(batch, libraries, folder, report)
    report.finish()


main(*sys.argv[1:])
