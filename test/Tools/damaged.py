# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Damages a good file of each kind and gives it to a tool: `damaged.py FOLDER MODEL`."""
import os
import pathlib
import resource
import subprocess
import sys

import gguf
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Import"))
from language_models import Config, random_weights, write

FOLDER, MODEL = pathlib.Path(sys.argv[1]), sys.argv[2]
COUNT = 200 if os.environ.get("TENFOLD_FULL") else 5
SEED, SECONDS, BYTES = 20261121, 10, 1 << 30


def good_files():
    rng = np.random.default_rng(SEED)
    arrays = {"fc.weight": rng.standard_normal((11, 7), np.float32), "fc.bias": rng.standard_normal(11, np.float32)}
    writer = gguf.GGUFWriter(FOLDER / "w.gguf", "linear")
    header, body = "", b""
    for name, array in arrays.items():
        writer.add_tensor(name, array)
        shape, end = list(array.shape), len(body) + array.nbytes
        header += f',"{name}":{{"dtype":"F32","shape":{shape},"data_offsets":[{len(body)},{end}]}}'
        body += array.tobytes()
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header = "{" + header[1:] + "}"
    (FOLDER / "w.safetensors").write_bytes(len(header).to_bytes(8, "little") + header.encode() + body)
    c = Config("llama", layers=1)
    write(FOLDER / "tiny.gguf", c, random_weights(c, SEED))
    x = rng.standard_normal((5, 7), np.float32)
    np.savez(FOLDER / "in.npz", x=x)
    np.save(FOLDER / "x.npy", x)
    subprocess.run(["tenfold", "compile", MODEL, "-o", FOLDER / "linear.so"], check=True, capture_output=True)


def limit():
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))


def check(path, command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS, preexec_fn=limit)
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    expected = {0: 0, 1: 1}.get(done.returncode)
    assert len(errors) == expected, (path, command, done.returncode, done.stderr)
    return done.returncode


def main():
    good_files()
    artifact, inputs = FOLDER / "linear.so", FOLDER / "in.npz"
    reference = ["tenfold", "run", MODEL, "--backend=reference", "--inputs", inputs, "--weights"]
    commands = {
        "w.gguf": lambda path: [*reference, path],
        "w.safetensors": lambda path: [*reference, path],
        "tiny.gguf": lambda path: ["tenfold", "compile", "--to=model", path, "-o", FOLDER / "model.mlir"],
        "in.npz": lambda path: ["tenfold", "run", artifact, "--inputs", path],
        "x.npy": lambda path: ["tenfold", "run", artifact, "--input", f"x={path}"],
        "linear.so": lambda path: ["tenfold", "run", path, "--inputs", inputs],
    }
    for name, command in commands.items():
        mutants = FOLDER / ("damaged-" + name)
        mutants.mkdir()
        subprocess.run(["mutate-file", FOLDER / name, mutants, str(SEED), str(COUNT)], check=True)
        refused = 0
        for i in range(COUNT):  # the file keeps its ending, which tells npy from npz
            path = mutants / f"{i}{pathlib.Path(name).suffix}"
            (mutants / str(i)).rename(path)
            refused += check(path, command(path))
        print(f"{name}: {COUNT} damaged, {refused} refused")


main()
