# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MiniLM with its weights, as both exporters of PyTorch write it with dynamic batch and sequence: one artifact each, against ONNX
Runtime on the same file and PyTorch in f64: `minilm_export.py LIBRARIES MODEL FOLDER`."""
import pathlib
import sys
import warnings

import numpy as np
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).parents[2]
sys.path += [str(ROOT / "test" / "EndToEnd"), str(ROOT / "models")]
from Inputs.tenfold import Artifact, Report, command
from minilm_onnx import EPSILON, HEADS, HIDDEN, LAYERS, read_safetensors

LIMIT = 1e-5  # max |difference| / max |reference|
NAMES = ["input_ids", "attention_mask", "token_type_ids"]
SIZES = ((1, 16), (3, 7), (8, 128), (1, 512))


def parts(**modules):
    """Modules under the paths of the weights."""
    tree = nn.Module()
    for name, module in modules.items():
        tree.add_module(name, module)
    return tree


def norm():
    return nn.LayerNorm(HIDDEN, eps=EPSILON)


def layer():
    linear = lambda: nn.Linear(HIDDEN, HIDDEN)
    own = parts(query=linear(), key=linear(), value=linear())
    attention = parts(self=own, output=parts(dense=linear(), LayerNorm=norm()))
    return parts(attention=attention, intermediate=parts(dense=nn.Linear(HIDDEN, 4 * HIDDEN)),
                 output=parts(dense=nn.Linear(4 * HIDDEN, HIDDEN), LayerNorm=norm()))


class MiniLM(nn.Module):
    """As transformers' BertModel computes it, attention by PyTorch's own function."""

    def __init__(self, weights):
        super().__init__()
        rows = lambda name: nn.Embedding(*weights[f"embeddings.{name}.weight"].shape)
        self.embeddings = parts(**{name: rows(name) for name in ("word_embeddings", "position_embeddings",
                                                                 "token_type_embeddings")}, LayerNorm=norm())
        self.encoder = parts(layer=nn.ModuleList(layer() for _ in range(LAYERS)))
        self.load_state_dict({name: torch.from_numpy(weights[name].copy()) for name in self.state_dict()})

    def forward(self, input_ids, attention_mask, token_type_ids):
        e = self.embeddings
        places = torch.arange(input_ids.shape[1], device=input_ids.device)[None]
        x = e.LayerNorm(e.word_embeddings(input_ids) + e.token_type_embeddings(token_type_ids) + e.position_embeddings(places))
        mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * torch.finfo(x.dtype).min
        for each in self.encoder.layer:
            x = self.run(each, x, mask)
        return x

    def run(self, each, x, mask):
        heads = lambda f: f(x).view(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)
        own, output = each.attention.get_submodule("self"), each.attention.output
        mixed = F.scaled_dot_product_attention(heads(own.query), heads(own.key), heads(own.value), attn_mask=mask)
        x = output.LayerNorm(output.dense(mixed.transpose(1, 2).flatten(2)) + x)
        return each.output.LayerNorm(each.output.dense(F.gelu(each.intermediate.dense(x))) + x)


def inputs(batch, seq):
    rng = np.random.default_rng([batch, seq])
    lengths = np.maximum(1, seq - 3 * np.arange(batch))
    return dict(zip(NAMES, (rng.integers(0, 30522, (batch, seq)), (np.arange(seq) < lengths[:, None]).astype(np.int64),
                            rng.integers(0, 2, (batch, seq)))))


def export(model, path, dynamo):
    example = tuple(torch.from_numpy(a) for a in inputs(2, 11).values())
    sizes = {0: "batch", 1: "seq"}
    shapes = {"dynamic_axes": {name: sizes for name in NAMES}}
    if dynamo:
        dims = {0: torch.export.Dim("batch", min=1, max=64), 1: torch.export.Dim("seq", min=2, max=512)}
        shapes = {"dynamic_shapes": dict.fromkeys(NAMES, dims), "external_data": False}
    torch.onnx.export(model, example, path, input_names=NAMES, output_names=["last_hidden_state"], dynamo=dynamo, **shapes)


def main(libraries, weights, folder):
    report, folder = Report(), pathlib.Path(folder)
    warnings.simplefilter("ignore")
    torch.set_grad_enabled(False)
    model = MiniLM(read_safetensors(weights)).eval()
    for dynamo in (False, True):
        path = folder / f"minilm_{'dynamo' if dynamo else 'torchscript'}.onnx"
        export(model.float(), path, dynamo)
        command("tenfold", "compile", path, "-o", path.with_suffix(".so"), "--no-cache")
        session = Artifact(path.with_suffix(".so"), f"{libraries}/libtenfold_runtime.so").session(2)
        peer = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        model.double()
        for batch, seq in SIZES:
            given = inputs(batch, seq)
            exact = model(*map(torch.from_numpy, given.values())).numpy()
            (theirs,) = peer.run(None, given)
            mine = np.empty(exact.shape, np.float32)
            session.prepare(list(given.values()), [mine])()
            away = lambda x, y: np.abs(x - y).max() / np.abs(exact).max()
            figures = (f"{path.stem} {batch}x{seq}: {away(mine, exact):.2g} from f64, {away(mine, theirs):.2g} from ONNX "
                       f"Runtime, which is {away(theirs, exact):.2g} from f64")
            print(figures)
            report.expect(max(away(mine, exact), away(mine, theirs)) <= LIMIT, figures)
    report.finish()


main(*sys.argv[1:])
