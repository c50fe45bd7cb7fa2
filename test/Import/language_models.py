# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decoder language models in NumPy and f64, from their papers and the definitions their authors published, and the same
models as GGUF files of random weights.

The models hold weights as their authors do; `write` converts them as files have them: Q and K of LLaMA with their rows
permuted, norms of Gemma with one added, Phi-3's fused.
"""
import dataclasses

import gguf
import numpy as np


@dataclasses.dataclass
class Config:
    architecture: str
    layers: int = 3
    heads: int = 6
    groups: int = 2  # heads of keys and values
    head: int = 14
    width: int = 84
    hidden: int = 29
    vocab: int = 53
    context: int = 64
    epsilon: float = 1e-5
    base: float = 10_000.0
    local_base: float = None  # of layers with a window
    rotated: int = None  # elements of a head that rotate
    factors: np.ndarray = None  # of the wavelengths, a pair each
    local_factors: np.ndarray = None
    magnitude: float = 1.0
    tied: bool = False
    biases: bool = False
    qk_norm: bool = False
    gemma: bool = False
    fused: bool = False
    window: int = None
    period: int = 1  # every so many layers one has no window
    score_cap: float = None
    logit_cap: float = None
    metadata: dict = dataclasses.field(default_factory=dict)

    def is_local(self, layer):
        return self.window is not None and (self.period == 1 or (layer + 1) % self.period != 0)


def rms_norm(x, weight, epsilon):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


def layer_norm(x, weight, bias, epsilon):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * weight + bias


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def rotate(x, base, rotated, factors, magnitude):
    """RoFormer on [batch, heads, seq, head], elements i and i + rotated / 2 being the parts of a complex number."""
    half = rotated // 2
    angle = np.arange(x.shape[2])[:, None] * base ** (-np.arange(half) / half) / (1.0 if factors is None else factors)
    z = (x[..., :half] + 1j * x[..., half:rotated]) * np.exp(1j * angle) * magnitude
    return np.concatenate([z.real, z.imag, x[..., rotated:]], -1)


def heads_of(x, heads):
    batch, seq, width = x.shape
    return x.reshape(batch, seq, heads, width // heads).transpose(0, 2, 1, 3)


def attend(q, k, v, scale, cap, window):
    """One head of keys serves heads of queries that stand together."""
    share = q.shape[1] // k.shape[1]
    k, v = np.repeat(k, share, 1), np.repeat(v, share, 1)
    scores = q @ k.transpose(0, 1, 3, 2) * scale
    if cap:
        scores = cap * np.tanh(scores / cap)
    i, j = np.indices(scores.shape[-2:])
    scores[..., (j > i) | (j <= i - (window or np.inf))] = -np.inf
    out = softmax(scores) @ v
    return out.transpose(0, 2, 1, 3).reshape(q.shape[0], q.shape[2], -1)


def decoder_layer(c, w, x, index):
    local = c.is_local(index)
    norm = lambda name, y: rms_norm(y, w[name] + c.gemma, c.epsilon)
    project = lambda name, y: y @ w[name].T + w.get(name + "_bias", 0)
    y = norm("attn_norm", x)
    q, k, v = heads_of(project("q", y), c.heads), heads_of(project("k", y), c.groups), heads_of(project("v", y), c.groups)
    if c.qk_norm:
        q, k = norm("q_norm", q), norm("k_norm", k)
    base = c.local_base if local and c.local_base else c.base
    factors = c.local_factors if local and c.local_base else c.factors
    q, k = (rotate(t, base, c.rotated or c.head, factors, c.magnitude) for t in (q, k))
    y = project("o", attend(q, k, v, c.head**-0.5, c.score_cap, c.window if local else None))
    x = x + (norm("post_attn_norm", y) if c.gemma else y)
    y = norm("ffn_norm", x)
    gate = project("gate", y)
    y = project("down", (gelu_tanh(gate) if c.gemma else gate / (1 + np.exp(-gate))) * project("up", y))
    return x + (norm("post_ffn_norm", y) if c.gemma else y)


def gpt2_layer(c, w, x):
    project = lambda name, y: y @ w[name].T + w[name + "_bias"]
    norm = lambda name, y: layer_norm(y, w[name], w[name + "_bias"], c.epsilon)
    y = norm("attn_norm", x)
    q, k, v = (heads_of(project(name, y), c.heads) for name in "qkv")
    x = x + project("o", attend(q, k, v, c.head**-0.5, None, None))
    return x + project("down", gelu_tanh(project("up", norm("ffn_norm", x))))


def forward(c, weights, tokens):
    """Logits of every position."""
    wide = lambda value: value.astype(np.float64)
    w = {name: wide(value) for name, value in weights.items() if name != "layers"}
    x = w["embedding"][tokens]
    if c.gemma:
        x = x * np.sqrt(c.width)
    if c.architecture == "gpt2":
        x = x + w["positions"][:tokens.shape[1]]
    for i, layer in enumerate(weights["layers"]):
        layer = {name: wide(value) for name, value in layer.items()}
        x = gpt2_layer(c, layer, x) if c.architecture == "gpt2" else decoder_layer(c, layer, x, i)
    if c.architecture == "gpt2":
        x = layer_norm(x, w["norm"], w["norm_bias"], c.epsilon)
    else:
        x = rms_norm(x, w["norm"] + c.gemma, c.epsilon)
    logits = x @ w["embedding" if c.tied else "head"].T
    return c.logit_cap * np.tanh(logits / c.logit_cap) if c.logit_cap else logits


def random_weights(c, seed):
    rng = np.random.default_rng(seed)
    matrix = lambda rows, columns: (rng.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)
    vector = lambda size, centre: (centre + 0.2 * rng.standard_normal(size)).astype(np.float32)
    centre = 0.0 if c.gemma else 1.0
    gpt2 = c.architecture == "gpt2"

    def layer():
        sizes = {"q": (c.heads * c.head, c.width), "k": (c.groups * c.head, c.width), "v": (c.groups * c.head, c.width),
                 "o": (c.width, c.heads * c.head), "up": (c.hidden, c.width), "down": (c.width, c.hidden)}
        if not gpt2:
            sizes["gate"] = (c.hidden, c.width)
        w = {name: matrix(*size) for name, size in sizes.items()}
        norms = ["attn_norm", "ffn_norm"] + ["post_attn_norm", "post_ffn_norm"] * c.gemma
        w.update({name: vector(c.width, centre) for name in norms})
        if c.qk_norm:
            w.update({name: vector(c.head, centre) for name in ("q_norm", "k_norm")})
        for name in (["q", "k", "v"] if c.biases else list(w) if gpt2 else []):
            w[name + "_bias"] = vector(w[name].shape[0], 0.0)
        return w

    weights = {"embedding": matrix(c.vocab, c.width), "norm": vector(c.width, centre)}
    if gpt2:
        weights |= {"positions": matrix(c.context, c.width), "norm_bias": vector(c.width, 0.0)}
    if not c.tied:
        weights["head"] = matrix(c.vocab, c.width)
    return weights | {"layers": [layer() for _ in range(c.layers)]}


def permute(rows, heads):
    """Rows of a head, from halves to neighbours."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(rows.shape)


