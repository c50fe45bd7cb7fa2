# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MiniLM as one writes it in PyTorch: the peer of eager and Inductor."""
import torch
from torch import nn
from torch.nn import functional as F

LAYERS, HEADS, HIDDEN, WIDE, EPSILON = 6, 12, 384, 1536, 1e-12


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.norm1, self.norm2 = (nn.LayerNorm(HIDDEN, eps=EPSILON) for _ in range(2))
        self.up, self.down = nn.Linear(HIDDEN, WIDE), nn.Linear(WIDE, HIDDEN)

    def forward(self, x, keep):
        def heads(y):
            return y.view(*y.shape[:2], HEADS, HIDDEN // HEADS).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=keep)
        x = self.norm1(x + self.output(mixed.transpose(1, 2).reshape(x.shape)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class MiniLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places, self.types = (nn.Embedding(size, HIDDEN) for size in (30522, 512, 2))
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, input_ids, attention_mask, token_type_ids):
        places = self.places.weight[: input_ids.shape[1]]
        x = self.norm(self.words(input_ids) + self.types(token_type_ids) + places)
        keep = (attention_mask != 0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, keep)
        return x


LAYER_PATHS = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "output": "attention.output.dense", "norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense",
}


def from_weights(weights):
    """`weights` are NumPy arrays by their path in the safetensors."""
    state = {f"{mine}.weight": weights[f"embeddings.{theirs}_embeddings.weight"]
             for mine, theirs in (("words", "word"), ("places", "position"), ("types", "token_type"))}
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = weights[f"embeddings.LayerNorm.{end}"]
        for index in range(LAYERS):
            for mine, theirs in LAYER_PATHS.items():
                state[f"layers.{index}.{mine}.{end}"] = weights[f"encoder.layer.{index}.{theirs}.{end}"]
    model = MiniLM()
    model.load_state_dict({path: torch.tensor(array) for path, array in state.items()})
    return model.eval()
