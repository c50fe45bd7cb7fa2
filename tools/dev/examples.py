# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Examples of the reference pages, run.

An example is a piece of a function, or a module of its own when it has blocks or functions. The values that a piece
does not define become arguments, of the types that stand behind the first op that uses them. A piece that ends in
`// of [1, 2], [3]` is evaluated on these numbers by the reference, and shown as `// [1, 2], [3] -> [4, 5]`; one that
ends in `// -> tensor<2x3xf32>` must have this result.
"""
import json
import math
import pathlib
import re
import subprocess
import tempfile
import typing

import numpy as np

TYPES = {"f32": np.float32, "i64": np.int64, "i32": np.int32, "i8": np.int8, "i1": np.bool_}


class Failure(Exception):
    pass


def call(*command, text=None):
    done = subprocess.run([str(part) for part in command], input=text, capture_output=True, text=True)
    if done.returncode:
        raise Failure(done.stderr.strip())
    return done.stdout


def split(types):
    """The types of a list, at the commas outside of brackets."""
    parts, depth = [""], 0
    for at, character in enumerate(types):
        depth += character in "<([{"
        depth -= character in ")]}" or (character == ">" and types[at - 1] != "-")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


class Example:
    def __init__(self, owner, text):
        self.owner, self.text = owner, text.strip("\n")
        self.whole = bool(re.search(r"^\s*(func\.func|nn\.block)\b", self.text, re.M))
        self.comment = re.search(r"\s*// (of|->) ([^\n]*)$", self.text)
        self.numbers = self.comment and self.comment[1] == "of" and f"[{self.comment[2]}]"
        self.result = None if self.whole else re.findall(r"^(%\w+(?:, %\w+)*)(?::\d+)? = ", self.text, re.M)[-1:]
        self.arguments = {} if self.whole else self.free()

    def free(self):
        """Name and type of each value that the text uses and does not define."""
        defined, types = set(), {}
        lines = re.sub(r"\s*//[^\n]*", "", self.text)
        lines = re.sub(r"\n\s+(?=:|\(%|->)", " ", lines).split("\n")
        for line in lines:
            left, right = re.fullmatch(r"(\s*%\w+(?:, %\w+)*(?::\d+)? = )?(.*)", line).groups("")
            defined |= set(re.findall(r"%\w+", left))
            if re.match(r"\s*(\}|\^|\w+\()", right):  # The arguments of a region.
                defined |= set(re.findall(r"%\w+", right))
                continue
            right = right.rstrip("{ ")
            defined |= set(re.findall(r"(%\w+) = %", right))  # Those that an op names itself: (%i = %zero).
            right = re.sub(r"%\w+ = (?=%)", "", right)
            used, colon, typed = right.rpartition(" : ")
            if typed.startswith("("):  # The type of a function.
                typed = typed.rpartition(" -> ")[0].strip()[1:-1]
            names = re.findall(r"%\w+", used if colon else right)
            types |= {name: type_ for name, type_ in zip(names, split(typed)) if name not in defined | types.keys()}
            missing = [name for name in names if name not in defined | types.keys()]
            if missing:
                raise Failure(f"{self.owner}: expected a type for {missing[0]}; or write the example as a function")
        return types

    def function(self, name, results=()):
        arguments = ", ".join(f"{value}: {type_}" for value, type_ in self.arguments.items())
        end = f"return {self.result[0]} : {', '.join(results)}" if results else "return"
        return f"func.func @{name}({arguments}) -> ({', '.join(results)}) {{\n{self.text}\n{end}\n}}\n"

    def given(self):
        """The numbers of `// of` as arrays of the arguments' types."""
        numbers = json.loads(self.numbers.replace("nan", "NaN").replace("inf", "Infinity"))
        if len(numbers) != len(self.arguments):
            raise Failure(f"{self.owner}: expected numbers for {', '.join(self.arguments)}, got {len(numbers)} of them")
        for number, (name, type_) in zip(numbers, self.arguments.items()):
            *shape, element = type_.removeprefix("tensor<").removesuffix(">").split("x")
            array = np.array(number, TYPES[element])
            if [str(extent) for extent in array.shape] != shape:
                raise Failure(f"{self.owner}: expected numbers of type {type_} for {name}, got {number}")
            yield array

    def shown(self, values):
        """The text with what the reference gave."""
        if not values:
            return self.text
        written = self.comment[2] + " -> " + ", ".join(show(value) for value in values)
        body = self.text[: self.comment.start()]
        last = body.rpartition("\n")[2]
        place = "   // " if len(last) + len(written) < 114 else "\n// "
        return body + place + written


