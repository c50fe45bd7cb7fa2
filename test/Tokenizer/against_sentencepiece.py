# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models llama of GGUF against the sentencepiece package, which trains them: against_sentencepiece.py FOLDER"""
import io
import pathlib
import sys
import sentencepiece
import compare
import describe
import texts

# Text as it is: nothing normalised, no spaces taken.
OPTIONS = {"model_type": "bpe", "normalization_rule_name": "identity", "remove_extra_whitespaces": False, "byte_fallback": True,
           "minloglevel": 2, "num_threads": 1}


def train(**options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for text in texts.CORPUS for line in text.split("\n")] * 2), model_writer=model,
        vocab_size=900, **OPTIONS, **options)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


class Model:
    """What compare.check needs, by sentencepiece."""

    def __init__(self, model):
        self.model = model

    id_to_token = property(lambda self: self.model.id_to_piece)


def check(path, model):
    # The package cannot tell a NUL from the end, nor U+2581 from a space.
    samples = [sample for sample in compare.SAMPLES
               if b"\0" not in sample and "\u2581" not in (text := sample.decode("utf-8", "replace")) and "<s>" not in text]
    lossy = [sample.decode("utf-8", "replace") for sample in samples]
    plain = [model.encode(text) for text in lossy]
    wrong = compare.compare(path, "plain ids", Model(model), samples, plain, compare.encode(path, samples, "--plain"))
    whole = [line for text, line in zip(lossy, plain) if line and "\ufffd" not in text]
    # Control tokens are no text to the package.
    return wrong + compare.compare(path, "text", Model(model), whole, [model.decode(line) for line in whole],
                                   compare.decode(path, whole))


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for prefix in (True, False):
        model = train(add_dummy_prefix=prefix)
        path = describe.save(describe.from_sentencepiece(model, add_space_prefix=prefix), folder / f"prefix-{prefix}.json")
        wrong += check(path, model)
    compare.finish(2, wrong)


main(*sys.argv[1:])
