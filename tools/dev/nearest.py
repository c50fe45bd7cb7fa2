#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which of these sentences is nearest to the question? Token ids go through `tenfold run`; the rest is twenty lines."""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from tokenizers import Tokenizer

QUESTION = "How do I keep my tomato plants from wilting?"
SENTENCES = [
    "The central bank raised interest rates again.",
    "Water vegetables in the morning and mulch the soil.",
    "A compiler turns source text into machine code.",
    "The orchestra rehearsed the second movement twice.",
]
MAX_TOKENS = 256  # what the model was trained on


def tokens(tokenizer, sentences):
    tokenizer.enable_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    encoded = tokenizer.encode_batch(sentences)
    return {
        "input_ids": np.array([sentence.ids for sentence in encoded], np.int64),
        "attention_mask": np.array([sentence.attention_mask for sentence in encoded], np.int64),
        "token_type_ids": np.array([sentence.type_ids for sentence in encoded], np.int64),
    }


def run(tenfold, artifact, inputs):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "in.npz"), pathlib.Path(folder, "out.npz")
        np.savez(source, **inputs)
        done = subprocess.run([tenfold, "run", artifact, "--inputs", source, "--outputs", target])
        if done.returncode != 0:
            sys.exit(done.returncode)
        with np.load(target) as outputs:
            return outputs["last_hidden_state"]


def embed(hidden, mask):
    """Mean over the kept tokens, of length one."""
    keep = mask[:, :, None].astype(np.float32)
    mean = (hidden * keep).sum(axis=1) / keep.sum(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenfold", default="tenfold")
    parser.add_argument("--artifact", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("question", nargs="?", default=QUESTION)
    parser.add_argument("sentences", nargs="*", default=SENTENCES)
    arguments = parser.parse_args()
    sentences = arguments.sentences or SENTENCES

    inputs = tokens(Tokenizer.from_file(arguments.tokenizer), [arguments.question, *sentences])
    embeddings = embed(run(arguments.tenfold, arguments.artifact, inputs), inputs["attention_mask"])
    likeness = embeddings[1:] @ embeddings[0]
    print(f"nearest to: {arguments.question}")
    for index in np.argsort(-likeness):
        print(f"  {likeness[index]:6.3f}  {sentences[index]}")


if __name__ == "__main__":
    main()
