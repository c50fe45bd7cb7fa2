# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The library against PyTorch: Inputs/torch_goldens.py says how each result was made.

The bound is eight times PyTorch's own largest error in f32 on the case, and three roundings of the result: another order
of the same sums.
"""
import pathlib

import numpy as np
from harness import TINY, U, main

GOLDENS = np.load(pathlib.Path(__file__).parent / "Inputs" / "goldens.npz")
ONE, TWO = "({{0}}) {} : ({{t0}}) -> {{r}}", "({{0}}, {{1}}) {} : ({{t0}}, {{t1}}) -> {{r}}"
GLU = ONE.format("{{HIDDEN = 11}}")
EXPERTS = ONE.format("{{EXPERTS = 5, HIDDEN = 11}}")
# What stands behind the block's name where that is not one operand.
APPLICATIONS = {
    "linear": ONE.format("{{OUT = 11}}"), "embedding": ONE.format("{{ROWS = 13, WIDTH = 7}}"), "mlp": GLU,
    "glu": GLU, "bilinear": GLU, "reglu": GLU, "geglu": GLU, "swiglu": GLU,
    "multi_head_attention": TWO.format("{{HEADS = 3}}"),
    "grouped_query_attention": TWO.format("{{HEADS = 4, KEY_HEADS = 2, QUERY = 24, KEY = 12}}"),
    "latent_attention": TWO.format("{{HEADS = 3, QUERY_RANK = 7, KEY_RANK = 5, CONTENT = 12, ROTATED = 18, TURNED = 6, VALUE = 15}}"),
    "mixture_of_experts_1": EXPERTS, "mixture_of_experts_2": EXPERTS, "mixture_of_experts": TWO.format("{{EXPERTS = 5, HIDDEN = 11}}"),
    "max_pool2d_places": ONE.format("{{KERNEL = 3, STRIDE = 2, PADDING = 1}}"), "lp_pool2d": TWO.format("{{KERNEL = 3, STRIDE = 2, PADDING = 0}}"),
    "adaptive_mean_pool1d": ONE.format("{{OUT = 4}}"), "adaptive_max_pool1d": ONE.format("{{OUT = 13}}"),
    "adaptive_mean_pool2d": ONE.format("{{HEIGHT = 3, WIDTH = 5}}"), "adaptive_max_pool2d": ONE.format("{{HEIGHT = 3, WIDTH = 5}}"),
    "conv2d_no_bias": ONE.format("{{OUT = 5, KERNEL = 3, STRIDE = 2, PADDING = 1}}"), "conv2d_depthwise": ONE.format("{{KERNEL = 3, STRIDE = 1, PADDING = 1}}"),
    "conv2d_grouped": ONE.format("{{OUT = 10, KERNEL = 3, STRIDE = 1, PADDING = 1, GROUPS = 2, GROUP = 3}}"),
}
OPS = {
    "cross_entropy": "nn.cross_entropy {0}, {1} : {t0}, {t1}",
    "cross_entropy_smoothed": "nn.cross_entropy {0}, {1} ignore -100 smoothing 0.125 : {t0}, {t1}",
}
# Operands behind those of the golden.
SCALARS = {"celu": [1.5], "elu": [1.5], "leaky_relu": [0.2], "threshold": [0.5, -2.0], "soft_shrink": [0.75], "hard_shrink": [0.75],
           "huber": [0.75], "cosine_embedding": [0.25], "triplet": [0.75], "focal": [0.25, 2.0], "normalize": [1e-12],
           "mixture_of_experts": [3], "lp_pool2d": [3.0]}
# Dimensions whose sizes the block has to know, beside the widths of weights.
KNOWN = {"prelu_channels": [1], "max_unpool2d": [2, 3], **dict.fromkeys(["conv2d_no_bias", "conv2d_grouped", "conv2d_depthwise"], [1])}


def text(name, count):
    if name in OPS:
        return OPS[name]
    values, types = (", ".join(f"{{{letter}{i}}}" for i in range(count)) for letter in ("", "t"))
    return f'nn.apply @{name} "{{name}}" ' + APPLICATIONS.get(name, f"({values}) : ({types}) -> {{r}}")


def build(s):
    names = {key.split("/")[0] for key in GOLDENS}
    for name in sorted(names):
        of = {key.split("/")[1]: GOLDENS[key] for key in GOLDENS if key.startswith(name + "/")}
        args = [of[key] for key in sorted(of) if key.startswith("input.")] + [np.array(v, np.int64 if isinstance(v, int) else np.float32) for v in SCALARS.get(name, [])]
        y, error = of["result"], of["error"]
        weights = {key.removeprefix("weight."): of[key] for key in of if key.startswith("weight.")}
        # The widths of weights are known ones.
        def shape(a):
            known = KNOWN.get(name, [a.ndim - 1] if weights and a.dtype.kind == "f" else [])
            return [n if d in known else "?" for d, n in enumerate(a.shape)]
        dynamic = {"result": shape(y)} | {i: shape(a) for i, a in enumerate(args)}
        bound = 8 * error + 3 * U * np.nan_to_num(np.abs(y)) + TINY
        s.case(name, text(name, len(args)), args, y, bound, weights=weights, dynamic=dynamic)


if __name__ == "__main__":
    main(build)
