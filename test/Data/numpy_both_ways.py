# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What NumPy writes we read, and what we write NumPy reads: all types, ranks, orders, versions and compressions."""
import pathlib
import subprocess
import sys

import numpy as np
from numpy.lib import format as npy_format

COPY, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]
SHAPES = [(), (0,), (1,), (7,), (3, 0, 5), (2, 3), (3, 5, 7), (1, 2, 1, 3, 2)]


def arrays():
    rng = np.random.default_rng(5)
    for name in TYPES:
        for shape in SHAPES:
            count = int(np.prod(shape)) * np.dtype(name).itemsize
            raw = np.frombuffer(rng.bytes(count), np.uint8)
            array = (raw % 2).astype(bool) if name == "?" else raw.view(name)
            yield f"{np.dtype(name).name}.{'x'.join(map(str, shape))}/weight", array.reshape(shape)


def copy(*pairs):
    return subprocess.run([COPY, *pairs], stderr=subprocess.PIPE, text=True)


def expect_same(got, expected):
    assert got.dtype == expected.dtype and got.shape == expected.shape, (got.dtype, got.shape, expected.shape)
    assert got.tobytes() == expected.tobytes()
    assert got.flags.c_contiguous


def check_npy():
    pairs, expected = [], []
    for _, array in arrays():
        for version in ((1, 0), (2, 0), (3, 0)):
            for ordered in (array, np.asfortranarray(array), array.T):
                pairs += [FOLDER / f"in{len(expected)}.npy", FOLDER / f"out{len(expected)}.npy"]
                expected.append(ordered)
                with open(pairs[-2], "wb") as file:
                    npy_format.write_array(file, ordered, version=version)
    done = copy(*pairs)
    assert done.returncode == 0, done.stderr
    for target, array in zip(pairs[1::2], expected):
        expect_same(np.load(target), array)


def check_npz():
    source, target = FOLDER / "in.npz", FOLDER / "out.npz"
    expected = dict(arrays())
    for save in (np.savez, np.savez_compressed):
        save(source, **expected)
        done = copy(source, target)
        assert done.returncode == 0, done.stderr
        with np.load(target) as got:
            assert got.files == list(expected)
            for name in expected:
                expect_same(got[name], expected[name])
    first = target.read_bytes()
    copy(source, target)
    assert target.read_bytes() == first, "equal arrays gave different bytes"


def check_refusals():
    source, target = FOLDER / "in.npy", FOLDER / "never.npy"
    for array, reason in ((np.zeros(3, ">f4"), "`>f4`"), (np.zeros(3, "c8"), "`<c8`"), (np.zeros(3, "U2"), "`<U2`"),
                          (np.zeros(3, [("a", "f4")]), "structured arrays")):
        np.save(source, array)
        done = copy(source, target)
        assert done.returncode == 1 and reason in done.stderr, done.stderr
    assert not target.exists()


FOLDER.mkdir(parents=True, exist_ok=True)
check_npy()
check_npz()
check_refusals()
