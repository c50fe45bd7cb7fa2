# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every architecture as a tiny GGUF file of random weights, its logits against NumPy: `gguf_models.py FOLDER BACKEND`.

Tolerance: as in test/EndToEnd/native_vs_reference.py, a sum of n products rounds by at most sqrt(n) u of its terms' size
(Higham, Mary, 2019, with lambda = 1), norms bring each row back to size one, so errors add over the depth, and the terms
are taken as 4 times as large as the result.
"""
import os
import pathlib
import subprocess
import sys

import gguf
import numpy as np

from language_models import Config, forward, random_weights, rounded, write

FOLDER, BACKEND = pathlib.Path(sys.argv[1]), sys.argv[2]
FULL = bool(os.environ.get("TENFOLD_FULL"))
U = 2.0**-24
SIZES = [(2, 11), (1, 1), (3, 20)]
PAIRS = 7  # of a head of 14
FACTORS = np.geomspace(1, 8, PAIRS).astype(np.float32)


def yarn(c, factor, original):
    """Peng et al., 2023, with the published defaults: ramp between 32 and 1 turns over the original context."""
    pair = lambda turns: c.head * np.log(original / (turns * 2 * np.pi)) / (2 * np.log(c.base))
    low, high = max(np.floor(pair(32)), 0), min(np.ceil(pair(1)), c.head - 1)
    slowed = np.clip((np.arange(c.head // 2) - low) / max(high - low, 0.001), 0, 1)
    return 1 / (slowed / factor + 1 - slowed)


def models():
    """Name, configuration, further tensors, storage of matrices."""
    f32 = gguf.GGMLQuantizationType.F32
    yield "llama", Config("llama"), (), f32
    yield "llama3", Config("llama", base=500_000.0, tied=True, factors=FACTORS), [("rope_freqs.weight", FACTORS)], f32
    yield "linear", Config("llama", factors=np.full(PAIRS, 4.0), metadata={
        "rope.scaling.type": "linear", "rope.scaling.factor": 4.0}), (), f32
    c = Config("llama", metadata={"rope.scaling.type": "yarn", "rope.scaling.factor": 4.0,
                                  "rope.scaling.original_context_length": 32})
    c.factors, c.magnitude = yarn(c, 4.0, 32), 1 + 0.1 * np.log(4.0)
    yield "yarn", c, (), f32
    yield "quantised", Config("llama", heads=4, groups=2, head=64, width=256, hidden=256), (), gguf.GGMLQuantizationType.Q4_1
    yield "half", Config("llama", heads=3, groups=3, head=10, width=30), (), gguf.GGMLQuantizationType.BF16
    yield "qwen2", Config("qwen2", biases=True, tied=True, base=1e6), (), f32
    yield "qwen3", Config("qwen3", width=22, qk_norm=True, heads=4), (), f32
    yield "gemma2", Config("gemma2", layers=4, width=22, gemma=True, tied=True, window=5, period=2, score_cap=50.0,
                           logit_cap=30.0, metadata={"attention.sliding_window": 5, "attn_logit_softcapping": 50.0,
                                                     "final_logit_softcapping": 30.0}), (), f32
    yield "gemma3", Config("gemma3", layers=7, width=22, gemma=True, tied=True, qk_norm=True, window=4, period=6, base=1e6,
                           local_base=10_000.0, factors=np.full(PAIRS, 8.0), metadata={
                               "attention.sliding_window": 4, "rope.scaling.type": "linear",
                               "rope.scaling.factor": 8.0}), (), f32
    long = [("rope_factors_short.weight", FACTORS[:5]), ("rope_factors_long.weight", 9 * FACTORS[:5])]
    yield "phi3", Config("phi3", fused=True, window=6, rotated=10, factors=FACTORS[:5], magnitude=1.25, metadata={
        "attention.sliding_window": 6, "rope.dimension_count": 10, "rope.scaling.type": "longrope",
        "rope.scaling.attn_factor": 1.25, "rope.scaling.original_context_length": 32}), long, f32
    yield "phi3-window-0", Config("phi3", fused=True, metadata={"attention.sliding_window": 0}), (), f32
    yield "gpt2", Config("gpt2", groups=6, fused=True, tied=True), (), f32


def rounding(c, seq):
    attention = c.head**0.5 + 2 * seq**0.5
    layer = 2 * c.width**0.5 + (c.heads * c.head) ** 0.5 + c.width**0.5 + c.hidden**0.5 + attention
    return c.layers * 2 * layer + 2 * c.width**0.5


def run(name, path, function, arrays):
    """The results of a function, by name."""
    inputs, outputs = FOLDER / "in.npz", FOLDER / "out.npz"
    np.savez(inputs, **arrays)
    command = ["tenfold", "run", path, f"--function={function}", "--inputs", inputs, "--outputs", outputs,
               f"--backend={BACKEND}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (name, function, done.stderr)
    with np.load(outputs) as results:
        return dict(results)


def use(name, c, got, expected):
    """How much of the bound the difference takes."""
    assert got.shape == expected.shape, (name, got.shape, expected.shape)
    worst, bound = np.abs(got - expected).max(), 2 * 4 * U * rounding(c, expected.shape[1]) * np.abs(expected).max()
    assert worst <= bound, (name, expected.shape, worst, bound)
    return worst / bound


def check_forward(name, c, path, weights, batch, seq):
    tokens = np.random.default_rng(batch * 100 + seq).integers(0, c.vocab, (batch, seq))
    got = run(name, path, "forward", {"tokens": tokens})["logits"]
    return use(name, c, got, forward(c, weights, tokens))


def check_step(name, c, path, weights):
    """Two sequences in three calls; the second one's sixth token is replaced, and what the cache had is of no matter."""
    rng = np.random.default_rng(7)
    tokens, capacity, used = rng.integers(0, c.vocab, (2, 11)), 13, []
    cache = {f"cache.{i}.{kind}": rng.standard_normal((2, c.groups, capacity, c.head), np.float32)
             for i in range(c.layers) for kind in ("key", "value")}
    expected = forward(c, weights, tokens)
    for position, n in (((0, 0), 6), ((6, 5), 1), ((7, 6), 4)):
        at = np.array(position)[:, None] + np.arange(n)
        given = np.take_along_axis(tokens, at, 1)
        if n == 6:
            given[1, 5] = (given[1, 5] + 1) % c.vocab
        results = run(name, path, "step", {"tokens": given, "position": np.array(position), **cache})
        logits, cache = results.pop("logits"), results
        right = slice(1) if n == 6 else slice(2)
        used.append(use(name, c, logits[right], np.take_along_axis(expected, at[:, -1:, None], 1)[right]))
    return max(used)


def main():
    seen = set()
    for seed, (name, c, extra, kind) in enumerate(models()):
        if BACKEND == "native" and not FULL and c.architecture in seen:
            continue  # one of each compiles in seconds, all take a minute
        seen.add(c.architecture)
        weights, path = random_weights(c, seed), FOLDER / f"{name}.gguf"
        write(path, c, weights, extra, kind)
        if BACKEND == "native":
            model, path = path, FOLDER / f"{name}.so"
            subprocess.run(["tenfold", "compile", model, "-o", path], check=True)
        weights = rounded(weights, kind)
        sizes = SIZES if BACKEND == "native" else SIZES[:1]
        used = [check_forward(name, c, path, weights, *size) for size in sizes] + [check_step(name, c, path, weights)]
        print(f"{name}: at most {max(used):.2f} of the bound")


main()