NAMES = {"q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output", "gate": "ffn_gate", "up": "ffn_up",
         "down": "ffn_down", "q_norm": "attn_q_norm", "k_norm": "attn_k_norm", "post_attn_norm": "post_attention_norm",
         "post_ffn_norm": "post_ffw_norm", "embedding": "token_embd", "positions": "position_embd", "norm": "output_norm",
         "head": "output"}


def tensors(c, weights):
    """Names and arrays of the file."""
    def convert(name, array):
        if c.architecture == "llama" and name in "qk":
            return permute(array, c.heads if name == "q" else c.groups)
        return array + np.float32(c.gemma and "norm" in name)

    def named(scope, w):
        for name, array in w.items():
            stem, bias = name.removesuffix("_bias"), name.endswith("_bias")
            yield f"{scope}{NAMES.get(stem, stem)}.{'bias' if bias else 'weight'}", convert(name, array)

    yield from named("", {name: array for name, array in weights.items() if name != "layers"})
    for i, layer in enumerate(weights["layers"]):
        w = dict(layer)
        if c.fused:
            for kind in [""] + ["_bias"] * ("q_bias" in w):
                w["attn_qkv" + kind] = np.concatenate([w.pop(name + kind) for name in "qkv"])
            if "gate" in w:
                w["up"] = np.concatenate([w.pop("gate"), w["up"]])
        yield from named(f"blk.{i}.", w)


def metadata(c):
    numbers = {"context_length": c.context, "embedding_length": c.width, "block_count": c.layers,
               "feed_forward_length": c.hidden, "attention.head_count": c.heads, "attention.head_count_kv": c.groups,
               "attention.layer_norm_epsilon" if c.architecture == "gpt2" else "attention.layer_norm_rms_epsilon": c.epsilon}
    if c.head * c.heads != c.width:
        numbers |= {"attention.key_length": c.head, "attention.value_length": c.head}
    if c.base != 10_000.0:
        numbers["rope.freq_base"] = c.base
    return numbers | c.metadata


def write(path, c, weights, extra=(), kind=None):
    """`extra` are further tensors. Matrices are stored as `kind`, everything else as f32."""
    writer = gguf.GGUFWriter(path, c.architecture)
    for key, value in metadata(c).items():
        add = {int: writer.add_uint32, float: writer.add_float32, str: writer.add_string}[type(value)]
        add(f"{c.architecture}.{key}", value)
    for name, array in [*tensors(c, weights), *extra]:
        stored = kind if kind is not None and array.ndim == 2 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(name, gguf.quants.quantize(array, stored), raw_dtype=stored)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def rounded(weights, kind):
    """Matrices as they are after storage."""
    if isinstance(weights, dict):
        return {name: rounded(value, kind) for name, value in weights.items()}
    if isinstance(weights, list):
        return [rounded(value, kind) for value in weights]
    return gguf.quants.dequantize(gguf.quants.quantize(weights, kind), kind) if weights.ndim == 2 else weights
