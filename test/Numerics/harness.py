# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops against NumPy: a suite is one module of one-op functions, evaluated before and after each lowering, and compiled.

Tolerances are bounds on the rounding of f32 evaluation, element by element, never tuned. NaN agrees with NaN alone, an
infinity with itself.
"""
import pathlib
import subprocess
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1] / "EndToEnd"))
from Inputs.tenfold import Artifact, write_safetensors

U = 2.0**-24  # unit roundoff of f32
TINY = 2.0**-149  # spacing of f32's denormals
INF, NAN = np.inf, np.nan
ELEMENTS = {"float16": "f16", "float32": "f32", "float64": "f64", "bool": "i1", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64"}
# Each lowering that must keep the meaning, by the passes that lead to it.
FORMS = {
    "evaluate": "tenfold-instantiate",
    "decompose": "tenfold-instantiate,func.func(tenfold-decompose)",
    "linalg": "tenfold-instantiate,func.func(tenfold-decompose,tenfold-convert-nn-to-linalg)",
}


def f32(*values):
    return np.array(values, np.float32)


def wide(x):
    return np.asarray(x, np.float64)


def spread(rng, *shape):
    """Values of both signs, some of them large and small."""
    return (rng.standard_normal(shape) * 2.0 ** rng.integers(-3, 4, shape)).astype(np.float32)


def typed(shape, array):
    return "tensor<%s>" % "x".join([str(d) for d in shape] + [ELEMENTS[array.dtype.name]])


class Suite:
    def __init__(self):
        self.cases, self.text, self.inputs, self.functions, self.weights, self.interpreted = [], {}, {}, {}, {}, set()

    def case(self, name, op, args, expected, bound=0.0, dynamic=None, weights={}):
        """Adds `op`, with {0} and {t0} for operand 0 and its type, {r} for the result's, {name} for the scope of its `weights`.
        What stands before a semicolon are ops that it uses; {d0} is the shape of operand 0, as in tensor<{d0}xbf16>.
        A list of bounds has one for each result.
        `dynamic` maps operands and "result" to shapes with ? and adds the same case on tensors of those types."""
        self.weights.update({f"{name}.{path}": array for path, array in weights.items()})
        expected = [np.asarray(e) for e in (expected if isinstance(expected, tuple) else (expected,))]
        op = op.replace("{name}", name)
        self._add(name, op, args, [a.shape for a in args], [e.shape for e in expected], expected, bound)
        if dynamic is not None:
            shapes = [dynamic.get(i, "?" * a.ndim) for i, a in enumerate(args)]
            self._add(name + "_dynamic", op, args, shapes, [dynamic.get("result", "?" * e.ndim) for e in expected], expected, bound)

    def add(self, name, op, args, result, expected, shapes=None, native=True):
        """The same with the shape of the result's type, and of the operands'; exact. Not `native`: what is no function's
        result in compiled code."""
        if not native:
            self.interpreted.add(name)
        self._add(name, op, args, shapes or [a.shape for a in args], [result], [np.asarray(expected)], 0.0)

    def _add(self, name, op, args, shapes, results, expected, bound):
        types = [typed(s, a) for s, a in zip(shapes, args)]
        out = ", ".join(typed(s, e) for s, e in zip(results, expected))
        values = ", ".join(f"%r{i}" for i in range(len(expected)))
        names = {f"t{i}": t for i, t in enumerate(types)}
        names.update({f"d{i}": "x".join(map(str, s)) for i, s in enumerate(shapes)}, r=out)
        *before, body = op.format(*[f"%a{i}" for i in range(len(args))], **names).split("; ")
        before = "".join(f"  {line}\n" for line in before)
        signature = ", ".join(f"%a{i}: {t}" for i, t in enumerate(types))
        self.text[name] = f"func.func @{name}({signature}) -> ({out}) {{\n{before}  {values} = {body}\n  return {values} : {out}\n}}\n"
        self.inputs.update({f"{name}.{i}": a for i, a in enumerate(args)})
        bounds = bound if isinstance(bound, list) else [bound] * len(expected)
        cases = [(f"{name}.{i}", each, np.broadcast_to(wide(b), each.shape)) for i, (each, b) in enumerate(zip(expected, bounds, strict=True))]
        self.functions[name] = len(args), cases
        self.cases += cases

    def run(self, tool, folder, libraries):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        module, inputs = folder / "module.mlir", folder / "in.npz"
        module.write_text("".join(self.text.values()))
        np.savez(inputs, **self.inputs, **self.weights)
        bad = 0
        for form, pipeline in FORMS.items():
            outputs = folder / f"{form}.npz"
            command = [tool, str(module), f"--inputs={inputs}", f"--outputs={outputs}", f"--pipeline={pipeline}"]
            if subprocess.run(command).returncode != 0:
                print(f"{form}: the tool failed")
                bad += 1
            if not outputs.exists():
                continue
            with np.load(outputs) as results:
                bad += sum(not agree(form, case, results) for case in self.cases)
        bad += self.run_native(folder / "native.mlir", folder / "module.so", libraries)
        print(f"{len(self.cases)} cases in {len(FORMS) + 1} forms, {bad} bad")
        return bad

    def run_native(self, module, artifact, libraries):
        """All cases as functions of one artifact, called through the C interface."""
        module.write_text("".join(text for name, text in self.text.items() if name not in self.interpreted))
        weights = ["--weights", write_safetensors(artifact.with_suffix(".safetensors"), self.weights)] if self.weights else []
        if subprocess.run(["tenfold", "compile", module, "-o", artifact, "--no-cache", *weights]).returncode != 0:
            print("native: the compiler failed")
            return len(self.cases)
        loaded = Artifact(artifact, pathlib.Path(libraries) / "libtenfold_runtime.so")
        session, bad = loaded.session(1), 0
        for name, (inputs, cases) in self.functions.items():
            if name in self.interpreted:
                continue
            arguments = [np.array(self.inputs[f"{name}.{i}"], order="C") for i in range(inputs)]
            made = {key: np.full(expected.shape, 77, expected.dtype) for key, expected, _ in cases}
            try:
                session.prepare(arguments, list(made.values()), name)()
            except RuntimeError as error:
                print(f"native {name}: {error}")
                made = {}
            bad += sum(not agree("native", case, made) for case in cases)
        return bad


def agree(form, case, results):
    name, expected, bound = case
    if name not in results:
        print(f"{form} {name}: no result")
        return False
    got = results[name]
    if got.shape != expected.shape or got.dtype != expected.dtype:
        print(f"{form} {name}: expected {expected.dtype}{expected.shape}, got {got.dtype}{got.shape}")
        return False
    a, b = wide(expected), wide(got)
    with np.errstate(invalid="ignore"):
        fine = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= bound)
    if expected.dtype.kind in "ib":
        fine = expected == got
    if fine.all():
        return True
    at = np.argwhere(~fine)[0]
    at = tuple(at)
    print(f"{form} {name}: at {[int(i) for i in at]} expected {expected[at]}, got {got[at]}, bound {bound[at]:.3g}")
    return False


def main(build):
    """`SUITE.py TOOL FOLDER LIBRARIES`"""
    suite = Suite()
    with np.errstate(all="ignore"):
        build(suite)
    sys.exit(suite.run(*sys.argv[1:]) != 0)
