# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""safetensors files that are amiss, given as the weights of linear.mlir: name, bytes, what is said of them."""
import json

GOOD = {"fc.weight": ["F32", [11, 7], [0, 308]], "fc.bias": ["F32", [11], [308, 352]]}


def file(header, data=bytes(352)):
    text = header if isinstance(header, bytes) else header.encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(dtype, shape, offsets):
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def tensors(data=bytes(352), **changes):
    """The good file but for what changes; None leaves a tensor out."""
    entries = GOOD | {name.replace("_", "."): change for name, change in changes.items()}
    return file(json.dumps({name: entry(*parts) for name, parts in entries.items() if parts}), data)


def one(text, data=bytes(4)):
    return file('{"a":{' + text + "}}", data)


CASES = [
    ("nothing", b"", "`FILE`: expected at least 8 bytes, got 0"),
    ("seven bytes", b"1234567", "`FILE`: expected at least 8 bytes, got 7"),
    ("header past the end", (1000).to_bytes(8, "little") + b"{}",
     "`FILE`: expected a header of 1000 bytes, got a file that ends after 2"),
    ("endless header", (2**63).to_bytes(8, "little") + b"{}",
     "`FILE`: expected a header of 100000000 bytes at most, got 9223372036854775808"),
    ("header that is no JSON", file("{]"), "`FILE`: expected a header in JSON, got text that does not parse"),
    ("header that is a list", file("[]"), "`FILE`: expected a header that begins with an opening brace"),
    ("header of depth 1000", file('{"a":' * 1000), "`FILE`: expected a header of depth 3 at most, got more"),
    ("header that is no UTF-8", file(b'{"\xff":{}}'),
     "`FILE`: expected a header in JSON, got text that does not parse"),
    ("entry that is a number", file('{"a":1}'),
     "`FILE`: expected tensor `a` to have `dtype`, `shape` and `data_offsets` and no more"),
    ("metadata that is a list", file('{"__metadata__":[]}'), "`FILE`: expected `__metadata__` to be an object"),
    ("metadata of numbers", file('{"__metadata__":{"a":1}}'),
     "`FILE`: expected `__metadata__` to hold strings, got something else at `a`"),
    ("no dtype", one('"shape":[1],"data_offsets":[0,4]'),
     "`FILE`: expected tensor `a` to have `dtype`, `shape` and `data_offsets` and no more"),
    ("no shape", one('"dtype":"F32","data_offsets":[0,4]'),
     "`FILE`: expected tensor `a` to have `dtype`, `shape` and `data_offsets` and no more"),
    ("no offsets", one('"dtype":"F32","shape":[1]'),
     "`FILE`: expected tensor `a` to have `dtype`, `shape` and `data_offsets` and no more"),
    ("unknown dtype", one('"dtype":"F31","shape":[1],"data_offsets":[0,4]'),
     "`FILE`: expected a known dtype for tensor `a`, got `F31`"),
    ("negative extent", one('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'),
     "`FILE`: expected natural numbers and strings in the header, got `-`"),
    ("too many elements", one('"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]'),
     "`FILE`: expected tensor `a` to have a shape of whole bytes below 2^64"),
    ("offsets that turn back", one('"dtype":"F32","shape":[1],"data_offsets":[4,0]'),
     "`FILE`: expected `data_offsets` of tensor `a` to be a begin and an end"),
    ("offsets of other size", one('"dtype":"F32","shape":[2],"data_offsets":[0,4]'),
     "`FILE`: expected tensor `a` to have 8 bytes by its shape, got 4"),
    ("offsets past the end", one('"dtype":"F32","shape":[2],"data_offsets":[0,8]'),
     "`FILE`: expected tensor `a` to end within 4 bytes of data, got end 8"),
    ("a gap", one('"dtype":"F32","shape":[1],"data_offsets":[4,8]', bytes(8)),
     "`FILE`: expected tensor `a` to begin at byte 0 of the data, got 4"),
    ("bytes that belong to nothing", tensors(bytes(360)), "`FILE`: expected 352 bytes of data, got 360"),
    ("name twice", file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"1"),
     "`FILE`: expected names to be unique in the header, got a duplicate"),
    ("tensors that overlap", tensors(bytes(352), fc_bias=["F32", [11], [300, 344]]),
     "`FILE`: expected tensor `fc.bias` to begin at byte 308 of the data, got 300"),
    ("a parameter missing", tensors(bytes(308), fc_bias=None),
     "FILE: expected every parameter of the model, got no fc.bias"),
    ("other shape", tensors(fc_weight=["F32", [7, 11], [0, 308]]),
     "FILE: expected `fc.weight` to be 11x7xf32, got 7x11xf32"),
    ("other type", tensors(bytes(396), fc_bias=["F64", [11], [308, 396]]),
     "FILE: expected `fc.bias` to be 11xf32, got 11xf64"),
]
