# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's backend suite through the real tool chain: `onnx_conformance.py LIST [OPTIONS]`.

Each case is written as a file, compiled and run by `tenfold run`, with a time limit, and compared at the suite's own
tolerances. Prints how many passed, failed (a wrong result, a crash, or a model that is imported and then refused) and are
unsupported (refused by the importer), over all cases of each part of the suite: node, simple, pytorch-converted,
pytorch-operator and light, whose models of vision have random weights. Names of all but the first begin with their part. The
list names the cases that pass; none may leave it, and none may fail.

The suite gives shapes, axes and the like as inputs of a call. The compiler wants them with the model: where the importer
says that a value must be known, the input that it is, or the integers and scalars that it is computed from, are put into the
model as initialisers.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import pathlib
import re
import subprocess
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner

LIMIT_SECONDS = 300
BRAIN_TOLERANCE = 2**-6  # the suite's for bfloat16: two units in the last place
KNOWN = re.compile(r"expected input \d+ \(`(.*)`\) to be known when the model is compiled")


@dataclasses.dataclass
class Case:
    name: str
    model: onnx.ModelProto
    sets: list  # of inputs and results, each a dictionary of arrays
    rtol: float
    atol: float


def to_array(value):
    return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value


def named(infos, values):
    return {info.name: to_array(value) for info, value in zip(infos, values)}


def node_case(case):
    graph = case.model.graph
    sets = [(named(graph.input, inputs), named(graph.output, results)) for inputs, results in case.data_sets or [([], [])]]
    return Case(case.name, case.model, sets, case.rtol, case.atol)


def read(path, info):
    """What a file has, as an array or as what is none."""
    if not info.type.HasField("tensor_type"):
        return None
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def file_case(part, case):
    """A model with its inputs and results beside it."""
    folder = pathlib.Path(case.model_dir)
    model = onnx.load(folder / "model.onnx")
    values = lambda data, kind, infos: {info.name: read(path, info) for i, info in enumerate(infos)
                                        if (path := data / f"{kind}_{i}.pb").exists()}
    sets = [(values(data, "input", model.graph.input), values(data, "output", model.graph.output))
            for data in sorted(folder.glob("test_data_set_*"))]
    return Case(f"{part}/{case.name}", model, sets, case.rtol, case.atol)


def light_case(case):
    """A model of the package, on the numbers that the suite makes up."""
    path = pathlib.Path(onnx.__file__).parent.parent / case.url
    model = onnx.load(path)
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = {info.name: Runner.generate_dummy_data(info) for info in model.graph.input if info.name not in weights}
    results = {info.name: read(path.with_name(f"{path.stem}_output_{i}.pb"), info) for i, info in enumerate(model.graph.output)}
    return Case(f"light/{case.name}", model, [(inputs, results)], case.rtol, case.atol)


def cases():
    found = [node_case(case) for case in collect_testcases(None)]
    found += [light_case(case) for case in load_model_tests(kind="real")]
    for part in ("simple", "pytorch-converted", "pytorch-operator"):
        found += [file_case(part, case) for case in load_model_tests(kind=part)]
    return sorted(found, key=lambda case: case.name)


def part_of(name):
    return name.rpartition("/")[0] or "node"


# What Tenfold takes and gives where NumPy has no type of its own: numbers of the next type that has them all.
CARRIERS = {"float8_e4m3fn": np.float16, "float8_e4m3fnuz": np.float16, "float8_e5m2": np.float16,
            "float8_e5m2fnuz": np.float16, "float4_e2m1fn": np.float16, "int4": np.int8, "int2": np.int8,
            "uint4": np.uint8, "uint2": np.uint8}


def for_npz(array):
    """As it lies in an npz file; strings are refused with the model."""
    array = np.asarray(array)
    if array.dtype.isbuiltin == 1 and array.dtype.kind in "fiub":
        return array
    if array.dtype.kind == "O":
        return np.zeros(array.shape, np.float32)
    return array.astype(CARRIERS.get(array.dtype.name, np.float32))


