# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""GGUF files that are amiss, given as a model: name, bytes, what is said of them."""
import struct

U32, I32, F32, BOOL, STRING, ARRAY, U64 = 4, 5, 6, 7, 8, 9, 10


def le(number, size=4):
    return number.to_bytes(size, "little")


def text(string):
    data = string if isinstance(string, bytes) else string.encode()
    return le(len(data), 8) + data


def value(kind, data):
    return le(kind) + data


def string(content):
    return value(STRING, text(content))


def gguf(values=(), tensors=(), data=b"", magic=b"GGUF", version=3, value_count=None, tensor_count=None):
    """Tensors are (name, extents, type, offset), the fastest extent first."""
    head = magic + le(version)
    head += le(len(tensors) if tensor_count is None else tensor_count, 8)
    head += le(len(values) if value_count is None else value_count, 8)
    for key, typed in values:
        head += text(key) + typed
    for name, extents, kind, offset in tensors:
        head += text(name) + le(len(extents)) + b"".join(le(extent, 8) for extent in extents) + le(kind) + le(offset, 8)
    return head + bytes(-len(head) % 32) + data


def tensor(extents, kind=0, offset=0, name="t", data=bytes(64)):
    return gguf(tensors=[(name, extents, kind, offset)], data=data)


def llama(**changes):
    """The hyperparameters of a small model; None leaves one out."""
    numbers = {"context_length": 64, "embedding_length": 12, "block_count": 1, "feed_forward_length": 8,
               "attention.head_count": 2, "attention.head_count_kv": 1, "vocab_size": 5}
    values = {"general.architecture": string("llama")} | {f"llama.{key}": value(U32, le(n)) for key, n in numbers.items()}
    values["llama.attention.layer_norm_rms_epsilon"] = value(F32, struct.pack("<f", 1e-5))
    values |= {key.replace("__", "."): change for key, change in changes.items()}
    return [(key, typed) for key, typed in values.items() if typed is not None]


