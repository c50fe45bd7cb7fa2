# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""SmolLM2's GGUF file against the tokenizers package with its vocabulary and merges: against_smollm2.py FILE TEMPLATE

Leaves the file's chat template in TEMPLATE. A dialogue's ids are those of the text that jinja2 makes of it.
"""
import json
import pathlib
import sys
import jinja2
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
import compare
import describe

DIALOGUE = [{"role": "user", "content": "What is a fold? 你好 👍"}, {"role": "assistant", "content": "A reduction."},
            {"role": "user", "content": "Of  what?\n"}]


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
    wrong = compare.check(file, tokenizer)
    dialogue = pathlib.Path(template + ".dialogue.json")
    dialogue.write_text(json.dumps(DIALOGUE))
    text = jinja2.Template(description["chat_template"]).render(messages=DIALOGUE, add_generation_prompt=True)
    got = [int(id) for id in compare.tenfold(file, "--chat", dialogue).split()]
    tokenizer.encode_special_tokens = False
    wrong += compare.compare(file, "ids", tokenizer, [text], [tokenizer.encode(text).ids], [got])
    compare.finish(1, wrong)


main(*sys.argv[1:])
