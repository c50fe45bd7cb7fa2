# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The node cases of ONNX's backend suite through the real tool chain: `onnx_conformance.py LIST [OPTIONS]`.

Each case is written as a file, compiled and run by `tenfold run`, with a time limit, and compared at the suite's own
tolerances. Prints how many passed, failed (a wrong result, a crash, or a model that is imported and then refused) and are
unsupported (refused by the importer), over all cases. The list names the cases that pass; none may leave it. The list given
with --failing names those that are known to fail; no other may, and one that passes has to leave that list.

The suite gives shapes, axes and the like as inputs of a call. The compiler wants them with the model: where the importer
says that an input must be known, its value is put into the model as an initialiser.
"""
import argparse
import collections
import concurrent.futures
import itertools
import pathlib
import re
import subprocess
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

LIMIT_SECONDS = 60
KNOWN = re.compile(r"expected input \d+ \(`(.*)`\) to be known when the model is compiled")


def cases():
    return sorted(collect_testcases(None), key=lambda case: case.name)


def to_array(value):
    return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value


def for_npz(array):
    """What NumPy has no type of its own for lies as f32 in an npz file; strings are refused with the model."""
    array = np.asarray(array)
    return array if array.dtype.isbuiltin == 1 and array.dtype.kind in "fiub" else np.zeros(array.shape, np.float32) \
        if array.dtype.kind == "O" else array.astype(np.float32)


def with_initializer(model, name, array):
    """The model with the input's value inside."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    index = next(i for i, graph_input in enumerate(result.graph.input) if graph_input.name == name)
    del result.graph.input[index]
    result.graph.initializer.append(numpy_helper.from_array(np.asarray(array), name))
    return result


def tenfold(*arguments):
    """Exit status (negative: a signal) and the first line of what it had to say."""
    try:
        done = subprocess.run(("tenfold",) + arguments, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return -1, "error: time limit"
    return done.returncode, (done.stderr.splitlines() or [""])[0]


def run_model(model, inputs, folder, name):
    """Exit status, message and the file of results; inputs that must be known go into the model."""
    path, given, got = (folder / f"{name}.{suffix}" for suffix in ("onnx", "in.npz", "out.npz"))
    while True:
        onnx.save(model, path)
        np.savez(given, **{key: for_npz(value) for key, value in inputs.items()})
        status, message = tenfold("run", str(path), "--inputs", str(given), "--outputs", str(got), "--no-cache")
        wanted = KNOWN.search(message)
        if status != 1 or not wanted or wanted[1] not in inputs:
            # The importer's own diagnostics begin with the path alone, later ones have a line of the text too.
            refused = status == 1 and message.startswith((f"error: {path}: ", f"error: `{path}`: "))
            return "unsupported" if refused else "failed" if status else "", message, got
        model = with_initializer(model, wanted[1], inputs[wanted[1]])
        inputs = {key: value for key, value in inputs.items() if key != wanted[1]}


def difference(case, expected, got):
    """What is wrong with the result; empty for nothing."""
    expected = np.asarray(expected)
    if got.shape != expected.shape:
        return f"shape {got.shape}, expected {expected.shape}"
    if got.dtype != for_npz(expected).dtype:
        return f"elements of {got.dtype}, expected {expected.dtype}"
    if expected.dtype.kind in "fV":  # bfloat16 is a kind of its own in NumPy
        got, expected = got.astype(np.float64), expected.astype(np.float64)
        close = np.isclose(got, expected, rtol=case.rtol, atol=case.atol, equal_nan=True)
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
    graph = case.model.graph
    for number, (values, results) in enumerate(case.data_sets or [([], [])]):
        names = [graph_input.name for graph_input in graph.input]
        inputs = {name: to_array(value) for name, value in zip(names, values)}
        expected = {output.name: to_array(value) for output, value in zip(graph.output, results)}
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


def report_reasons(found):
    """What stands in the way most often."""
    reasons = collections.Counter(re.sub(r"`[^`]*`", "`...`", detail.split(": ", 2)[-1])
                                  for status, detail in found.values() if status == "unsupported")
    for reason, count in reasons.most_common(12):
        print(f"{count:5} {reason}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--failing", type=pathlib.Path, help="a list of cases that are known to fail")
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
    counts = collections.Counter(status for status, _ in found.values())
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['unsupported']} unsupported "
          f"of {len(chosen)} cases ({len(everything)} in the suite)")
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
    known = set(options.failing.read_text().split() if options.failing else [])
    surprising = [name for name, (status, _) in found.items() if (status == "failed") != (name in known)]
    for name in surprising:
        print(f"not as --failing has it: {name}")
    raise SystemExit(bool(left or surprising))


main()
