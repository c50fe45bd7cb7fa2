# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""SmolLM2's GGUF file against the tokenizers package with its vocabulary and merges: against_smollm2.py FILE TEMPLATE

Leaves the file's chat template in TEMPLATE.
"""
import pathlib
import sys
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
import compare
import describe


def main(file, template):
    description = describe.from_gguf(file)
    vocabulary = {token: id for id, token in enumerate(description["tokens"])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(merge.split(" ")) for merge in description["merges"]]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token, kind in zip(
        description["tokens"], description["token_type"]) if kind == describe.CONTROL])
    pathlib.Path(template).write_text(description["chat_template"])
    compare.finish(1, compare.check(file, tokenizer))


main(*sys.argv[1:])
