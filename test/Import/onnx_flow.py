# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Branches, loops and functions of ONNX files against the standard's own evaluator: `onnx_flow.py FOLDER`."""
import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

FOLDER = pathlib.Path(sys.argv[1])
FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
node = helper.make_node


def info(name, type_=FLOAT, dims=("n",)):
    return helper.make_tensor_value_info(name, type_, dims)


def tensor(name, value):
    return numpy_helper.from_array(np.asarray(value), name)


def save(name, nodes, inputs, outputs=("y",), constants=(), functions=()):
    graph = helper.make_graph(nodes, name, inputs, [info(output, dims=None) for output in outputs], list(constants))
    imports = [helper.make_opsetid("", 20), helper.make_opsetid("own", 1)]
    model = helper.make_model(graph, opset_imports=imports, ir_version=9, functions=list(functions))
    path = FOLDER / f"{name}.onnx"
    onnx.save(model, path)
    return path, model


def tenfold(path, inputs):
    np.savez(FOLDER / "in.npz", **inputs)
    return subprocess.run(["tenfold", "run", path, "--inputs", FOLDER / "in.npz", "--outputs", FOLDER / "out.npz", "--no-cache"],
                          capture_output=True, text=True)


def check(saved, **inputs):
    path, model = saved
    done = tenfold(path, inputs)
    assert done.returncode == 0, f"{path.stem}: {done.stderr}"
    got = np.load(FOLDER / "out.npz")
    names = [output.name for output in model.graph.output]
    for name, expected in zip(names, ReferenceEvaluator(model).run(names, inputs)):
        assert got[name].shape == expected.shape and np.allclose(got[name], expected, rtol=1e-5, atol=1e-6), \
            f"{path.stem}: {name}: {got[name]}, expected {expected}"


def refused(saved, message, **inputs):
    done = tenfold(saved[0], inputs)
    assert done.returncode == 1 and message in done.stderr, f"{saved[0].stem}: {done.stderr}"


def branch(op, constant):
    """`op` of what is outside and of a number of its own, both called alike in all branches."""
    return helper.make_graph([node(op, ["x", "c"], ["r"])], op, [], [info("r", dims=None)], [tensor("c", np.float32(constant))])


X = np.linspace(-2, 2, 7, dtype=np.float32)


def branches():
    choice = node("If", ["p"], ["y"], then_branch=branch("Add", 3), else_branch=branch("Mul", -2))
    saved = save("choice", [choice], [info("p", BOOL, []), info("x")])
    for p in (True, False):
        check(saved, p=np.array(p), x=X)
    # A condition on sizes chooses at import; the other branch would not fit.
    other = helper.make_graph([node("MatMul", ["x", "x"], ["r"])], "other", [], [info("r", dims=None)])
    check(save("known", [node("Size", ["x"], ["s"]), node("Equal", ["s", "seven"], ["p"]),
                         node("If", ["p"], ["y"], then_branch=branch("Add", 3), else_branch=other)],
               [info("x", dims=[7])], constants=[tensor("seven", np.int64(7))]), x=X)
    wide = helper.make_graph([node("Concat", ["x", "x"], ["r"], axis=0)], "wide", [], [info("r", dims=None)])
    refused(save("extents", [node("If", ["p"], ["y"], then_branch=branch("Add", 3), else_branch=wide)], [info("p", BOOL, []), info("x")]),
            "expected values of the same type and extents in both branches", p=np.array(True), x=X)


def loop_body(keeps, stacks=True):
    """v' = v / 2 + x i, until `keeps` says so; emits v'."""
    nodes = [node("Cast", ["i"], ["f"], to=FLOAT), node("Mul", ["x", "f"], ["a"]), node("Mul", ["v", "half"], ["h"]),
             node("Add", ["h", "a"], ["w"]), *keeps]
    outputs = [info("again", BOOL, []), info("w")] + ([info("e")] if stacks else [])
    if stacks:
        nodes.append(node("Identity", ["w"], ["e"]))
    return helper.make_graph(nodes, "body", [info("i", INT64, []), info("on", BOOL, []), info("v")], outputs,
                             [tensor("half", np.float32(0.5)), tensor("limit", np.float32(90))])


