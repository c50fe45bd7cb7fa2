# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""GGUF files whose tokenizer is amiss, and what `tenfold tokenize` says of each: gguf_errors.py FOLDER"""
import pathlib
import subprocess
import sys
import describe

GOOD = {"model": "gpt2", "pre": "gpt-2", "tokens": ["a", "b", "ab"], "token_type": [1, 1, 1], "merges": ["a b"], "eos_token_id": 2}
CASES = [
    ({}, None),
    ({"tokens": [1, 2]}, "tokenizer.ggml.tokens: expected strings, got array of i32"),
    ({"tokens": "ab"}, "tokenizer.ggml.tokens: expected strings, got string"),
    ({"merges": 5}, "tokenizer.ggml.merges: expected strings, got u32"),
    ({"scores": ["x"]}, "tokenizer.ggml.scores: expected numbers, got array of string"),
    ({"token_type": [1e9, 1.0, 1.0]}, "tokenizer.ggml.token_type: expected numbers, got array of f32"),
    ({"eos_token_id": "2"}, "tokenizer.ggml.eos_token_id: expected an id, got string"),
    ({"eos_token_id": 2**32 - 1}, "tokenizer.ggml.eos_token_id: expected an id, got u32"),
    ({"eos_token_id": 3}, "expected ids of special tokens in [0, 3), got 3"),
    ({"add_bos_token": 1}, "tokenizer.ggml.add_bos_token: expected a bool, got u32"),
    ({"model": 7}, "tokenizer.ggml.model: expected a string, got u32"),
    ({"model": "rwkv"}, "tokenizer model 'rwkv' is not supported"),
    ({"pre": "of-tomorrow"}, "pre-tokenizer 'of-tomorrow' is not supported"),
    ({"merges": ["a c"]}, "expected merge 0, 'a c', to be of tokens and make one"),
]


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for number, (change, want) in enumerate(CASES):
        path = describe.save_gguf({**GOOD, **change}, folder / f"{number}.gguf")
        run = subprocess.run(["tenfold", "tokenize", path, "--text", "ab"], capture_output=True, text=True)
        if want is None:
            got, want = run.stdout, "2\n"
        else:
            got, want = run.stderr, f"error: {path}: {want}\n"
        wrong += got != want
        if got != want:
            print(f"{change}\n  want {want}  got  {got}")
    print(f"{len(CASES)} files, {wrong} wrong")
    sys.exit(wrong != 0)


main(*sys.argv[1:])
