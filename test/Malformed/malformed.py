# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""malformed.py FOLDER: gives every malformed input of the tables to `tenfold`: one error, quoted whole, and exit 1.

In a message FILE stands for the malformed file, LIBRARY for a place in the library. Warnings may precede the error.
"""
import concurrent.futures
import pathlib
import re
import resource
import subprocess
import sys

import array_files
import artifact_files
import gguf_files
import options
import safetensors_files
import text_files

FOLDER = pathlib.Path(sys.argv[1])
INPUTS = pathlib.Path(__file__).parents[1] / "Tools/Inputs"
SECONDS, BYTES = 10, 1 << 30


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))


def run(command):
    return subprocess.run(["tenfold", *command], capture_output=True, text=True, errors="replace", preexec_fn=limit)


def amiss(subject, kind, command, expected, file=""):
    """What is wrong with the answer to a command."""
    done = run(command)
    got = "".join(line for line in done.stderr.splitlines(True) if not line.startswith("warning: "))
    got = re.sub(r"library:\d+:\d+", "LIBRARY", got.replace(str(file), "FILE") if file else got)
    if done.returncode == 1 and got == f"error: {expected}\n" and got.count("error:") == 1 and not done.stdout:
        return None
    return f"{subject}: {kind}\n  expected 1, error: {expected}\n  got      {done.returncode}, {got}{done.stdout[:200]}"


def subjects():
    """(subject, cases, command, suffix); {file} in the command is the malformed one."""
    linear, artifact = INPUTS / "linear.mlir", FOLDER / "linear.so"
    compiled = ["compile", linear, "-o", artifact]
    assert run(compiled).returncode == 0
    yield "gguf", gguf_files.CASES, ["compile", "{file}", "--to=import"], ".gguf"
    yield "safetensors", safetensors_files.CASES, ["compile", linear, "--weights", "{file}", "-o", FOLDER / "out.so"], ".safetensors"
    yield "npy", array_files.NPY, ["run", artifact, "--input", "x={file}"], ".npy"
    yield "npz", array_files.NPZ, ["run", artifact, "--inputs", "{file}"], ".npz"
    yield "artifact", artifact_files.cases(artifact.read_bytes()), ["inspect", "{file}"], ".so"
    yield "mlir", text_files.MODELS, ["compile", "{file}", "-o", FOLDER / "out.so"], ".mlir"
    yield "tokenizer.json", text_files.TOKENIZERS, ["tokenize", "{file}", "--text", "a"], ".json"


def checks():
    for subject, cases, command, suffix in subjects():
        for number, (kind, content, expected) in enumerate(cases):
            path = FOLDER / f"{subject}-{number}{suffix}"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            yield subject, kind, [str(part).replace("{file}", str(path)) for part in command], expected, path
    for kind, command, expected in options.CASES:
        linear = str(INPUTS / "linear.mlir")
        yield "options", kind, [linear if part == "LINEAR" else part for part in command], expected, linear


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    todo = list(checks())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [answer for answer in pool.map(lambda check: amiss(*check), todo) if answer]
    print("\n".join(wrong))
    counts = {}
    for subject, *_ in todo:
        counts[subject] = counts.get(subject, 0) + 1
    print(f"{len(todo)} kinds of malformed input, {len(wrong)} wrong:", ", ".join(f"{n} {s}" for s, n in counts.items()))
    assert len({(subject, kind) for subject, kind, *_ in todo}) == len(todo), "two kinds of one name"
    sys.exit(bool(wrong))


main()
