# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured: each case names its inputs, and the work by which a fraction of peak is told."""
import dataclasses
import os
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = pathlib.Path(os.environ.get("TENFOLD_BENCH_DIR", ROOT / "build" / "bench"))
sys.path.insert(0, str(ROOT / "models"))


def model_folder(name):
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    given = os.environ.get(f"TENFOLD_{name.upper()}_DIR")
    return pathlib.Path(given or pathlib.Path(cache) / "tenfold" / "models" / name)


def smollm2_file():
    return next(model_folder("smollm2").glob("*.gguf"))


def aligned(array):
    """A copy that begins on a cache line, as PyTorch, JAX and our arenas allocate; NumPy does not."""
    memory = np.empty(array.nbytes + 64, np.uint8)
    begin = -memory.ctypes.data % 64
    copy = memory[begin:begin + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


@dataclasses.dataclass(frozen=True)
class Case:
    model: str
    shape: tuple

    @property
    def name(self):
        return f"{self.model} {'x'.join(map(str, self.shape))}"

    def inputs(self):
        rng = np.random.default_rng(7)
        if self.model == "matmul":
            rows, inner, _ = self.shape
            return {"x": rng.standard_normal((rows, inner), dtype=np.float32)}
        if self.model.startswith("attention"):
            heads, keys, width = self.shape
            rows = {"q": 1 if self.model.endswith("decode") else keys, "k": keys, "v": keys}
            return {name: aligned(rng.standard_normal((1, heads, count, width), dtype=np.float32))
                    for name, count in rows.items()}
        if self.model == "cross-entropy":
            tokens, width, words = self.shape
            return {"x": rng.standard_normal((tokens, width), dtype=np.float32), "targets": rng.integers(0, words, tokens)}
        if self.model == "resnet50":
            return {"gpu_0/data_0": rng.standard_normal(self.shape, dtype=np.float32)}
        if self.model == "silero":
            state = {name: 0.1 * rng.standard_normal((1, 1, 128), dtype=np.float32) for name in "hc"}
            return {"input": 0.1 * rng.standard_normal(self.shape, dtype=np.float32)} | state
        if self.model.startswith("smollm2"):
            count = 1 if self.model.endswith("decode") else self.shape[1]
            if self.model.endswith("forward"):
                return {"tokens": rng.integers(100, 40_000, self.shape, dtype=np.int64)}
            return {"tokens": rng.integers(100, 40_000, (1, count), dtype=np.int64),
                    "position": np.array([0 if count > 1 else self.shape[1]], np.int64)}
        return {
            "input_ids": rng.integers(0, 30522, self.shape, dtype=np.int64),
            "attention_mask": np.ones(self.shape, np.int64),
            "token_type_ids": np.zeros(self.shape, np.int64),
        }

    def before(self):
        """Tokens that the cache holds before a call."""
        return np.random.default_rng(8).integers(100, 40_000, (1, int(self.inputs()["position"][0])), dtype=np.int64)

    def flops(self):
        """Multiplications and additions of the contractions; the rest is left out."""
        if self.model in ("matmul", "cross-entropy"):
            return 2 * np.prod(self.shape)
        if self.model.startswith("attention"):
            heads, seq, width = self.shape
            pairs = {"full": seq * seq, "causal": seq * (seq + 1) // 2, "decode": seq,
                     "window": seq * ATTENTION_WINDOW}[self.model.split("-")[1]]
            return 4 * heads * pairs * width
        if self.model.startswith("smollm2"):
            return 2 * SMOLLM2_WEIGHTS * self.inputs()["tokens"].size
        if self.model == "resnet50":
            return 2 * RESNET50_PRODUCTS * self.shape[0]
        if self.model == "silero":
            return 2 * SILERO_PRODUCTS * self.shape[0]
        batch, seq = self.shape
        hidden, wide, layers = 384, 1536, 6
        return 2 * layers * batch * seq * (4 * hidden * hidden + 2 * hidden * wide + 2 * seq * hidden)


    def bytes(self):
        """Of weights that one call reads at least, where that bounds it; else 0."""
        return SMOLLM2_BYTES if self.model == "smollm2-decode" else 0


MATMUL_SIZE = 1024
ATTENTION_WINDOW = 256
CROSS_ENTROPY_HEAD = 576, 49152  # width and words of SmolLM2
# Of the layers and of the output, elements and bytes in the file (Q4_1: 20 bytes for 32, Q8_0: 34).
SMOLLM2_LAYERS, SMOLLM2_OUTPUT = 30 * (2 * 576 * 576 + 2 * 192 * 576 + 3 * 1536 * 576), 49152 * 576
SMOLLM2_WEIGHTS = SMOLLM2_LAYERS + SMOLLM2_OUTPUT
SMOLLM2_BYTES = SMOLLM2_LAYERS * 20 // 32 + SMOLLM2_OUTPUT * 34 // 32
SMOLLM2_CONTEXT = 1024
RESNET50_PRODUCTS = 4_089_184_256  # of an image of 224 x 224
# Of a chunk: 4 places of a filter bank, four layers over time, the gates of the LSTM, the end.
SILERO_PRODUCTS = 4 * 258 * 256 + 4 * 128 * 387 + 2 * 64 * 384 + 64 * 192 + 128 * 192 + 512 * 256 + 128
CASES = ([Case("matmul", (MATMUL_SIZE,) * 3)] + [Case("minilm", s) for s in ((1, 16), (1, 128), (8, 128), (1, 512))] +
         [Case("minilm-onnx", s) for s in ((1, 16), (1, 128), (8, 128))] +
         [Case("resnet50", (1, 3, 224, 224)), Case("silero", (1, 576))] +
         [Case(f"attention-{kind}", (8, seq, width)) for width in (64, 128) for kind in ("full", "causal")
          for seq in (128, 512, 1024, 4096)] +
         [Case("attention-decode", (8, 4096, width)) for width in (64, 128)] +
         [Case(f"attention-{kind}", (8, 8192, 64)) for kind in ("full", "window")] +
         [Case("cross-entropy", (2048, *CROSS_ENTROPY_HEAD))] +
         [Case("smollm2-prefill", (1, 512)), Case("smollm2-decode", (1, 512)), Case("smollm2-forward", (1, 2048))])


def matmul_weight():
    return np.random.default_rng(11).standard_normal((MATMUL_SIZE, MATMUL_SIZE), dtype=np.float32)


def cross_entropy_weight():
    width, words = CROSS_ENTROPY_HEAD
    return np.random.default_rng(12).standard_normal((words, width), dtype=np.float32) * np.float32(width**-0.5)
