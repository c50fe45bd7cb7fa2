# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrent layers of the library against PyTorch, natively and by the reference: `recurrent.py FOLDER`.

A step rounds sums of at most 19 products of numbers below 4 and a few functions whose slope is at most 1; what it carries
adds up over the steps. The states stay below 1."""
import pathlib
import sys

from Inputs.tenfold import Report, U, command, np, write_safetensors

GOLDENS = np.load(pathlib.Path(__file__).with_name("Inputs") / "recurrent.npz")
GATES = {"rnn": 1, "lstm": 4, "bilstm": 4, "onnx_lstm": 4, "gru": 3, "bigru": 3, "onnx_gru": 3}


def model(name, arrays):
    """An entry that applies the block, its batch and steps open."""
    states = [k for k in arrays if k.startswith("start")]
    lasts = [k for k in arrays if k.startswith("last")]
    steps, width, hidden = "tensor<?x?x5xf32>", arrays["y"].shape[2], 'tensor<?x7xf32>'
    y = f"tensor<?x?x{width}xf32>"
    arguments = [f'%x: {steps} {{nn.dims = ["steps", "batch", 5]}}']
    arguments += [f'%{s}: {hidden} {{nn.dims = ["batch", 7]}}' for s in states]
    results = [f'{y} {{nn.name = "y"}}'] + [f'{hidden} {{nn.name = "{k}"}}' for k in lasts]
    operands = ", ".join(["%x"] + [f"%{s}" for s in states])
    outs = ", ".join([y] + [hidden] * len(lasts))
    return f"""nn.block @main({", ".join(arguments)}) -> ({", ".join(results)}) {{
  %r:{1 + len(lasts)} = nn.apply @{name} "" ({operands}) {{GATES = {7 * GATES[name]}}} : ({", ".join([steps] + [hidden] * len(states))}) -> ({outs})
  nn.return {", ".join(f"%r#{i}" for i in range(1 + len(lasts)))} : {outs}
}}
"""


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in GATES:
        arrays = {k.split("/")[1]: GOLDENS[k] for k in GOLDENS.files if k.split("/")[0] == name}
        inputs = {k: v for k, v in arrays.items() if k == "x" or k.startswith("start")}
        expected = {k: v for k, v in arrays.items() if k == "y" or k.startswith("last")}
        text, given = folder / f"{name}.mlir", folder / f"{name}.npz"
        text.write_text(model(name, arrays))
        np.savez(given, **inputs)
        weights = write_safetensors(folder / f"{name}.safetensors",
                                    {k: v for k, v in arrays.items() if k not in inputs and k not in expected})
        for backend in ("native", "reference"):
            out = folder / f"{name}-{backend}.npz"
            command("tenfold", "run", text, "--weights", weights, "--inputs", given, "--outputs", out,
                    f"--backend={backend}", "--no-cache")
            with np.load(out) as got:
                for key, want in expected.items():
                    error = np.abs(got[key].astype(np.float64) - want).max()
                    bound = 11 * (19 * 4 + 16) * U
                    report.expect(error <= bound, f"{name} {backend}: {key} is {error:.3g} off, bound {bound:.3g}")
    report.finish()


main(*sys.argv[1:])
