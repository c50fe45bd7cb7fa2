# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an op costs in sources that name it: median 2, at most 4, recognisers and importers aside: `op_price.py ROOT`.

An op is named by its class in C++ (`nn::GeluOp`, `GeluOp::fold`) and by its definition in TableGen.
"""
import pathlib
import re
import statistics
import sys

MEDIAN, MOST = 2, 4
# Recognisers and importers name what they look for.
ASIDE = ("lib/Import/", "lib/Transforms/Recognise")
SOURCES = {".h", ".cpp", ".td"}


def ops(root):
    """Class names by definition, those that a multiclass-like class defines too."""
    for path in sorted((root / "dialects" / "NN").glob("*.td")):
        for name in re.findall(r"^def NN_(\w+Op)\b", path.read_text(), re.M):
            yield name


def main(root):
    root = pathlib.Path(root)
    texts = {path.relative_to(root).as_posix(): path.read_text() for folder in ("dialects", "lib", "tools")
             for path in (root / folder).rglob("*") if path.suffix in SOURCES}
    price = {}
    for op in ops(root):
        # Other dialects' ops of the same name are written with theirs, as in linalg::YieldOp, but at home.
        prefix = r"(?<![\w:])(?:(?:::)?(?:tenfold::)?nn::|NN_)"
        here, abroad = re.compile(rf"{prefix}?{op}\b"), re.compile(rf"{prefix}{op}\b")
        price[op] = [name for name, text in texts.items() if not name.startswith(ASIDE)
                     and (abroad if re.match("dialects/(?!NN/)", name) else here).search(text)]
    for op, names in sorted(price.items(), key=lambda item: -len(item[1])):
        print(f"{op}: {len(names)} ({', '.join(names)})")
    counts = [len(names) for names in price.values()]
    median, most = statistics.median(counts), max(counts)
    print(f"{len(counts)} ops, median {median}, most {most}")
    sys.exit(median > MEDIAN or most > MOST or len(counts) < 10)


main(*sys.argv[1:])
