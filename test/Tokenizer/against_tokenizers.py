# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tokenizer.json: against_tokenizers.py FOLDER [TOKENIZER.JSON...]. Without files those of trained.py, made in the folder."""
import pathlib
import sys
from tokenizers import Tokenizer
import compare
import trained


def trained_files(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for kind in trained.KINDS:
        path = folder / f"{kind.__name__}.json"
        kind().save(str(path))
        yield path


def main(folder, *files):
    count = wrong = 0
    for path in files or trained_files(pathlib.Path(folder)):
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        wrong += compare.check(path, tokenizer)
        count += 1
    compare.finish(count, wrong)


main(*sys.argv[1:])
