# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arguments and results that are numbers from 0: `unsigned.py FOLDER`."""
import pathlib
import subprocess
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def model(bits):
    type_ = f"tensor<?xi{bits}>"
    return f"""nn.block @main(%a: {type_} {{nn.unsigned, nn.dims = ["n"]}}, %b: {type_} {{nn.unsigned, nn.dims = ["n"]}})
    -> ({type_} {{nn.unsigned, nn.name = "quotient"}}, {type_} {{nn.unsigned, nn.name = "rest"}}, {type_} {{nn.name = "bits"}}) {{
  %0 = nn.div_unsigned %a, %b : {type_}, {type_}
  %1 = nn.rem_unsigned %a, %b : {type_}, {type_}
  %2 = nn.add %a, %b : {type_}, {type_}
  nn.return %0, %1, %2 : {type_}, {type_}, {type_}
}}
"""


def tenfold(*arguments):
    return subprocess.run(["tenfold", "run", *map(str, arguments)], capture_output=True, text=True)


for bits in (8, 16, 32, 64):
    dtype = np.dtype(f"uint{bits}")
    a, b = (v.ravel() for v in np.meshgrid(np.array([0, 1, 7, 100, 2**(bits - 1), 2**bits - 1], dtype), np.array([1, 3, 2**(bits - 1) + 1, 2**bits - 1], dtype)))
    path, given, out = folder / "m.mlir", folder / "in.npz", folder / "out.npz"
    path.write_text(model(bits))
    expected = {"quotient": a // b, "rest": a % b, "bits": (a + b).view(f"int{bits}")}
    for backend in ("native", "reference"):
        np.savez(given, a=a, b=b)
        done = tenfold(path, "--inputs", given, "--outputs", out, f"--backend={backend}")
        assert done.returncode == 0, done.stderr
        got = np.load(out)
        for name, value in expected.items():
            assert got[name].dtype == value.dtype and np.array_equal(got[name], value), (backend, name, got[name], value)
        np.savez(given, a=a.view(f"int{bits}"), b=b)
        wrong = tenfold(path, "--inputs", given, f"--backend={backend}")
        assert wrong.returncode == 1 and f"u{bits}" in wrong.stderr, wrong.stderr
