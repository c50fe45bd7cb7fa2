# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""document.py LLVM BINARIES [--check]: writes docs/ops.md and docs/library.md; `ninja docs` runs it.
LLVM is its folder, BINARIES the one of our tools.

The ops come from `dialects/NN/*.td`: a family to a file, whose first comment introduces it. The blocks come from
`lib/Library/*.mlir`: the comment above each says what it computes, its lines that are indented are the example. Each
example is run (examples.py). An element-wise op, or block of one operand and no weights or sizes, without an example is
shown on a row of numbers. --check writes nothing and fails where a page is not what it should be.
"""
import json
import pathlib
import re
import subprocess
import sys

import examples

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTE = "<!-- Written by `ninja docs` from {}: change that, not this page. -->\n"
ROW = {"NN_IntTensor": ("5xi32", "[-7, -1, 0, 3, 12]"), "NN_BoolTensor": ("4xi1", "[true, true, false, false]"),
       "NN_FloatTensor": ("5xf32", "[-2, -0.5, 0, 1, 3]"), "NN_Tensor": ("5xf32", "[-2, -0.5, 0, 1, 3]")}
SECOND = {"5xi32": "[2, 2, 2, 0, 5]", "4xi1": "[true, false, true, false]", "5xf32": "[3, 2, 1, 0, -1]"}
LIBRARY = """\
Blocks written in nn, which any model applies without declaring them; `tenfold inspect --list library` prints their text.
The string behind the name is the scope of the block's weights, as [writing a model](writing-a-model.md) says.
"""
KINDS = {"64-bit signless integer": "integer", "64-bit float": "number", "i64 dense array": "list of integers",
         "string": "string", "any type": "type", "flat symbol reference": "symbol", "1-bit signless integer": "boolean",
         "dictionary of named attribute values": "dictionary", "bool": "boolean", "unit": "flag",
         "floating-point": "float", "tensor of floating-point values": "tensor of floats",
         "tensor of signless integer values": "tensor of integers",
         "tensor of 1-bit signless integer values": "tensor of booleans"}


def dedent(text):
    lines = text.strip("\n").rstrip().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines).strip()


def sentence(summary):
    return summary[:1].upper() + summary[1:] + "."


class Op:
    def __init__(self, record, records):
        self.record, self.records = record, records
        self.name = "nn." + record["opName"]
        path, _, line = record["!locs"][0].rpartition(":")
        self.place = pathlib.PurePath(path).name, int(line)
        self.summary = record["summary"]
        self.description = dedent(record["description"] or "")
        if "```mlir" not in self.description and "NN_Elementwise" in record["!superclasses"]:
            self.description = f"{self.description}\n\n{self.row()}".strip()
        self.parts = re.split(r"```mlir\n(.*?)```", self.description, flags=re.S)
        self.examples = [examples.Example(self.name, text) for text in self.parts[1::2]]

    def row(self):
        """An element-wise op on a row of numbers."""
        kinds = [argument["def"] for argument, _ in self.record["arguments"]["args"]]
        row = [ROW[kind] for kind in kinds if kind in ROW]
        numbers = [numbers if i == 0 else SECOND[shape] for i, (shape, numbers) in enumerate(row)]
        names = ["%x"] if len(row) == 1 else ["%a", "%b", "%c"][: len(row)]
        types = ", ".join(f"tensor<{shape}>" for shape, _ in row)
        return f"```mlir\n%y = {self.name} {', '.join(names)} : {types}   // of {', '.join(numbers)}\n```"

    def syntax(self):
        """The assembly format up to its types."""
        form = (self.record["assemblyFormat"] or "").partition("attr-dict")[0].partition("`:`")[0]
        form = re.sub(r"\s+", " ", re.sub(r"`([^`]*)`", r"\1", form).replace("^", "")).strip()
        form = re.sub(r" (?=[,\])\[])|(?<=[\[(]) |(?<=\w)_\b", "", form)
        return f"`{self.name} {form}`" if "$" in form else ""

    def kind(self, name):
        record = self.records[name]
        base = record.get("baseAttr") or record.get("baseType")
        if "DefaultValuedAttr" in record["!superclasses"]:
            value = record["defaultValue"]
            return self.kind(base["def"]) + (f", {value.rpartition('::')[2]} by default" if value != "{}" else ", optional")
        if base:
            several = {"tensor": "tensors", "index": "indices"} if "Variadic" in record["!superclasses"] else {}
            kind = self.kind(base["def"])
            return several.get(kind, kind) + (", optional" if {"Optional", "OptionalAttr"} & {*record["!superclasses"]} else "")
        if record.get("enum"):
            cases = (self.records[case["def"]] for case in self.records[record["enum"]["def"]]["enumerants"])
            return "one of " + ", ".join(f"`{case['str']}`" for case in cases)
        summary = re.sub(r" attribute$", "", record["summary"])
        return KINDS.get(summary, summary)

    def names(self):
        """What stands for each name of the syntax, those of one kind together."""
        kinds = {}
        for argument, name in self.record["arguments"]["args"]:
            kinds.setdefault(self.kind(argument["def"]), []).append(f"`{name.rstrip('_')}`")
        return "; ".join(f"{', '.join(names)}: {kind}" for kind, names in kinds.items())

    def page(self, values):
        blocks = [f"```mlir\n{example.shown(values.results.get(example))}\n```" for example in self.examples]
        texts = self.parts[::2]
        description = "".join(text + block for text, block in zip(texts, [*blocks, ""])).strip()
        syntax = f"{self.syntax()} with {self.names()}" if self.syntax() else ""
        return "\n\n".join(part for part in (f"### `{self.name}`", sentence(self.summary), description, syntax) if part)


def read_ops(llvm):
    command = [f"{llvm}/bin/llvm-tblgen", "--dump-json", ROOT / "dialects/NN/NNOps.td", "-I", ROOT, "-I", f"{llvm}/include"]
    records = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ops = [Op(records[name], records) for name in records["!instanceof"]["NN_Op"]]
    return sorted(ops, key=lambda op: op.place), dedent(records["NN_Dialect"]["description"])


def introduction(path):
    """The first comment of a file after its licence, without its title."""
    lines = path.read_text().split("\n")
    start = 1 if "SPDX" in lines[0] else 0
    text = []
    for line in lines[start:]:
        if not line.startswith("//"):
            break
        text.append(line[2:].strip())
    return sentence(re.sub(r"^\w+: ", "", " ".join(text).strip()).rstrip("."))


class Block:
    """A block of the library with the comment above it."""

    def __init__(self, name, signature, body, comment):
        self.name, lines = f"@{name}", comment.split("\n")
        example = [line[5:] for line in lines if line.startswith("//   ")]
        self.summary = " ".join(line[2:].strip() for line in lines if not line.startswith("//   ")).strip()
        is_plain = not re.search(r'"[A-Z]+"|nn\.param', body)
        if not example and is_plain and re.fullmatch(r"\(%\w+: tensor<\*xf32>\) -> tensor<\*xf32> ", signature):
            example = [f'%y = nn.apply {self.name} "" (%x) : (tensor<5xf32>) -> tensor<5xf32>   // of {ROW["NN_Tensor"][1]}']
        self.examples = [examples.Example(self.name, "\n".join(example))] if example else []

    def page(self, values):
        parts = [f"### `{self.name}`", self.summary]
        parts += [f"```mlir\n{example.shown(values.results.get(example))}\n```" for example in self.examples]
        weights = [weight for example in self.examples for weight in values.weights[example]]
        if weights:
            parts.append("Weights: " + ", ".join(f"`{path}` {shape}" for path, shape in weights) + ".")
        return "\n\n".join(parts)


def read_blocks(path):
    text = path.read_text()
    found = re.finditer(r"^((?://[^\n]*\n)*)nn\.block private @(\w+)(.*?)\{\n(.*?)^\}", text, re.M | re.S)
    return [Block(match[2], match[3], match[4], match[1].strip()) for match in found]


def first_sentence(text):
    return re.split(r"\. (?=[A-Z])", text)[0].removesuffix(".")


def anchor(title):
    return re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-")


def page(head, sections, values):
    """The page of sections (title, introduction, things), after a table of contents with a line for each thing."""
    contents, body = [], []
    for title, text, things in sections:
        contents.append(f"**[{title}](#{anchor(title)})** {text}\n")
        contents += [f"- [`{thing.name}`](#{anchor(thing.name)}): {first_sentence(thing.summary)}" for thing in things] + [""]
        body += [f"## {title}"] + [thing.page(values) for thing in things]
    return head + "\n" + "\n".join(contents) + "\n" + "\n\n".join(body) + "\n"


def checked(things, binaries):
    """All examples of things, run."""
    for thing in things:
        if not any(re.search(re.escape(thing.name) + r"\b", example.text) for example in thing.examples):
            raise examples.Failure(f"{thing.name}: expected an example, got none (docs/adding-an-op.md says how to write it)")
        if not thing.summary:
            raise examples.Failure(f"{thing.name}: expected a summary, got none")
    return examples.run([example for thing in things for example in thing.examples], binaries)


def pages(llvm, binaries):
    ops, attributes = read_ops(llvm)
    files = re.findall(r'include "dialects/NN/(\w+\.td)"', (ROOT / "dialects/NN/NNOps.td").read_text())
    families = [(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", file[:-3]), introduction(ROOT / "dialects/NN" / file),
                 [op for op in ops if op.place[0] == file]) for file in files]
    head = f"# The ops of `nn`\n\n{NOTE.format('`dialects/NN/*.td`')}\n{attributes}\n"
    yield "ops.md", page(head, families, checked(ops, binaries))
    subjects = re.search(r"foreach\(subject ([^)]*)\)", (ROOT / "lib/Library/CMakeLists.txt").read_text())[1].split()
    paths = [ROOT / "lib/Library" / f"{subject}.mlir" for subject in subjects]
    blocks = [(path.stem.replace("_", " ").capitalize(), introduction(path), read_blocks(path)) for path in paths]
    head = f"# The standard library\n\n{NOTE.format('`lib/Library/*.mlir`')}\n{LIBRARY}"
    yield "library.md", page(head, blocks, checked([block for *_, things in blocks for block in things], binaries))


def main(llvm, binaries, check=None):
    try:
        for name, text in pages(llvm, binaries):
            path = ROOT / "docs" / name
            if check and (not path.exists() or path.read_text() != text):
                sys.exit(f"error: docs/{name} is not what its sources say: run `ninja -C build docs` and commit it")
            if not check:
                path.write_text(text)
    except examples.Failure as failure:
        sys.exit(f"error: {failure}")


main(*sys.argv[1:])
