# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Descriptions in GGUF's terms, and files with them, against the tokenizers that they describe: against_descriptions.py FOLDER"""
import pathlib
import sys
import compare
import describe
import trained


def described():
    """Tokenizers of the tokenizers package and their descriptions."""
    for kind, pre in ((trained.gpt2, "gpt-2"), (trained.smollm, "smollm"), (trained.qwen2, "qwen2"), (trained.gpt4o, "gpt-4o")):
        tokenizer = kind()
        yield kind.__name__, tokenizer, describe.from_byte_level(tokenizer, pre)
    llama3 = trained.llama3()
    yield "llama3", llama3, describe.from_byte_level(llama3, "llama-bpe", bos_token_id=1)
    added = trained.gpt2()
    added.add_tokens(["fold", "ten", "tens", " x"])
    yield "added", added, describe.from_byte_level(added, "gpt-2")
    bert = trained.bert_uncased()
    yield "bert", bert, describe.from_wordpiece(bert, unknown_token_id=1, cls_token_id=2, seperator_token_id=3)


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    count = wrong = 0
    for name, tokenizer, description in described():
        wrong += compare.check(describe.save(description, folder / f"{name}.json"), tokenizer)
        file = describe.save_gguf(description, folder / f"{name}.gguf")
        tokenizer.encode_special_tokens = False
        ids = [tokenizer.encode(sample.decode("utf-8", "replace")).ids for sample in compare.SAMPLES[:20]]
        wrong += compare.compare(file, "ids", tokenizer, compare.SAMPLES[:20], ids, compare.encode(file, compare.SAMPLES[:20]))
        count += 1
    compare.finish(count, wrong)


main(*sys.argv[1:])