def show(value):
    """An array with four digits, as it is written after `of`."""
    if value.ndim:
        return "[" + ", ".join(show(part) for part in value) + "]"
    if value.dtype == bool:
        return str(bool(value)).lower()
    if not math.isfinite(value):
        return f"{value}"
    return f"{value:.4g}" if value.dtype.kind == "f" else f"{value}"


def result_types(printed):
    """Types of the last results of each function of a module in generic form."""
    for function in printed.split('"func.func"')[1:]:
        ends = re.findall(r"^    \S[^\n]* : \([^\n]*\) -> ([^\n]+)$", function, re.M)
        ends = [end for end in ends if end != "()"]
        yield split(re.sub(r"^\((.*)\)$", r"\1", ends[-1])) if ends else []


def round_trip(opt, examples):
    text = "\n// -----\n".join(example.text if example.whole else example.function("example") for example in examples)
    once = call(opt, "--split-input-file", text=text)
    if call(opt, "--split-input-file", text=once) != once:
        raise Failure("prints otherwise the second time")


class Values(typing.NamedTuple):
    results: dict[Example, list]
    weights: dict[Example, list]


def run(examples, binaries):
    """Parses, verifies and prints again all examples, evaluates those with numbers."""
    opt, interpret = (pathlib.Path(binaries) / name for name in ("tenfold-opt", "tenfold-interpret"))
    pieces = [example for example in examples if not example.whole]
    try:
        round_trip(opt, examples)
    except Failure:
        for example in examples:  # Which one it is.
            try:
                round_trip(opt, [example])
            except Failure as failure:
                raise Failure(f"{example.owner}: {failure}\nin the example\n{example.text}") from None
    module = "".join(example.function(f"e{k}") for k, example in enumerate(pieces))
    types = list(result_types(call(opt, "--mlir-print-op-generic", text=module)))
    for example, found in zip(pieces, types):
        if example.comment and example.comment[1] == "->" and split(example.comment[2]) != found:
            raise Failure(f"{example.owner}: expected the result {', '.join(found)}, got {example.comment[2]}")
    evaluate_random(pieces, types, interpret)
    applied = [piece for piece in pieces if piece.owner.startswith("@")]
    return Values(evaluate(pieces, types, interpret), find_weights(opt, applied))


def find_weights(opt, pieces):
    """Path and shape of the weights that the applications of each piece make."""
    text = call(opt, "--tenfold-instantiate", text="".join(piece.function(f"e{k}") for k, piece in enumerate(pieces)))
    found = {int(k): re.findall(r'tensor<([\w?]+)x\w+> \{[^}]*nn\.param = "([^"]*)"', arguments)
             for k, arguments in re.findall(r"func\.func @e(\d+)\(([^\n]*)", text)}
    return {piece: [(path, shape) for shape, path in found[k]] for k, piece in enumerate(pieces)}


def evaluate_random(pieces, types, interpret):
    """Those of static types without numbers, on small random ones: the result has its shape, and no NaN."""
    chosen = {f"e{k}": (example, found) for k, (example, found) in enumerate(zip(pieces, types))
              if found and not example.numbers and "?" not in example.text}
    with tempfile.TemporaryDirectory() as folder:
        arrays = interpreted(chosen, interpret, pathlib.Path(folder))
        for name, (example, found) in chosen.items():
            for i, type_ in enumerate(found):
                shape = [int(extent) for extent in re.findall(r"(\d+)x", type_)]
                array = arrays[f"{name}.{i}"]
                if list(array.shape) != shape or not np.isfinite(array).all():
                    raise Failure(f"{example.owner}: expected finite numbers of type {type_}, got {array}")


def interpreted(chosen, interpret, folder, *options):
    if not chosen:
        return {}
    module, outputs = folder / "m.mlir", folder / "out.npz"
    module.write_text("".join(example.function(name, found) for name, (example, found) in chosen.items()))
    call(interpret, "--pipeline=tenfold-instantiate", module, "--outputs", outputs, *options)
    return np.load(outputs)


def evaluate(pieces, types, interpret):
    numbered = {f"e{k}": (example, found) for k, (example, found) in enumerate(zip(pieces, types)) if example.numbers}
    with tempfile.TemporaryDirectory() as folder:
        inputs = pathlib.Path(folder) / "in.npz"
        np.savez(inputs, **{f"{name}.{i}": array for name, (example, _) in numbered.items()
                            for i, array in enumerate(example.given())})
        arrays = interpreted(numbered, interpret, pathlib.Path(folder), "--inputs", inputs)
        return {example: [arrays[f"{name}.{i}"] for i in range(len(found))] for name, (example, found) in numbered.items()}
