# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decoding step by step over a cache gives the bits of the whole sequence, whatever the cache's capacity:
`decode.py LIBRARIES FOLDER`."""
import pathlib

from Inputs.tenfold import Artifact, Report, command, np, same_bits, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "decoder.mlir"
BATCH, LENGTH, LAYERS = 3, 83, 2  # rows of scores of one, several and more than four vectors


def decode(step, tokens, capacity, chunks):
    """Logits of chunks one after another; what the cache holds beyond must not matter."""
    caches = [np.full((BATCH, capacity, 2, 8), np.nan, np.float32) for _ in range(2 * LAYERS)]
    logits, at = [], 0
    for n in chunks:
        logits.append(call(step, tokens[:, at:at + n], np.full(BATCH, at), caches))
        at += n
    return np.concatenate(logits, 1), caches


def call(step, tokens, position, caches):
    out = np.empty((BATCH, tokens.shape[1], 61), np.float32)
    step.prepare([np.ascontiguousarray(tokens), position, *caches], [out, *caches])()
    return out


def check_places(report, step, tokens, whole, caches):
    """Each sequence goes on from a place of its own, the first at the end of a cache that another has filled."""
    positions, n = np.array([LENGTH - 2, 0, 11]), 2
    at = positions[:, None] + np.arange(n)
    logits = call(step, np.take_along_axis(tokens, at, 1), positions, caches)
    expected = np.take_along_axis(whole, at[..., None], 1)
    report.expect(same_bits(logits, expected), f"places: differs by {np.abs(logits - expected).max()}")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    command("tenfold", "compile", MODEL, "-o", folder / "decoder.so", "--no-cache")
    forward, step = (Artifact(folder / "decoder.so", f"{libraries}/libtenfold_runtime.so", name).session(2)
                     for name in ("forward", "step"))
    tokens = np.random.default_rng(1).integers(0, 61, (BATCH, LENGTH))
    whole = forward([tokens], (BATCH, LENGTH, 61))
    report.expect(np.isfinite(whole).all(), "logits of the whole sequence are not finite")
    for capacity in (LENGTH, 128, 4096):
        for chunks in ([1] * LENGTH, [5, 1, 1, 8, 3, 5] + [15] * 4, [27, 27, 29]):
            logits, caches = decode(step, tokens, capacity, chunks)
            report.expect(same_bits(logits, whole), f"capacity {capacity}, chunks {chunks}: differs by {np.abs(logits - whole).max()}")
            check_places(report, step, tokens, whole, caches)
    report.finish()


main(*sys.argv[1:])
