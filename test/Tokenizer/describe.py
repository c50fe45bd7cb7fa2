# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Descriptions of tokenizers in GGUF's terms: from a GGUF file by the gguf package, from tokenizer.json, from SentencePiece."""
import json
import gguf

PREFIX = "tokenizer.ggml."
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
LISTS = {"scores": [], "token_type": [], "merges": []}


def from_gguf(path):
    description = dict(LISTS)
    for key, field in gguf.GGUFReader(path).fields.items():
        if key.startswith(PREFIX):
            description[key.removeprefix(PREFIX)] = field.contents()
        elif key == "tokenizer.chat_template":
            description["chat_template"] = field.contents()
    return description


def tokens_and_types(tokenizer):
    """All tokens of a tokenizers object by id, and their types."""
    contents = json.loads(tokenizer.to_str())
    tokens = [token for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])]
    types = [NORMAL] * len(tokens)
    for added in contents["added_tokens"]:
        types[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    return tokens, types


def from_byte_level(tokenizer, pre, **keys):
    tokens, types = tokens_and_types(tokenizer)
    merges = [" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]
    return {**LISTS, "model": "gpt2", "pre": pre, "tokens": tokens, "token_type": types, "merges": merges, **keys}


def from_wordpiece(tokenizer, **keys):
    """GGUF marks the beginnings of words, where BERT marks what goes on in them."""
    def marked(token):
        if token.startswith("[") and token.endswith("]"):
            return token
        return token[2:] if token.startswith("##") else "\u2581" + token
    tokens, types = tokens_and_types(tokenizer)
    return {**LISTS, "model": "bert", "tokens": [marked(token) for token in tokens], "token_type": types, **keys}


def from_sentencepiece(model, **keys):
    def kind(id):
        return (UNKNOWN if model.is_unknown(id) else CONTROL if model.is_control(id) else BYTE if model.is_byte(id)
                else UNUSED if model.is_unused(id) else NORMAL)
    ids = range(model.vocab_size())
    return {**LISTS, "model": "llama", "tokens": [model.id_to_piece(id) for id in ids], "scores": [model.get_score(id) for id in ids],
            "token_type": [kind(id) for id in ids], "bos_token_id": model.bos_id(), "eos_token_id": model.eos_id(),
            "unknown_token_id": model.unk_id(), **keys}


def save_gguf(description, path):
    """The same as a GGUF file without weights."""
    writer = gguf.GGUFWriter(path, "llama")
    adders = {bool: writer.add_bool, int: writer.add_uint32, str: writer.add_string, list: writer.add_array}
    for key, value in description.items():
        if value != []:
            adders[type(value)](PREFIX + key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def save(description, path):
    path.write_text(json.dumps(description))
    return path
