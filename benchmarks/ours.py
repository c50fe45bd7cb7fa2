# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tenfold through its C API (include/tenfold-c/Runtime.h), by ctypes: what an embedder pays."""
import ctypes as c
import os
import pathlib

import numpy as np

from cases import ROOT, SMOLLM2_CONTEXT, WORK

BUILD = pathlib.Path(os.environ.get("TENFOLD_BUILD_DIR", ROOT / "build"))
RUNTIME = BUILD / "lib" / "libtenfold_runtime.so"
DLPACK_CODES = {"i": 0, "u": 1, "f": 2, "b": 6}


class Tensor(c.Structure):
    """DLTensor on the CPU, row-major."""
    _fields_ = [("data", c.c_void_p), ("device_type", c.c_int32), ("device_id", c.c_int32), ("ndim", c.c_int32),
                ("code", c.c_uint8), ("bits", c.c_uint8), ("lanes", c.c_uint16), ("shape", c.POINTER(c.c_int64)),
                ("strides", c.c_void_p), ("byte_offset", c.c_uint64)]

    @classmethod
    def of(cls, array):
        assert array.flags.c_contiguous
        shape = (c.c_int64 * array.ndim)(*array.shape)
        tensor = cls(array.ctypes.data, 1, 0, array.ndim, DLPACK_CODES[array.dtype.kind], array.itemsize * 8, 1, shape)
        tensor.keep = array, shape
        return tensor


class TensorInfo(c.Structure):
    _fields_ = [("name", c.c_char_p), ("code", c.c_uint8), ("bits", c.c_uint8), ("lanes", c.c_uint16), ("rank", c.c_int32)]


class Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("threads", c.c_int32)]


def load_runtime():
    lib = c.CDLL(str(RUNTIME))
    lib.tenfold_status_message.restype = c.c_char_p
    for name in ("artifact_load", "session_create", "session_call", "artifact_find_function", "function_bind_dims",
                 "function_output_shape"):
        getattr(lib, f"tenfold_{name}").restype = c.c_void_p
    for name in ("input", "output"):
        getattr(lib, f"tenfold_function_{name}").restype = c.POINTER(TensorInfo)
        getattr(lib, f"tenfold_function_{name}_count").restype = c.c_size_t
    lib.tenfold_function_dim_count.restype = c.c_size_t
    return lib


class Session:
    """A session on one artifact; `bind` gives a call on fixed arrays."""

    def __init__(self, path, threads, function=None):
        self.lib, self.artifact, self.session = load_runtime(), c.c_void_p(), c.c_void_p()
        self.check(self.lib.tenfold_artifact_load(os.fsencode(path), c.byref(self.artifact)))
        options = Options(c.sizeof(Options), threads)
        self.check(self.lib.tenfold_session_create(self.artifact, c.byref(options), c.byref(self.session)))
        self.function, self.name = c.c_void_p(), function
        self.check(self.lib.tenfold_artifact_find_function(self.artifact, function, c.byref(self.function)))

    def check(self, status):
        if status:
            raise RuntimeError(self.lib.tenfold_status_message(c.c_void_p(status)).decode())

    def outputs(self, pointers, count):
        """Arrays of f32 for all results, of the shapes that the inputs give."""
        dims = (c.c_int64 * self.lib.tenfold_function_dim_count(self.function))()
        self.check(self.lib.tenfold_function_bind_dims(self.function, pointers, c.c_size_t(count), dims))
        arrays = []
        for i in range(self.lib.tenfold_function_output_count(self.function)):
            shape = (c.c_int64 * 8)()
            self.check(self.lib.tenfold_function_output_shape(self.function, c.c_size_t(i), dims, shape))
            rank = self.lib.tenfold_function_output(self.function, c.c_size_t(i)).contents.rank
            arrays.append(np.empty(tuple(shape[:rank]), np.float32))
        return arrays

    def bind(self, inputs, donated=None):
        """Inputs by name; the first result is written in place by each call. Inputs without a name are `donated()`, in
        order, and are the further results too."""
        order = [self.lib.tenfold_function_input(self.function, c.c_size_t(i)).contents.name.decode()
                 for i in range(self.lib.tenfold_function_input_count(self.function))]
        states = {name: donated() for name in order if name not in inputs}
        inputs = inputs | states
        tensors = [Tensor.of(inputs[name]) for name in order]
        pointers = (c.POINTER(Tensor) * len(tensors))(*map(c.pointer, tensors))
        out, *further = self.outputs(pointers, len(tensors))
        results = [Tensor.of(array) for array in (out, *(states.values() or further))]
        results = (c.POINTER(Tensor) * len(results))(*map(c.pointer, results))
        counts = c.c_size_t(len(tensors)), c.c_size_t(len(results))

        def call(keep=tensors):
            self.check(self.lib.tenfold_session_call(self.session, self.name, pointers, counts[0], results, counts[1]))
            return out
        return call


class Tenfold:
    models = ("matmul", "minilm", "minilm-onnx", "resnet50", "silero", "attention-full", "attention-causal",
              "attention-decode", "attention-window", "cross-entropy", "smollm2-prefill", "smollm2-decode", "smollm2-forward")
    suffix = ""

    def __init__(self, threads):
        self.threads, self.sessions = threads, {}

    def family(self, case):
        """What one artifact serves."""
        return case.model if case.model in ("minilm-onnx", "cross-entropy") else case.model.split("-")[0]

    def function(self, case):
        family, _, kind = case.model.partition("-")
        if family == "attention":
            name = "full" if kind == "decode" else kind
            return (name if case.shape[2] == 64 else f"{name}_{case.shape[2]}").encode()
        return (b"forward" if kind == "forward" else b"step") if family == "smollm2" else None

    def prepare(self, case):
        family, function = self.family(case), self.function(case)
        session = self.sessions.get((family, function))
        if not session:
            session = self.sessions[family, function] = Session(WORK / f"{family}{self.suffix}.so", self.threads, function)
        if function == b"step":
            return self.step(session, case)
        return session.bind(case.inputs())

    def step(self, session, case):
        before, caches = case.before(), []

        def cache():
            caches.append(np.zeros((1, 3, SMOLLM2_CONTEXT, 64), np.float32))
            return caches[-1]
        call = session.bind(case.inputs(), cache)
        if before.size:
            session.bind({"tokens": before, "position": np.zeros(1, np.int64)}, iter(caches).__next__)()
        return call

    def array(self, result):
        return result if result.shape[-1] != 49152 else result[0, -1]


class TenfoldDecomposed(Tenfold):
    """Products and what reduces them in kernels of their own, no folds."""
    models = ("cross-entropy", "smollm2-forward")
    suffix = "-decomposed"


class TenfoldF32(Tenfold):
    """Decodes weights in blocks exactly, where the other multiplies in integers, as llama.cpp does."""
    models = ("smollm2-prefill", "smollm2-decode")
    suffix = "-f32"


class TenfoldByHand(Tenfold):
    """MiniLM as models/minilm.mlir writes it, beside the one from ONNX."""
    models = ("minilm-onnx",)

    def family(self, case):
        return "minilm"