EMBEDDING = [("token_embd.weight", [12, 5], 0, 0)]
CASES = [
    ("magic alone", b"GGUF", "`FILE`: expected 4 bytes of version at byte 4, got a file that ends after 0"),
    ("version cut", b"GGUF\3", "`FILE`: expected 4 bytes of version at byte 4, got a file that ends after 1"),
    ("version 1", gguf(version=1), "`FILE`: expected version 2 or 3, got 1"),
    ("big-endian", gguf(version=0x03000000), "`FILE`: expected a little-endian file, got a big-endian one"),
    ("count of tensors", gguf(tensor_count=2**64 - 1),
     "`FILE`: expected number of tensors at byte 8 to be at most 0 in a file of 32 bytes, got 18446744073709551615"),
    ("count of values", gguf(value_count=9),
     "`FILE`: expected number of values at byte 16 to be at most 0 in a file of 32 bytes, got 9"),
    ("empty key", gguf([("", string("llama"))]), "`FILE`: expected a key of printable characters at byte 24"),
    ("key that is no UTF-8", gguf([(b"\xff", string("llama"))]),
     "`FILE`: expected a key of printable characters at byte 24"),
    ("key with a line break", gguf([("a\nb", string("llama"))]),
     "`FILE`: expected a key of printable characters at byte 24"),
    ("key twice", gguf([("k", string("a")), ("k", string("b"))]),
     "`FILE`: expected keys to be unique, got `k` again at byte 46"),
    ("length of a key", b"GGUF" + le(3) + le(0, 8) + le(1, 8) + le(2**63, 8) + bytes(32),
     "`FILE`: expected 9223372036854775808 bytes of a key at byte 32, got a file that ends after 32"),
    ("type of a value", gguf([("k", value(99, bytes(8)))]),
     "`FILE`: metadata `k`: expected a value's type below 13 at byte 33, got 99"),
    ("boolean of 7", gguf([("k", value(BOOL, b"\7"))]),
     "`FILE`: metadata `k`: expected a boolean of 0 or 1 at byte 37, got 7"),
    ("string cut", gguf([("k", value(STRING, le(1000, 8) + b"short"))]),
     "`FILE`: metadata `k`: expected 1000 bytes of a string at byte 45, got a file that ends after 19"),
    ("array cut", gguf([("k", value(ARRAY, le(U64) + le(2**61, 8)))]),
     "`FILE`: metadata `k`: expected an array's length at byte 41 to be at most 1 in a file of 64 bytes, got 2305843009213693952"),
    ("array of unknown type", gguf([("k", value(ARRAY, le(99) + le(1, 8) + bytes(8)))]),
     "`FILE`: metadata `k`: expected a value's type below 13 at byte 37, got 99"),
    ("arrays in arrays", gguf([("k", value(ARRAY, (le(ARRAY) + le(1, 8)) * 50 + le(U32) + le(1, 8) + bytes(4)))]),
     "`FILE`: metadata `k`: expected arrays of depth 4 at most at byte 85, got more"),
    ("alignment of 3", gguf([("general.alignment", value(U32, le(3)))]),
     "`FILE`: expected `general.alignment` to be a power of two below 2^32, got 3"),
    ("nine extents", tensor([1] * 9), "`FILE`: expected tensor `t` to have at most 4 dimensions at byte 33, got 9"),
    ("too many elements", tensor([2**31, 2**31, 2**31]),
     "`FILE`: expected tensor `t` to have rows of whole blocks of 1 and a size below 2^63, got 2147483648x2147483648x2147483648 of F32"),
    ("half a block", tensor([33, 2], kind=2),
     "`FILE`: expected tensor `t` to have rows of whole blocks of 32 and a size below 2^63, got 2x33 of Q4_0"),
    ("offset between", tensor([1], offset=31),
     "`FILE`: expected tensor `t` to begin at a multiple of 32 bytes, got 31 at byte 49"),
    ("tensor past the end", tensor([99]),
     "`FILE`: expected 396 bytes of tensor `t` at byte 0 of the data, got data of 64 bytes"),
    ("tensors that overlap", gguf(tensors=[("a", [16], 0, 0), ("b", [16], 0, 32)], data=bytes(96)),
     "`FILE`: expected tensor `b` to begin after the 64 bytes of `a`, got byte 128"),
    ("tensor twice", gguf(tensors=[("a", [8], 0, 0), ("a", [8], 0, 32)], data=bytes(64)),
     "`FILE`: expected names of tensors to be unique, got `a` again at byte 57"),
    ("no architecture", gguf(), "FILE: expected metadata `general.architecture` to be a string, got none"),
    ("unknown architecture", gguf([("general.architecture", string("rwkv7"))]),
     "FILE: expected an architecture out of gemma2, gemma3, gpt2, llama, phi3, qwen2, qwen3, got `rwkv7`"),
    ("architecture that is a number", gguf([("general.architecture", value(U32, le(7)))]),
     "FILE: expected metadata `general.architecture` to be a string, got u32"),
    ("no count of heads", gguf(llama(llama__attention__head_count=None)),
     "FILE: expected metadata `llama.attention.head_count` to be an integer below 2^63, got none"),
    ("width as a string", gguf(llama(llama__embedding_length=string("12"))),
     "FILE: expected metadata `llama.embedding_length` to be an integer below 2^63, got string"),
    ("no heads", gguf(llama(llama__attention__head_count=value(U32, le(0)))),
     "FILE: expected metadata `llama.attention.head_count` to be from 1 to 16777216, got 0"),
    ("heads that do not divide", gguf(llama(llama__attention__head_count=value(U32, le(5))), EMBEDDING, bytes(240)),
     "FILE: expected every parameter of the model, got no blk.0.attn_norm.weight, blk.0.attn_q.weight, blk.0.attn_k.weight, blk.0.attn_v.weight, blk.0.attn_output.weight, blk.0.ffn_norm.weight, blk.0.ffn_up.weight, blk.0.ffn_down.weight, output_norm.weight"),
    ("layers without weights", gguf(llama(), EMBEDDING, bytes(240)),
     "FILE: expected every parameter of the model, got no blk.0.attn_norm.weight, blk.0.attn_q.weight, blk.0.attn_k.weight, blk.0.attn_v.weight, blk.0.attn_output.weight, blk.0.ffn_norm.weight, blk.0.ffn_up.weight, blk.0.ffn_down.weight, output_norm.weight"),
    ("endless layers", gguf(llama(llama__block_count=value(U32, le(2**31)))),
     "FILE: expected metadata `llama.block_count` to be from 1 to 4096, got 2147483648"),
    ("no weights", gguf(llama()),
     "FILE: expected tensor `token_embd.weight` to have 1 to 2^24 rows, got no such tensor"),
    ("weights of other shape", gguf(llama(), [("token_embd.weight", [7, 5], 0, 0)], bytes(160)),
     "FILE: expected `token_embd.weight` to be 5x12xf32, got 5x7xf32"),
]
