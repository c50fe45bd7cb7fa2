# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What PyTorch makes of the weights of vision.py, by the same layers: `torch_vision.py OUT.npz`. The tests read the file."""
import sys

import numpy as np
import torch
import torch.nn.functional as F
from vision import images, weights

W = {name: torch.tensor(value) for name, value in weights().items()}


def conv(x, name, stride=1, padding=0, groups=1):
    return F.conv2d(x, W[name + ".weight"], W.get(name + ".bias"), stride, padding, 1, groups)


def norm(x, name):
    return F.batch_norm(x, W[name + ".running_mean"], W[name + ".running_var"], W[name + ".weight"], W[name + ".bias"], eps=1e-5)


def basic(x, name, stride=1):
    y = F.relu(norm(conv(x, name + ".conv1", stride, 1), name + ".bn1"))
    return norm(conv(y, name + ".conv2", 1, 1), name + ".bn2")


def bottleneck(x, name, stride=1):
    y = F.relu(norm(conv(x, name + ".conv1"), name + ".bn1"))
    y = F.relu(norm(conv(y, name + ".conv2", stride, 1), name + ".bn2"))
    return norm(conv(y, name + ".conv3"), name + ".bn3")


def around(x, name, stride):
    return norm(conv(x, name + ".downsample.0", stride), name + ".downsample.1")


def model(x):
    x = F.max_pool2d(F.relu(norm(conv(x, "stem.0", 2, 3), "stem.1")), 3, 2, 1)
    x = F.relu(basic(x, "basic") + x)
    x = F.relu(basic(x, "down", 2) + around(x, "down", 2))
    x = F.relu(bottleneck(x, "neck") + x)
    x = F.relu(bottleneck(x, "wide") + around(x, "wide", 1))
    y = F.relu6(norm(conv(x, "inverted.conv.0.0"), "inverted.conv.0.1"))
    y = F.relu6(norm(conv(y, "inverted.conv.1.0", 1, 1, 23), "inverted.conv.1.1"))
    x = x + norm(conv(y, "inverted.conv.2"), "inverted.conv.3")
    y = F.relu(conv(x.mean((2, 3), keepdim=True), "squeeze.fc1"))
    x = x * torch.sigmoid(conv(y, "squeeze.fc2"))
    x = F.relu(norm(conv(x, "separable.0", 1, 2, 16), "separable.1"))
    x = F.relu(norm(conv(x, "separable.3"), "separable.4"))
    x = F.group_norm(x, 4, W["groups.weight"], W["groups.bias"], 1e-5)
    x = F.pixel_shuffle(conv(F.interpolate(x, scale_factor=2, mode="nearest"), "up.conv", 1, 1), 2)
    x = F.instance_norm(x, weight=W["instances.weight"], bias=W["instances.bias"], eps=1e-5)
    x = F.conv_transpose2d(x, W["transposed.weight"], W["transposed.bias"], 2, 1)
    x = F.avg_pool2d(F.interpolate(x, scale_factor=2, mode="bilinear"), 3, 3, 1)
    return conv(x, "head", 1, 1)


with torch.no_grad():
    np.savez_compressed(sys.argv[1], **{name: model(torch.tensor(x)).numpy() for name, x in images().items()})
