# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What int8-dynamic costs SmolLM2 on 4,096 tokens of real text, and what llama.cpp's integers cost it:
`smollm2_integers.py ROOT FILE FOLDER`. The text is the project's documentation in windows of 512 tokens."""
import pathlib
import subprocess
import sys

import llama_cpp
import numpy as np

ROOT, FILE, FOLDER = map(pathlib.Path, sys.argv[1:])
WINDOW, WINDOWS = 512, 8
KL_BOUND = 0.01         # nats
AGREEMENT_MARGIN = 0.005


def logits(tokens, *options):
    np.savez(FOLDER / "in.npz", tokens=tokens)
    subprocess.run(["tenfold", "run", FILE, "--function", "forward", "--inputs", FOLDER / "in.npz", "--outputs", FOLDER / "out.npz",
                    *options], check=True)
    return np.load(FOLDER / "out.npz")["logits"]


def log_softmax(x):
    x = x.astype(np.float64)
    x -= x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def main():
    model = llama_cpp.Llama(str(FILE), n_ctx=WINDOW, n_batch=WINDOW, n_ubatch=WINDOW, logits_all=True, verbose=False)
    text = b"\n".join(path.read_bytes() for path in sorted(ROOT.glob("docs/*.md")))
    tokens = np.array(model.tokenize(text, add_bos=False)[:WINDOW * WINDOWS]).reshape(WINDOWS, 1, WINDOW)
    divergence, agree, theirs = [], [], []
    for window in tokens:
        exact, ours = log_softmax(logits(window)[0]), log_softmax(logits(window, "--precision=int8-dynamic")[0])
        model.reset()
        model.eval(window[0].tolist())
        divergence.append((np.exp(exact) * (exact - ours)).sum(-1))
        agree.append(exact.argmax(-1) == ours.argmax(-1))
        theirs.append(exact.argmax(-1) == model.scores[:WINDOW].argmax(-1))
    mean, ours, theirs = np.mean(divergence), np.mean(agree), np.mean(theirs)
    print(f"{tokens.size} tokens: mean KL {mean:.5f} nats, largest {np.max(divergence):.3f}; the likeliest token agrees in "
          f"{ours:.2%}, llama.cpp's in {theirs:.2%}")
    assert mean <= KL_BOUND and ours >= theirs - AGREEMENT_MARGIN


main()
