# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`tenfold tokenize` against an object of the tokenizers package: ids of difficult, broken and random text, with and without
special tokens, and the text of these ids."""
import os
import subprocess
import sys
import tempfile
import unicodedata
import texts

RANDOM = 3000 if os.environ.get("TENFOLD_FULL") else 100
# U+061D is punctuation since Unicode 14, which the package's tables do not know.
SAMPLES = [text.encode() for text in texts.DIFFICULT + texts.CORPUS[:10] + texts.random_texts(
    20261121, RANDOM, lambda c: unicodedata.category(c) != "Cn" and c != "\u061d")] + texts.BROKEN


FOLDER = tempfile.TemporaryDirectory()


def tenfold(path, *options):
    run = subprocess.run(["tenfold", "tokenize", path, *options], capture_output=True)
    if run.returncode:
        sys.exit(f"{path}: {run.stderr.decode()}")
    return run.stdout


def encode(path, samples, *options):
    """A NUL is no part of a command line: such text comes by file."""
    options = list(options)
    for sample in samples:
        if b"\0" in sample:
            with tempfile.NamedTemporaryFile(delete=False, dir=FOLDER.name) as file:
                file.write(sample)
            options += ["--file", file.name]
        else:
            options += ["--text", sample]
    return [[int(id) for id in line.split()] for line in tenfold(path, *options).decode().splitlines()]


def decode(path, ids, *options):
    """Texts have newlines in them: every second one is a mark."""
    mark = [int(id) for id in tenfold(path, "--plain", "--text", "#fold#").split()]
    lines = tenfold(path, *options, *(option for line in ids for option in (
        "--ids", " ".join(map(str, line)), "--ids", " ".join(map(str, mark))))).decode()
    shown = tenfold(path, *options, "--ids", " ".join(map(str, mark))).decode()
    return lines.split("\n" + shown)[:-1]


def report(path, what, tokenizer, sample, want, got):
    def show(answer):
        return answer if isinstance(answer, str) else [tokenizer.id_to_token(id) for id in answer]
    print(f"{path}: {what} of {sample!r}\n  want {show(want)!r}\n  got  {show(got)!r}")


def compare(path, what, tokenizer, samples, wants, gots):
    assert len(wants) == len(gots), f"{path}: expected {len(wants)} answers for {what}, got {len(gots)}"
    wrong = [case for case in zip(samples, wants, gots) if case[1] != case[2]]
    for sample, want, got in wrong[:5]:
        report(path, what, tokenizer, sample, want, got)
    return len(wrong)


def check(path, tokenizer):
    lossy = [sample.decode("utf-8", "replace") for sample in SAMPLES]
    ids = [tokenizer.encode(text).ids for text in lossy]
    wrong = compare(path, "ids", tokenizer, SAMPLES, ids, encode(path, SAMPLES))
    # The package finds special tokens in plain text unless told.
    tokenizer.encode_special_tokens = True
    plain = [tokenizer.encode(text, add_special_tokens=False).ids for text in lossy]
    wrong += compare(path, "plain ids", tokenizer, SAMPLES, plain, encode(path, SAMPLES, "--plain"))
    # Bytes that make no text are U+FFFD there as a run and here where they are, so only whole text is compared.
    whole = [line for line in ids if "\ufffd" not in tokenizer.decode(line)]
    assert len(whole) > len(ids) // 2
    for skip, options in ((True, ()), (False, ("--plain",))):
        want = [tokenizer.decode(line, skip_special_tokens=skip) for line in whole]
        wrong += compare(path, "text", tokenizer, whole, want, decode(path, whole, *options))
    return wrong


def finish(count, wrong):
    print(f"{count} tokenizers, {len(SAMPLES)} texts, {wrong} wrong")
    sys.exit(wrong != 0 or not count)
