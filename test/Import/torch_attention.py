# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small transformers from both exporters of PyTorch: one fold for each layer's attention, and the values that PyTorch gives, with
one artifact for all sizes: `torch_attention.py FOLDER`. Inputs/torch_attention.py wrote the files."""
import pathlib
import re
import subprocess
import sys

import numpy as np

INPUTS = pathlib.Path(__file__).parent / "Inputs" / "torch_attention"
LAYERS = 2
FUNCTION = re.compile(r"^  func\.func (?:private )?@(\w+)\((.*?)^  }", re.M | re.S)
OUTSIDE = re.compile(r'^    %.*linalg.generic.*"reduction"', re.M)


def run(*arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def fused(text):
    """Calls of kernels whose reductions are all of one fold."""
    kernels = [name for name, body in FUNCTION.findall(text) if body.count("fold.reduce") == 1 and not OUTSIDE.search(body)]
    return sum(len(re.findall(rf"call @{kernel}\(", text)) for kernel in kernels)


def main(folder):
    folder, bad = pathlib.Path(folder), 0
    folder.mkdir(parents=True, exist_ok=True)
    for model in sorted(INPUTS.glob("*.onnx")):
        count = fused(run("tenfold", "compile", model, "--to=fold"))
        artifact = folder / f"{model.stem}.so"
        run("tenfold", "compile", model, "-o", artifact, "--no-cache")
        worst = 0
        with np.load(INPUTS / f"{model.stem.split('_')[0]}.npz") as given:
            for size in sorted({key.split("/")[0] for key in given}):
                arrays = {key.split("/")[1]: given[key] for key in given if key.startswith(f"{size}/")}
                want = arrays.pop("y")
                np.savez(folder / "in.npz", **arrays)
                run("tenfold", "run", artifact, "--inputs", folder / "in.npz", "--outputs", folder / "out.npz")
                with np.load(folder / "out.npz") as out:
                    got = out[out.files[0]]
                worst = max(worst, np.abs(got - want).max() / np.abs(want).max() if got.shape == want.shape else np.inf)
        good = count == LAYERS and worst <= 1e-5
        bad += not good
        print(f"{model.stem}: {count} of {LAYERS} layers fused, {worst:.1e} off" + ("" if good else " FAILED"))
    sys.exit(bad != 0)


main(*sys.argv[1:])
