# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The JSON of TokenizerDescription from the metadata of a GGUF file, by the gguf package."""
import json
import gguf

PREFIX = "tokenizer.ggml."


def from_gguf(path):
    description = {"scores": [], "token_type": [], "merges": []}
    for key, field in gguf.GGUFReader(path).fields.items():
        if key.startswith(PREFIX):
            description[key.removeprefix(PREFIX)] = field.contents()
        elif key == "tokenizer.chat_template":
            description["chat_template"] = field.contents()
    return description


def save(description, path):
    path.write_text(json.dumps(description))
    return path
