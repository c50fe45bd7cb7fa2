# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What PyTorch's windowed functions give on random numbers: `torch_windows.py OUT.npz`. The tests read the file alone."""
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(17)
out = {}


def keep(name, x, y, sizes, **more):
    out.update({f"{name}.x": x.numpy(), f"{name}.y": y.numpy(), f"{name}.sizes": json.dumps(sizes)})
    out.update({f"{name}.{key}": value.numpy() for key, value in more.items()})


def convolutions():
    for name, function, xs, ws, own in [
        ("conv", F.conv2d, (2, 3, 7, 11), (5, 3, 3, 3), {"stride": 2, "padding": 1}),
        ("conv_grouped", F.conv2d, (1, 6, 5, 7), (4, 3, 3, 2), {"groups": 2, "dilation": (1, 2), "padding": (1, 0)}),
        ("conv_depthwise", F.conv2d, (2, 5, 7, 5), (5, 1, 3, 3), {"groups": 5, "padding": 1}),
        ("conv_line", F.conv1d, (2, 3, 17), (5, 3, 4), {"stride": 3, "padding": 2}),
        ("conv_space", F.conv3d, (1, 2, 5, 3, 7), (3, 2, 3, 2, 3), {"stride": (1, 1, 2), "padding": 1}),
        ("conv_transposed", F.conv_transpose2d, (2, 3, 5, 7), (3, 2, 3, 4), {"stride": (2, 3), "padding": 1, "output_padding": (1, 0)}),
        ("conv_transposed_grouped", F.conv_transpose2d, (1, 6, 3, 5), (6, 2, 3, 3), {"stride": 2, "groups": 3, "dilation": 2, "padding": 2}),
        ("conv_transposed_line", F.conv_transpose1d, (2, 3, 7), (3, 2, 5), {"stride": 2}),
    ]:
        x, w = torch.randn(xs), torch.randn(ws)
        keep(name, x, function(x, w, **own), own, w=w)


def pools():
    x = torch.randn(2, 3, 11, 14)
    for name, function, own in [
        ("max", F.max_pool2d, {"kernel_size": 3, "stride": 2, "padding": 1}),
        ("max_dilated", F.max_pool2d, {"kernel_size": (2, 3), "stride": 1, "dilation": (3, 2)}),
        ("max_ceil", F.max_pool2d, {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
        ("mean", F.avg_pool2d, {"kernel_size": (3, 2), "stride": 2, "padding": (1, 0)}),
        ("mean_not_padding", F.avg_pool2d, {"kernel_size": 3, "stride": (3, 2), "padding": 1, "count_include_pad": False}),
        ("mean_ceil", F.avg_pool2d, {"kernel_size": 3, "stride": (4, 3), "padding": 1, "ceil_mode": True}),
        ("mean_ceil_not_padding", F.avg_pool2d, {"kernel_size": 3, "stride": (4, 3), "padding": 1, "ceil_mode": True, "count_include_pad": False}),
    ]:
        keep(f"pool_{name}", x, function(x, **own), own)


def norms():
    x, w, b = torch.randn(2, 6, 5, 3) * 3 + 1, torch.randn(6), torch.randn(6)
    keep("norm_group", x, F.group_norm(x, 3, w, b, 1e-5), {}, w=w, b=b)
    keep("norm_instance", x, F.instance_norm(x, weight=w, bias=b, eps=1e-5), {}, w=w, b=b)
    mean, variance = torch.randn(6), torch.rand(6) + 0.5
    keep("norm_batch", x, F.batch_norm(x, mean, variance, w, b, eps=1e-5), {}, w=w, b=b, mean=mean, variance=variance)
    keep("norm_local", x, F.local_response_norm(x, 5, alpha=1e-2, beta=0.75, k=2.0), {})


def moves():
    x = torch.randn(2, 12, 3, 5)
    keep("move_shuffle", x, F.pixel_shuffle(x, 2), {})
    keep("move_unshuffle", torch.randn(1, 2, 6, 4), torch.zeros(0), {})
    out["move_unshuffle.y"] = F.pixel_unshuffle(torch.tensor(out["move_unshuffle.x"]), 2).numpy()


def resizes():
    x = torch.randn(1, 2, 5, 7)
    for name, own in [
        ("bilinear", {"scale_factor": 2, "mode": "bilinear"}),
        ("bilinear_corners", {"size": (8, 13), "mode": "bilinear", "align_corners": True}),
        ("bilinear_less", {"size": (3, 4), "mode": "bilinear"}),
        ("bicubic", {"scale_factor": 3, "mode": "bicubic"}),
        ("nearest", {"scale_factor": 2, "mode": "nearest"}),
        ("nearest_exact", {"size": (8, 4), "mode": "nearest-exact"}),
    ]:
        keep(f"resize_{name}", x, F.interpolate(x, **own), own)


with torch.no_grad():
    convolutions()
    pools()
    norms()
    moves()
    resizes()
np.savez_compressed(sys.argv[1], **out)