def with_initializer(model, name, array):
    """The model with the input's value inside."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    index = next(i for i, graph_input in enumerate(result.graph.input) if graph_input.name == name)
    del result.graph.input[index]
    result.graph.initializer.append(numpy_helper.from_array(np.asarray(array), name))
    return result


def all_nodes(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from all_nodes(attribute.g)


def sources(model, name, inputs):
    """The input of that name, or integers and scalars that it is computed from."""
    if name in inputs:
        return {name}
    makers = {output: node for node in all_nodes(model.graph) for output in node.output}
    found, open_names = set(), [name]
    while open_names:
        name = open_names.pop()
        if name in makers:
            open_names += makers.pop(name).input
        elif name in inputs and (inputs[name].ndim == 0 or inputs[name].dtype.kind in "iu"):
            found.add(name)
    return found


def tenfold(*arguments):
    """Exit status (negative: a signal) and the first line of what it had to say."""
    try:
        done = subprocess.run(("tenfold",) + arguments, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return -1, "error: time limit"
    return done.returncode, (done.stderr.splitlines() or [""])[0]


def run_model(model, inputs, folder, name):
    """Exit status, message and the file of results; inputs that must be known go into the model."""
    path, given, got = (folder / f"{name.replace('/', '.')}.{suffix}" for suffix in ("onnx", "in.npz", "out.npz"))
    while True:
        onnx.save(model, path)
        np.savez(given, **{key: for_npz(value) for key, value in inputs.items()})
        status, message = tenfold("run", str(path), "--inputs", str(given), "--outputs", str(got), "--no-cache")
        wanted = KNOWN.search(message)
        known = sources(model, wanted[1], inputs) if status == 1 and wanted else set()
        if not known:
            # The importer's own diagnostics begin with the path alone, later ones have a line of the text too.
            refused = status == 1 and message.startswith((f"error: {path}: ", f"error: `{path}`: "))
            return "unsupported" if refused else "failed" if status else "", message, got
        for name in known:
            model = with_initializer(model, name, inputs[name])
        inputs = {key: value for key, value in inputs.items() if key not in known}


def difference(case, expected, got):
    """What is wrong with the result; empty for nothing."""
    expected = np.asarray(expected)
    if got.shape != expected.shape:
        return f"shape {got.shape}, expected {expected.shape}"
    if got.dtype != for_npz(expected).dtype:
        return f"elements of {got.dtype}, expected {expected.dtype}"
    if expected.dtype.kind in "fV":  # bfloat16 is a kind of its own in NumPy
        rtol = max(case.rtol, BRAIN_TOLERANCE) if expected.dtype.name == "bfloat16" else case.rtol
        got, expected = got.astype(np.float64), expected.astype(np.float64)
        close = np.isclose(got, expected, rtol=rtol, atol=case.atol, equal_nan=True)
    else:
        close = got == expected
    return "" if np.all(close) else f"{np.sum(~close)} of {close.size} values differ"


def compare(case, expected, outputs):
    for name, value in expected.items():
        if name not in outputs:
            return f"no result {name}"
        if wrong := difference(case, value, outputs[name]):
            return f"{name}: {wrong}"
    return ""


def run_case(case, folder):
    """(status, detail) with a status of passed, failed or unsupported."""
    for number, (inputs, expected) in enumerate(case.sets):
        if not all(isinstance(value, (np.ndarray, np.generic)) for value in (*inputs.values(), *expected.values())):
            return "unsupported", "a sequence, a map or nothing"
        status, message, got = run_model(case.model, inputs, folder, case.name)
        if status:
            return status, message
        with np.load(got) as outputs:
            if wrong := compare(case, expected, outputs):
                return "failed", f"set {number}: {wrong}"
    return "passed", ""


def run_all(chosen, workers):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(workers) as pool:
        yield from zip(chosen, pool.map(run_case, chosen, itertools.repeat(pathlib.Path(folder))))


def report_parts(found, everything):
    for part, whole in collections.Counter(part_of(case.name) for case in everything).items():
        counts = collections.Counter(status for name, (status, _) in found.items() if part_of(name) == part)
        print(f"{part}: {counts['passed']} passed, {counts['failed']} failed, {counts['unsupported']} unsupported "
              f"of {counts.total()} cases ({whole} in the suite)")


def report_reasons(found):
    """What stands in the way most often."""
    reasons = collections.Counter(re.sub(r"`[^`]*`", "`...`", detail.split(": ", 2)[-1])
                                  for status, detail in found.values() if status == "unsupported")
    for reason, count in reasons.most_common(12):
        print(f"{count:5} {reason}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--only", default="", help="a regular expression of case names")
    parser.add_argument("--listed", type=int, default=0, help="run every so many-th case of the list only")
    parser.add_argument("--update", action="store_true", help="add what passes to the list")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--log", type=pathlib.Path, help="status and reason of each case")
    options = parser.parse_args()
    listed = options.list.read_text().split() if options.list.exists() else []
    everything = cases()
    chosen = [case for case in everything if re.search(options.only, case.name)]
    if options.listed:
        sample = set(listed[::options.listed])
        chosen = [case for case in everything if case.name in sample]
    found = {case.name: result for case, result in run_all(chosen, options.workers)}
    if options.log:
        options.log.write_text("".join(f"{status}\t{name}\t{detail}\n" for name, (status, detail) in found.items()))
    report_parts(found, everything)
    report_reasons(found)
    for name, (status, detail) in found.items():
        if status == "failed":
            print(f"failed: {name}: {detail}")
    left = [name for name in listed if name in found and found[name][0] != "passed"]
    for name in left:
        print(f"left the list: {name}: {found[name][1]}")
    if options.update:
        passed = {name for name, (status, _) in found.items() if status == "passed"}
        options.list.write_text("".join(f"{name}\n" for name in sorted(passed | set(listed))))
    raise SystemExit(bool(left or any(status == "failed" for status, _ in found.values())))


main()
