# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MiniLM, written in nn and imported from ONNX, against ONNX Runtime, one artifact each for all sizes:
`against_onnxruntime.py LIBRARIES ROOT WEIGHTS FOLDER`.

Rows without any key are NaN in the graph and zero attention here, so no entry is fully masked.
"""
import os
import pathlib
import sys

import numpy as np
import onnxruntime

from Inputs.tenfold import Artifact, Report, command

LIMIT = 1e-5  # max |difference| / max |reference|
SIZES = [(b, s) for b in (1, 2, 3, 8) for s in (1, 2, 7, 16, 33, 64, 127, 128)] + [(1, 511), (1, 512), (2, 300), (16, 5)]


def feed(batch, seq, padded):
    rng = np.random.default_rng([batch, seq, padded])
    lengths = rng.integers(1, seq + 1, batch) if padded else np.full(batch, seq)
    return {"input_ids": rng.integers(0, 30522, (batch, seq)),
            "attention_mask": (np.arange(seq) < lengths[:, None]).astype(np.int64),
            "token_type_ids": rng.integers(0, 2, (batch, seq))}


def main(libraries, root, weights, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    graph, artifact, imported = folder / "minilm.onnx", folder / "minilm.so", folder / "imported.so"
    command(sys.executable, f"{root}/models/minilm_onnx.py", weights, graph)
    command("tenfold", "compile", f"{root}/models/minilm.mlir", "--weights", weights, "-o", artifact, "--no-cache")
    command("tenfold", "compile", graph, "-o", imported, "--no-cache")
    peer = onnxruntime.InferenceSession(os.fspath(graph), providers=["CPUExecutionProvider"])
    sessions = {path.stem: Artifact(path, f"{libraries}/libtenfold_runtime.so").session(2) for path in (artifact, imported)}
    worst = 0.0
    for batch, seq in SIZES:
        for padded in (False, True):
            case = feed(batch, seq, padded)
            (expected,) = peer.run(None, case)
            for name, session in sessions.items():
                got = session(case.values(), expected.shape)
                ratio = np.abs(expected.astype(np.float64) - got).max() / np.abs(expected).max()
                worst = max(worst, ratio)
                report.expect(ratio <= LIMIT, f"{name} {batch} x {seq}{' padded' * padded}: {ratio:.3g}")
    print(f"largest difference {worst:.3g} of the largest value")
    report.finish()


main(*sys.argv[1:])
