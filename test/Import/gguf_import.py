# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A tiny model and the same with one thing changed, as GGUF files: `gguf_import.py FOLDER`; or inputs for it."""
import dataclasses
import pathlib
import sys

import gguf
import numpy as np

from language_models import Config, random_weights, write

FOLDER = pathlib.Path(sys.argv[1])


def changed(name, c=Config("llama"), extra=(), without=(), **metadata):
    """Underscores of keys stand for dots."""
    weights = random_weights(c, 7)
    for key in without:
        weights["layers"][-1].pop(key, None)
        weights.pop(key, None)
    c = dataclasses.replace(c, metadata={key.replace("__", "."): value for key, value in metadata.items()})
    write(FOLDER / f"{name}.gguf", c, weights, extra)


def empty(name, architecture):
    writer = gguf.GGUFWriter(FOLDER / f"{name}.gguf", architecture)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    empty("mamba", "mamba")
    empty("control", "a\nerror: b")
    empty("none", "llama")
    changed("tiny")
    changed("layers", block_count=10**9)
    changed("zero", attention__head_count=0)
    changed("groups", attention__head_count_kv=4)
    changed("epsilon", attention__layer_norm_rms_epsilon=float("nan"))
    changed("text", rope__freq_base="high")
    changed("experts", expert_count=8)
    changed("odd", rope__dimension_count=7)
    changed("scaling", rope__scaling__type="ntk")
    factors = [("rope_freqs.weight", np.ones(7, np.float32))]
    changed("twice", extra=factors, rope__scaling__type="linear", rope__scaling__factor=2.0)
    changed("embedding", without=["embedding"])
    changed("table", without=["embedding"], extra=[("token_embd.weight", np.ones(3, np.float32))])
    changed("yarn", rope__scaling__type="yarn", rope__scaling__factor=2.0, rope__scaling__yarn_ext_factor=0.5)
    changed("kind", rope__scaling__type=3)
    changed("heads", Config("gpt2", groups=6, fused=True), attention__head_count=5, attention__head_count_kv=5)
    changed("more", extra=[("blk.0.extra.weight", np.ones(3, np.float32))])
    changed("less", without=["down"])
    changed("width", feed_forward_length=31)


if len(sys.argv) > 2:
    np.savez(FOLDER / "in.npz", tokens=np.array([[5, 0, 52, 11, 7]]))
else:
    main()
