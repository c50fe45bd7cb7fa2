"""Writes files for the tests without NumPy: arrays.py OUT NAME=TYPE:SHAPE..., as in x=f4:5,7.

Element i is sin(i + 1), or i for integers. OUT ends in .npy, .npz or .safetensors.
"""
import json
import math
import struct
import sys
import zipfile

CODES = {"f4": "f", "f8": "d", "i8": "q", "i4": "i"}
SAFETENSORS = {"f4": "F32", "f8": "F64", "i8": "I64", "i4": "I32"}


def elements(dtype, shape):
    count = math.prod(shape)
    values = [math.sin(i + 1) if dtype[0] == "f" else i for i in range(count)]
    return struct.pack(f"<{count}{CODES[dtype]}", *values)


def npy(dtype, shape):
    header = str({"descr": "<" + dtype, "fortran_order": False, "shape": tuple(shape)})
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + elements(dtype, shape)


def safetensors(arrays):
    header, body = {}, b""
    for name, dtype, shape in arrays:
        data = elements(dtype, shape)
        header[name] = {"dtype": SAFETENSORS[dtype], "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def parse(argument):
    name, description = argument.split("=")
    dtype, shape = description.split(":")
    return name, dtype, [int(size) for size in shape.split(",") if size]


path, arrays = sys.argv[1], [parse(argument) for argument in sys.argv[2:]]
if path.endswith(".npz"):
    with zipfile.ZipFile(path, "w") as archive:
        for name, dtype, shape in arrays:
            archive.writestr(name + ".npy", npy(dtype, shape))
else:
    data = npy(*arrays[0][1:]) if path.endswith(".npy") else safetensors(arrays)
    with open(path, "wb") as file:
        file.write(data)
