# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Artifacts that are amiss: name, bytes, what is said of them. Their footer: lib/Runtime/ArtifactFormat.h."""
import struct


def flip(good, at):
    return good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]


def cases(good):
    _, _, _, code, _, _, weights, _, _, metadata, _, _, _ = struct.unpack("<8sII10Q", good[-96:])
    return [
        ("nothing but ELF", b"\x7fELF",
     "cannot load `FILE`: not an artifact: expected at least 96 bytes, got 4"),
        ("a program", open("/bin/true", "rb").read(),
     "cannot load `FILE`: not an artifact, or its end is missing"),
        ("half", good[: len(good) // 2],
     "cannot load `FILE`: not an artifact, or its end is missing"),
        ("without its last byte", good[:-1],
     "cannot load `FILE`: not an artifact, or its end is missing"),
        ("one byte more", good + b"\0",
     "cannot load `FILE`: not an artifact, or its end is missing"),
        ("damaged code", flip(good, code + 100),
     "cannot load `FILE`: code is damaged"),
        ("damaged weights", flip(good, weights + 100),
     "cannot load `FILE`: weight section is damaged"),
        ("damaged metadata", flip(good, metadata + 100),
     "cannot load `FILE`: metadata is damaged"),
        ("damaged footer", flip(good, len(good) - 1),
     "cannot load `FILE`: footer is damaged"),
        ("another format", flip(good, len(good) - 88),
     "cannot load `FILE`: expected artifact format 1, got 0"),
        ("twice", good + good,
     "cannot load `FILE`: parts are not where they belong"),
    ]
