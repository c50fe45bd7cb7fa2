# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trained models in ONNX files against ONNX Runtime: `onnx_models.py LIBRARIES FOLDER NAME=MODELS...`.

Speech is noise whose loudness comes and goes, images are letters: what leaves no output of a model near zero everywhere. Three
networks have steep outputs, where ONNX Runtime itself is up to 5e-5 away from f64. Of these, what f64 gives is the measure, and the
error that ONNX Runtime makes.
"""
import os
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

sys.path += [str(pathlib.Path(__file__).parents[1] / "EndToEnd"), str(pathlib.Path(__file__).parent / "Inputs")]
from Inputs.tenfold import Artifact, Report, command
from onnx_wide import Compiled, Wide

LIMIT = 1e-5  # max |difference| / max |reference|
# The reference evaluator knows no lengths of sequences in a GRU: of that model Tenfold computes in f64 what it does in f32.
STEEP = {"ch_PP-OCRv4_det_infer": Wide, "ch_PP-OCRv4_rec_infer": Wide, "tashkeel": Compiled}


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


def source(rng, count):
    """Files of C, as magika is given them: their beginnings and their ends, padded by 256."""
    result = np.full((count, 2048), 256, np.int32)
    for row in result:
        lines = [f"static int f{i}(int x) {{ return x * {rng.integers(99)}; }}\n" for i in range(40)]
        text = np.frombuffer("".join(lines).encode(), np.uint8)
        row[:1024], row[1024:] = text[:1024], text[-1024:]
    return result


def text(rng, batch, length):
    return {"char_inputs": rng.integers(1, 40, (batch, length)), "diac_inputs": rng.integers(1, 15, (batch, length)),
            "input_lengths": np.linspace(length, max(length // 2, 1), batch).astype(np.int64)}


def fixed(path, folder, dims={}, values={}):
    """The model with some sizes of inputs and some inputs known, as exporters' users have them."""
    model = onnx.load(path)
    for graph_input in list(model.graph.input):
        for dim, size in dims.get(graph_input.name, {}).items():
            setattr(graph_input.type.tensor_type.shape.dim[dim], "dim_value" if isinstance(size, int) else "dim_param", size)
        if graph_input.name in values:
            model.graph.input.remove(graph_input)
            model.graph.initializer.append(numpy_helper.from_array(values[graph_input.name], graph_input.name))
    onnx.save(model, folder / path.name)
    return folder / path.name


def cases(rng, at, folder):
    def chunks(n):
        return {"input": speech(rng, n), "h": state(rng, 1, 1, 128), "c": state(rng, 1, 1, 128)}

    def batch(n, length, **rate):
        return {"input": speech(rng, n)[:, :length], "state": state(rng, 2, n, 128)} | rate
    yield at["silero"] / "silero_vad_16k_sequence.onnx", [chunks(n) for n in (1, 2, 7, 50)]
    yield at["silero"] / "silero_vad_openvino_16k.onnx", [batch(1, 576)]
    # Branches: one on the rate of a call; in the other file 25, all of sizes and of the rate.
    yield at["silero"] / "silero_vad_op18_ifless.onnx", [batch(n, length, sr=np.array(rate)) for n, length, rate in (
        (1, 576, 16000), (3, 576, 16000), (2, 288, 8000))]
    sizes = {"input": {0: "batch", 1: 576}, "state": {1: "batch"}}
    yield fixed(at["silero"] / "silero_vad.onnx", folder, sizes, {"sr": np.array(16000)}), [batch(n, 576) for n in (1, 5)]
    yield at["whisper_vad"] / "silero_vad_v6.onnx", [chunks(n) for n in (1, 2, 7, 50)]
    yield at["rapidocr"] / "ch_ppocr_mobile_v2.0_cls_infer.onnx", [{"x": page(rng, n, 48, 192)} for n in (1, 2, 5)]
    yield at["rapidocr"] / "ch_PP-OCRv4_det_infer.onnx", [
        {"x": page(rng, n, h, w)} for n, h, w in ((1, 96, 160), (2, 160, 64), (1, 320, 352))]
    yield fixed(at["rapidocr"] / "ch_PP-OCRv4_rec_infer.onnx", folder, {"x": {2: 48}}), [
        {"x": page(rng, n, 48, w)} for n, w in ((1, 96), (2, 320))]
    yield at["magika"] / "model.onnx", [{"bytes": source(rng, n)} for n in (1, 3)]
    yield at["tashkeel"] / "model.onnx", [text(rng, n, length) for n, length in ((1, 7), (3, 31), (2, 64))]


def away(x, y, scale):
    return np.abs(x.astype(np.float64) - y).max() / np.abs(scale).max()


def judge(report, name, mine, theirs, exact):
    if exact is None:
        error = away(mine, theirs, theirs)
        print(f"{name}: {error:.2g} from ONNX Runtime")
        return report.expect(error <= LIMIT, name)
    error, peers = away(mine, exact, exact), away(theirs, exact, exact)
    print(f"{name}: {error:.2g} from f64, where ONNX Runtime is {peers:.2g}, and {away(mine, theirs, exact):.2g} from that")
    report.expect(error <= LIMIT + 3 * peers, name)


def main(libraries, folder, *places):
    report, rng, folder = Report(), np.random.default_rng(3), pathlib.Path(folder)
    at = {name: pathlib.Path(place) for name, _, place in (each.partition("=") for each in places)}
    for graph, feeds in cases(rng, at, folder):
        artifact = folder / graph.with_suffix(".so").name
        command("tenfold", "compile", graph, "-o", artifact, "--no-cache")
        peer = onnxruntime.InferenceSession(os.fspath(graph), providers=["CPUExecutionProvider"])
        session = Artifact(artifact, f"{libraries}/libtenfold_runtime.so").session(2)
        wide = next((make(graph, folder) for name, make in STEEP.items() if name in graph.parts[-2:] + (graph.stem,)), None)
        for feed in feeds:
            expected = peer.run(None, feed)
            got = [np.empty_like(array) for array in expected]
            session.prepare([np.array(feed[value.name], order="C") for value in peer.get_inputs()], got)()
            exact = wide.run(feed) if wide else [None] * len(got)
            shape = "x".join(map(str, next(iter(feed.values())).shape))
            for value, mine, theirs, truth in zip(peer.get_outputs(), got, expected, exact):
                judge(report, f"{graph.parent.name}/{graph.stem} {shape} {value.name}", mine, theirs, truth)
    report.finish()


main(*sys.argv[1:])
