#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fetches small trained models in ONNX files from PyPI into the cache, those named or all, and prints their folders."""
import sys

from fetch import Package

# Speech: whether a chunk of sound holds a voice. The same network in the exports of several versions.
SILERO = Package(
    name="silero",
    requirement="silero-vad==6.2.3",
    wheel_sha256="7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
    prefix="silero_vad/data/",
    files_sha256={
        "silero_vad.onnx": "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
        "silero_vad_op18_ifless.onnx": "7671cd04b004e9076da0d4a7b1a5aec36adf161c39230c1cb94a4fd5db6bbd28",
        "silero_vad_16k_sequence.onnx": "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85",
        "silero_vad_openvino_16k.onnx": "7776b81ad1b0350c15d7f1555943b9232eb53e9ca5d989c6d0cea9ebc8664d87",
    })
WHISPER_VAD = Package(
    name="whisper_vad",
    requirement="faster-whisper==1.2.1",
    wheel_sha256="79a66ad50688c0b794dd501dc340a736992a6342f7f95e5811be60b5224a26a7",
    prefix="faster_whisper/assets/",
    files_sha256={"silero_vad_v6.onnx": "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2"})
# Vision: where text stands in an image, which way up it is, and what it says.
RAPIDOCR = Package(
    name="rapidocr",
    requirement="rapidocr-onnxruntime==1.4.4",
    wheel_sha256="971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
    prefix="rapidocr_onnxruntime/models/",
    files_sha256={
        "ch_PP-OCRv4_det_infer.onnx": "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
        "ch_PP-OCRv4_rec_infer.onnx": "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
        "ch_ppocr_mobile_v2.0_cls_infer.onnx": "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    })
# Text: of what kind the bytes of a file are; the vowels of Arabic.
MAGIKA = Package(
    name="magika",
    requirement="magika==1.0.3",
    wheel_sha256="3e9b49134e8116ee40b431664dcbed9e199413efddcce1a173c734b4e0521529",
    prefix="magika/models/standard_v3_3/",
    files_sha256={"model.onnx": "fe2d2eb49c5f88a9e0a6c048e15d6ffdf86235519c2afc535044de433169ec8c"})
TASHKEEL = Package(
    name="tashkeel",
    requirement="piper-tts==1.8.0",
    wheel_sha256="25b4d3f31ff70c8fa7151908e00aaa5650cbdf16bca8fcf21299f3941b89a7d3",
    prefix="piper/tashkeel/",
    files_sha256={"model.onnx": "52c40d42ca094ff9ff07a091d0a1eafd7baa5cf2388e60a9cc89bacd8e5e955f"})

ONNX_MODELS = [SILERO, WHISPER_VAD, RAPIDOCR, MAGIKA, TASHKEEL]

if __name__ == "__main__":
    for model in ONNX_MODELS:
        if model.name in sys.argv[1:] or len(sys.argv) == 1:
            print(model.fetch())
