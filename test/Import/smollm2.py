# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Logits of SmolLM2 against NumPy in f64 on the decoded weights, on ten prompts of sixteen tokens: `smollm2.py FILE FOLDER`."""
import pathlib
import subprocess
import sys

import gguf
import numpy as np

from language_models import NAMES, Config, forward

FILE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
LENGTH = 16
PROMPTS = [
    "The capital of France is a city on the river Seine, and it is called", "def fibonacci(n):\n    if n < 2:\n        return n\n",
    "<|im_start|>user\nWhat is the fold of a tensor?<|im_end|>\n<|im_start|>assistant\n",
    "Once upon a time there was a small compiler that wanted to be elegant and fast", "1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144",
    "La tour Eiffel se trouve à Paris, et elle mesure trois cents mètres de", "SELECT name, price FROM products WHERE price > 10 ORDER BY",
    "Photosynthesis is the process by which plants turn light, water and carbon dioxide into", "%%%% ???? !!!! $$$$ #### @@@@ &&&&",
    "In 1905 Albert Einstein published four papers, among them one on special relativity which"]


def tokenize(text, vocabulary):
    """The longest token that fits, again and again: not what a tokenizer does, and real text all the same."""
    ids = []
    text = text.replace(" ", "Ġ").replace("\n", "Ċ")
    while text:
        size = next((n for n in range(min(len(text), 32), 0, -1) if text[:n] in vocabulary), 0)
        if size:
            ids.append(vocabulary[text[:size]])
        text = text[max(size, 1):]
    return (ids * LENGTH)[:LENGTH]


def model(reader):
    """Configuration and weights, Q and K as their authors have them."""
    value = lambda key: reader.get_field(f"llama.{key}").contents()
    c = Config("llama", layers=value("block_count"), heads=value("attention.head_count"),
               groups=value("attention.head_count_kv"), width=value("embedding_length"), hidden=value("feed_forward_length"),
               epsilon=value("attention.layer_norm_rms_epsilon"), base=value("rope.freq_base"), tied=True)
    c.head = c.width // c.heads
    names = {stored: name for name, stored in NAMES.items()}
    weights = {"layers": [{} for _ in range(c.layers)]}
    for tensor in reader.tensors:
        array = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        *scope, name, _ = tensor.name.split(".")
        name = names.get(name, name)
        if name in ("q", "k"):
            heads = c.heads if name == "q" else c.groups
            array = array.reshape(heads, -1, 2, c.width).swapaxes(1, 2).reshape(array.shape)
        (weights["layers"][int(scope[1])] if scope else weights)[name] = array
    return c, weights


def main():
    reader = gguf.GGUFReader(FILE)
    vocabulary = {token: i for i, token in enumerate(reader.get_field("tokenizer.ggml.tokens").contents())}
    tokens = np.array([tokenize(prompt, vocabulary) for prompt in PROMPTS])
    np.savez(FOLDER / "in.npz", tokens=tokens)
    subprocess.run(["tenfold", "run", FILE, "--inputs", FOLDER / "in.npz", "--outputs", FOLDER / "out.npz", "--no-cache"], check=True)
    got, expected = np.load(FOLDER / "out.npz")["logits"], forward(*model(reader), tokens)
    assert got.shape == expected.shape
    for i in range(len(PROMPTS)):
        error = np.abs(got[i] - expected[i]).max() / np.abs(expected[i]).max()
        print(f"prompt {i}: difference {error:.1e}, next token {int(got[i, -1].argmax())}")
        assert error <= 1e-3 and got[i, -1].argmax() == expected[i, -1].argmax()


main()
