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


def minilm_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("TENFOLD_MINILM_DIR") or pathlib.Path(cache) / "tenfold" / "models" / "minilm")


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
        return {
            "input_ids": rng.integers(0, 30522, self.shape, dtype=np.int64),
            "attention_mask": np.ones(self.shape, np.int64),
            "token_type_ids": np.zeros(self.shape, np.int64),
        }

    def flops(self):
        """Multiplications and additions of the contractions; the rest is left out."""
        if self.model == "matmul":
            return 2 * np.prod(self.shape)
        batch, seq = self.shape
        hidden, wide, layers = 384, 1536, 6
        return 2 * layers * batch * seq * (4 * hidden * hidden + 2 * hidden * wide + 2 * seq * hidden)


MATMUL_SIZE = 1024
CASES = [Case("matmul", (MATMUL_SIZE,) * 3)] + [Case("minilm", s) for s in ((1, 16), (1, 128), (8, 128), (1, 512))]


def matmul_weight():
    return np.random.default_rng(11).standard_normal((MATMUL_SIZE, MATMUL_SIZE), dtype=np.float32)
