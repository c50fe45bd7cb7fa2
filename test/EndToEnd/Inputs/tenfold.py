# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the end-to-end tests share: the small encoder, the command line, and the C API by ctypes."""
import ctypes
import json
import os
import pathlib
import struct
import subprocess
import sys

import numpy as np

MODEL = pathlib.Path(__file__).with_name("encoder.mlir")
FULL = bool(os.environ.get("TENFOLD_FULL"))
U = 2.0**-24  # unit roundoff of f32


def command(*arguments):
    """What a tool prints; its errors are ours."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def write_safetensors(path, arrays):
    header, data = {}, b""
    for name, value in arrays.items():
        bytes_ = np.asarray(value, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def write_weights(path, layers=2, seed=7):
    """Weights of the encoder as safetensors: matrices of variance 1 / fan in, so that no activation fades or grows."""
    rng = np.random.default_rng(seed)
    shapes = {"words.weight": (97, 48), "positions.weight": (200, 48)}
    for name, out, width in [("query", 48, 48), ("key", 48, 48), ("value", 48, 48), ("mix", 48, 48), ("up", 192, 48),
                             ("down", 48, 192)]:
        for i in range(layers):
            shapes |= {f"layer.{i}.{name}.weight": (out, width), f"layer.{i}.{name}.bias": (out,)}
    for norm in ["norm"] + [f"layer.{i}.norm_{j}" for i in range(layers) for j in range(2)]:
        shapes |= {norm + ".weight": (48,), norm + ".bias": (48,)}
    arrays = {}
    for name, shape in shapes.items():
        scale = shape[1] ** -0.5 if len(shape) == 2 and name.startswith("layer") else 1.0 if len(shape) == 2 else 0.1
        arrays[name] = rng.standard_normal(shape) * scale + (1.0 if "norm" in name and name.endswith("weight") else 0.0)
    return write_safetensors(path, arrays)


def compile_encoder(folder, *options):
    """The artifact and the weights, in `folder`."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    weights = write_weights(folder / "encoder.safetensors")
    artifact = folder / "encoder.so"
    command("tenfold", "compile", MODEL, "--weights", weights, "-o", artifact, "--no-cache", *options)
    return artifact, weights


def inputs(batch, seq, seed=11):
    """Ids and shifts at random; the entries of a batch end at different lengths, the first one has all its tokens."""
    rng = np.random.default_rng([seed, batch, seq])
    lengths = np.minimum(seq, 1 + rng.integers(0, max(seq, 1), batch))
    lengths[:1] = seq
    return {"ids": rng.integers(0, 97, (batch, seq)), "mask": (np.arange(seq) < lengths[:, None]).astype(np.int64),
            "shift": rng.standard_normal((batch, seq, 48)).astype(np.float32)}


class Device(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("id", ctypes.c_int32)]


class DataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class Tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device", Device), ("ndim", ctypes.c_int32), ("dtype", DataType),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.c_void_p), ("offset", ctypes.c_uint64)]


class Memory(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("weights", "inputs", "outputs", "arena", "scratch", "peak")]


class Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_int32)]


class Artifact:
    def __init__(self, path, library, function=None):
        """Of several functions, one by its name."""
        self.library, self.name = library, function and function.encode()
        self.api = ctypes.CDLL(str(library))
        for name in ("status_message", "artifact_plan"):
            getattr(self.api, "tenfold_" + name).restype = ctypes.c_char_p
        for name in ("artifact_load", "session_create", "session_call", "function_memory", "artifact_find_function"):
            getattr(self.api, "tenfold_" + name).restype = ctypes.c_void_p
        self.handle = ctypes.c_void_p()
        self.check(self.api.tenfold_artifact_load(str(path).encode(), ctypes.byref(self.handle)))

    def check(self, status):
        if status:
            raise RuntimeError(self.api.tenfold_status_message(ctypes.c_void_p(status)).decode())

    def plan(self):
        return self.api.tenfold_artifact_plan(self.handle).decode()

    def memory(self, dims, threads):
        """Bytes at these dims, at the bounds for None."""
        result = Memory()
        values = None if dims is None else (ctypes.c_int64 * len(dims))(*dims)
        self.check(self.api.tenfold_function_memory(self.find(), values, threads, ctypes.byref(result)))
        return result

    def find(self):
        """The function of the artifact's name, without one `main` or the only one."""
        function = ctypes.c_void_p()
        self.check(self.api.tenfold_artifact_find_function(self.handle, self.name, ctypes.byref(function)))
        return function

    def session(self, threads):
        return Session(self, threads)


class Session:
    def __init__(self, artifact, threads):
        self.artifact, self.handle = artifact, ctypes.c_void_p()
        options = Options(ctypes.sizeof(Options), threads)
        artifact.check(artifact.api.tenfold_session_create(artifact.handle, ctypes.byref(options),
                                                           ctypes.byref(self.handle)))

    def __del__(self):
        self.artifact.api.tenfold_session_free(self.handle)

    def prepare(self, arrays, outputs, function=None):
        """A call to be made many times; nothing but the call happens in it. Without a `function` it is the artifact's."""
        def tensors(arrays):
            made = [tensor(a) for a in arrays]
            return made, (ctypes.POINTER(Tensor) * len(made))(*[ctypes.pointer(t) for t in made])
        (ins, in_list), (outs, out_list) = tensors(arrays), tensors(outputs)
        api, call, handle, check = self.artifact.api, self.artifact.api.tenfold_session_call, self.handle, self.artifact.check
        name = function.encode() if function else self.artifact.name
        # The closure holds what the pointers lead to.
        return lambda: check(call(handle, name, in_list, len(ins), out_list, len(outs))) or (arrays, outputs, api)[1]

    def __call__(self, arrays, *output_shapes):
        arrays = [np.asarray(a, order="C") for a in arrays]
        outputs = [np.full(shape, 1e30, np.float32) for shape in output_shapes]
        self.prepare(arrays, outputs)()
        return outputs[0] if len(outputs) == 1 else outputs

    def encode(self, arrays):
        return self(arrays.values(), (*arrays["ids"].shape, 48))


def tensor(array):
    code = {"i": 0, "u": 1, "f": 2, "V": 4, "b": 6}[array.dtype.kind]  # V: bfloat16, see `bfloat16`
    result = Tensor(array.ctypes.data, Device(1, 0), array.ndim, DataType(code, 8 * array.itemsize, 1),
                    (ctypes.c_int64 * array.ndim)(*array.shape), None, 0)
    result.array = array
    return result


def bfloat16(array):
    """Floats that bfloat16 holds, as it stores them."""
    return (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view(np.dtype([("bfloat16", "<u2")]))


def anonymous():
    """Resident bytes that no file backs, counted page by page."""
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Anonymous:")) * 1024


class Report:
    """Counts and prints what failed."""

    def __init__(self):
        self.cases = self.bad = 0

    def expect(self, good, text):
        self.cases += 1
        if not good:
            self.bad += 1
            print("failed:", text)

    def finish(self):
        print(f"{self.cases} cases, {self.bad} bad")
        sys.exit(self.bad != 0)


def same_bits(a, b):
    return a.shape == b.shape and a.tobytes() == b.tobytes()
