# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights and images for vision.mlir, at random but always the same."""
import numpy as np


def shapes():
    out = {}

    def conv(name, results, channels, kernel, bias=False):
        out[name + ".weight"] = (results, channels, kernel, kernel)
        if bias:
            out[name + ".bias"] = (results,)

    def norm(name, channels):
        for part in ("weight", "bias", "running_mean", "running_var"):
            out[f"{name}.{part}"] = (channels,)

    def conv_norm(first, second, results, channels, kernel):
        conv(first, results, channels, kernel)
        norm(second, results)

    conv_norm("stem.0", "stem.1", 8, 3, 7)
    for name, channels, results in (("basic", 8, 8), ("down", 8, 12)):
        conv_norm(name + ".conv1", name + ".bn1", results, channels, 3)
        conv_norm(name + ".conv2", name + ".bn2", results, results, 3)
    for name, results in (("neck", 12), ("wide", 16)):
        conv_norm(name + ".conv1", name + ".bn1", 5, 12, 1)
        conv_norm(name + ".conv2", name + ".bn2", 5, 5, 3)
        conv_norm(name + ".conv3", name + ".bn3", results, 5, 1)
    conv_norm("down.downsample.0", "down.downsample.1", 12, 8, 1)
    conv_norm("wide.downsample.0", "wide.downsample.1", 16, 12, 1)
    conv_norm("inverted.conv.0.0", "inverted.conv.0.1", 23, 16, 1)
    conv_norm("inverted.conv.1.0", "inverted.conv.1.1", 23, 1, 3)
    conv_norm("inverted.conv.2", "inverted.conv.3", 16, 23, 1)
    conv("squeeze.fc1", 3, 16, 1, bias=True)
    conv("squeeze.fc2", 16, 3, 1, bias=True)
    conv_norm("separable.0", "separable.1", 16, 1, 5)
    conv_norm("separable.3", "separable.4", 8, 16, 1)
    out |= {"groups.weight": (8,), "groups.bias": (8,), "instances.weight": (3,), "instances.bias": (3,)}
    conv("up.conv", 12, 8, 3, bias=True)
    out |= {"transposed.weight": (3, 7, 4, 4), "transposed.bias": (7,)}
    conv("head", 5, 7, 3, bias=True)
    return out


def weights():
    rng = np.random.default_rng(29)
    made = {}
    for name, shape in shapes().items():
        value = rng.standard_normal(shape)
        if len(shape) == 4:
            value /= np.sqrt(np.prod(shape[1:]))
        elif name.endswith("running_var"):
            value = value**2 + 0.5
        elif name.endswith("weight"):
            value = 1 + 0.2 * value
        made[name] = value.astype(np.float32)
    return made


def images():
    rng = np.random.default_rng(31)
    return {f"{n}x{h}x{w}": rng.standard_normal((n, 3, h, w)).astype(np.float32) for n, h, w in ((1, 17, 23), (2, 33, 19), (3, 20, 41))}
