# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decoding step by step over a cache gives the bits of the whole sequence, whatever the cache's capacity:
`decode.py LIBRARIES FOLDER`."""
import ctypes
import pathlib

from Inputs.tenfold import Artifact, Report, command, np, same_bits, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "decoder.mlir"
BATCH, LENGTH, LAYERS = 3, 23, 2


class Function:
    """One function of an artifact on one session."""

    def __init__(self, artifact, name):
        self.artifact, self.name, self.session = artifact, name, artifact.session(2)

    def __call__(self, arrays, outputs):
        from Inputs.tenfold import Tensor, tensor
        made = [[tensor(a) for a in side] for side in (arrays, outputs)]
        lists = [(ctypes.POINTER(Tensor) * len(side))(*[ctypes.pointer(t) for t in side]) for side in made]
        self.artifact.check(self.artifact.api.tenfold_session_call(
            self.session.handle, self.name.encode(), lists[0], len(arrays), lists[1], len(outputs)))
        return outputs


def decode(step, tokens, capacity, chunks):
    """Logits of chunks one after another; what the cache holds beyond must not matter."""
    caches = [np.full((BATCH, capacity, 2, 8), np.nan, np.float32) for _ in range(2 * LAYERS)]
    logits, at = [], 0
    for n in chunks:
        out = np.empty((BATCH, n, 61), np.float32)
        step([np.ascontiguousarray(tokens[:, at:at + n]), np.full(BATCH, at), *caches], [out, *caches])
        logits.append(out)
        at += n
    return np.concatenate(logits, 1)


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    command("tenfold", "compile", MODEL, "-o", folder / "decoder.so", "--no-cache")
    artifact = Artifact(folder / "decoder.so", f"{libraries}/libtenfold_runtime.so")
    forward, step = Function(artifact, "forward"), Function(artifact, "step")
    tokens = np.random.default_rng(1).integers(0, 61, (BATCH, LENGTH))
    whole, = forward([tokens], [np.empty((BATCH, LENGTH, 61), np.float32)])
    report.expect(np.isfinite(whole).all(), "logits of the whole sequence are not finite")
    for capacity in (LENGTH, 64, 4096):
        for chunks in ([1] * LENGTH, [5, 1, 1, 8, 3, 5], [8, 8, 7]):
            logits = decode(step, tokens, capacity, chunks)
            report.expect(same_bits(logits, whole), f"capacity {capacity}, chunks {chunks}: differs by {np.abs(logits - whole).max()}")
    report.finish()


main(*sys.argv[1:])