def loops():
    always = [node("Identity", ["on"], ["again"])]
    for count in (3, 300):  # written out, and a scan
        saved = save(f"count{count}", [node("Loop", ["m", "true", "x"], ["last", "y"], body=loop_body(always))], [info("x")],
                     ["last", "y"], [tensor("m", np.int64(count)), tensor("true", np.array(True))])
        check(saved, x=X)
    until = [node("ReduceMax", ["w"], ["top"], keepdims=0), node("Less", ["top", "limit"], ["again"])]
    saved = save("until", [node("Loop", ["m", "p", "x"], ["y"], body=loop_body(until, stacks=False))],
                 [info("m", INT64, []), info("p", BOOL, []), info("x")])
    for count in (2, 1000):
        check(saved, m=np.int64(count), p=np.array(True), x=X)
    for count, p in ((1000, False), (0, True)):  # no step, which the evaluator does not take
        assert tenfold(saved[0], {"m": np.int64(count), "p": np.array(p), "x": X}).returncode == 0
        assert np.array_equal(np.load(FOLDER / "out.npz")["y"], X), (count, p)
    refused(save("unknown", [node("Loop", ["m", "p", "x"], ["y", "e"], body=loop_body(until))],
                 [info("m", INT64, []), info("p", BOOL, []), info("x")], ["y", "e"]),
            "expected input 0 (`m`) to be known when the model is compiled, got values of a call", m=np.int64(3), p=np.array(True), x=X)
    refused(save("stops", [node("Loop", ["m", "", "x"], ["y", "e"], body=loop_body(until))], [info("x")], ["y", "e"],
                 [tensor("m", np.int64(3))]), "expected a number of steps that is known before the first", x=X)


def scans():
    body = helper.make_graph([node("Add", ["s", "a"], ["t"]), node("Mul", ["t", "b"], ["e"])], "body",
                             [info("s"), info("a"), info("b")], [info("t"), info("e")])
    rng = np.random.default_rng(5)
    for way in (0, 1):
        saved = save(f"scan{way}", [node("Scan", ["s0", "a", "b"], ["y", "e"], body=body, num_scan_inputs=2, scan_input_axes=[0, 1],
                                         scan_input_directions=[0, way], scan_output_axes=[1], scan_output_directions=[way])],
                     [info("s0"), info("a", dims=["t", "n"]), info("b", dims=["n", "t"])], ["y", "e"])
        a, b = rng.standard_normal((5, 7)).astype(np.float32), rng.standard_normal((7, 5)).astype(np.float32)
        sums = X + np.cumsum(a, 0)  # the evaluator knows neither axes nor directions
        emitted = (sums * (b.T[::-1] if way else b.T)).T
        done = tenfold(saved[0], {"s0": X, "a": a, "b": b})
        assert done.returncode == 0, done.stderr
        got = np.load(FOLDER / "out.npz")
        for name, expected in (("y", sums[-1]), ("e", emitted[:, ::-1] if way else emitted)):
            assert np.allclose(got[name], expected, rtol=1e-5, atol=1e-5), (way, name, got[name], expected)


def function(name, inputs, nodes, attributes=()):
    return helper.make_function("own", name, inputs, ["out"], nodes, [helper.make_opsetid("", 20), helper.make_opsetid("own", 1)],
                                list(attributes))


def reference(op, inputs, output, attribute, given):
    made = node(op, inputs, [output])
    made.attribute.append(onnx.AttributeProto(name=attribute, ref_attr_name=given, type=onnx.AttributeProto.FLOAT))
    return made


def functions():
    leaky = function("Leak", ["a"], [reference("LeakyRelu", ["a"], "out", "alpha", "slope")], ["slope"])
    clipped = function("Clipped", ["a", "low"], [node("Leak", ["a"], ["b"], domain="own", slope=0.25), node("Clip", ["b", "low"], ["out"])])
    nodes = [node("Clipped", ["x", "low"], ["c"], domain="own"), node("Clipped", ["x"], ["d"], domain="own"), node("Add", ["c", "d"], ["y"])]
    saved = save("functions", nodes, [info("x")], constants=[tensor("low", np.float32(-0.3))], functions=[leaky, clipped])
    done = tenfold(saved[0], {"x": X})
    assert done.returncode == 0, done.stderr
    leak = np.where(X < 0, X * np.float32(0.25), X)  # the evaluator does not know that an input may lack
    assert np.allclose(np.load(FOLDER / "out.npz")["y"], np.maximum(leak, np.float32(-0.3)) + leak)
    endless = function("Endless", ["a"], [node("Endless", ["a"], ["out"], domain="own")])
    refused(save("endless", [node("Endless", ["x"], ["y"], domain="own")], [info("x")], functions=[endless]),
            "expected graphs at most 32 deep in one another", x=X)


for part in (branches, loops, scans, functions):
    part()
