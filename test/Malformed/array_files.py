# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""npy and npz files that are amiss, given as the inputs of linear.mlir: name, bytes, what is said of them."""
import io
import zipfile


def raw(header, data=bytes(28), version=b"\1\0"):
    text = header.encode()
    return b"\x93NUMPY" + version + len(text).to_bytes(2 if version[0] == 1 else 4, "little") + text + data


def npy(descr="'<f4'", fortran="False", shape="(1, 7)", data=bytes(28)):
    return raw("{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, shape), data)


def npz(*members, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return stream.getvalue()


def damaged(text, old, new):
    assert old in text, old
    return text.replace(old, new)


GOOD = npz(("x.npy", npy()))
NPY = [
    ("nothing", b"", "`FILE`: expected a file in NumPy's npy format"),
    ("no magic", b"NUMPY" + bytes(100), "`FILE`: expected a file in NumPy's npy format"),
    ("version 9", raw("{}", version=b"\x09\0"), "`FILE`: expected npy version 1.0, 2.0 or 3.0, got 9.0"),
    ("header cut", raw("{'descr': '<f4'")[:20], "`FILE`: expected a header of 15 bytes, got 10"),
    ("header that is a list", raw("[]"), "`FILE`: expected a header that begins with an opening brace"),
    ("no shape", raw("{'descr': '<f4', 'fortran_order': False}"),
     "`FILE`: expected the keys `descr`, `fortran_order` and `shape`, got 2 of them"),
    ("shape twice", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'shape': ()}"),
     "`FILE`: expected each key once in the header, got `shape` twice"),
    ("unknown key", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'colour': 1}"),
     "`FILE`: expected the keys `descr`, `fortran_order` and `shape`, got `colour`"),
    ("order that is a number", npy(fortran="0"), "`FILE`: expected `fortran_order` to be True or False"),
    ("big-endian", npy("'>f4'"),
     "`FILE`: expected a little-endian element type among f2, f4, f8, i1 to i8, u1 to u8 and b1, got `>f4`"),
    ("objects", npy("'|O'"),
     "`FILE`: expected a little-endian element type among f2, f4, f8, i1 to i8, u1 to u8 and b1, got `|O`"),
    ("records", npy("[('a', '<f4')]"), "`FILE`: expected `descr` to be a string; structured arrays have no tensor"),
    ("negative extent", npy(shape="(-1, 7)"), "`FILE`: expected `shape` to be a tuple of at most 64 natural numbers"),
    ("shape of words", npy(shape="('a',)"), "`FILE`: expected `shape` to be a tuple of at most 64 natural numbers"),
    ("too many elements", npy(shape="(4294967296, 4294967296)"), "`FILE`: expected a shape of less than 2^64 bytes"),
    ("data cut", npy(data=bytes(27)), "`FILE`: expected 28 bytes of elements, got 27"),
    ("data left over", npy(data=bytes(29)), "`FILE`: expected 28 bytes of elements, got 29"),
]
NPZ = [
    ("no archive", b"PK\3\4" + bytes(50), "cannot read `FILE`: Not a zip archive"),
    ("archive cut", GOOD[:-30], "cannot read `FILE`: Not a zip archive"),
    ("archive without its end", GOOD[:40], "cannot read `FILE`: Not a zip archive"),
    ("damaged member", damaged(GOOD, bytes(28), bytes(27) + b"\1"),
     "`FILE`: member `x.npy`: expected the member to be intact, got CRC error"),
    ("member that is no array", npz(("x.npy", b"text")),
     "`FILE`: member `x.npy`: expected a file in NumPy's npy format"),
    ("member of other name", npz(("x.txt", b"text")), "`FILE`: expected members that end in .npy, got `x.txt`"),
    ("name twice", damaged(npz(("x.npy", npy()), ("y.npy", npy())), b"y.npy", b"x.npy"),
     "cannot read `FILE`: two members of one name"),
    ("compressed in another way", npz(("x.npy", npy()), compression=zipfile.ZIP_LZMA),
     "`FILE`: member `x.npy`: expected a stored or deflated member, got method 14"),
    ("no array", npz(), "expected inputs x, got no 'x'"),
    ("array that is no input", npz(("x.npy", npy()), ("z.npy", npy())), "expected inputs x, got 'z'"),
    ("other type", npz(("x.npy", npy("'<f8'", data=bytes(56)))), "expected input `x` of type f32, got f64"),
    ("other shape", npz(("x.npy", npy(shape="(1, 5)", data=bytes(20)))),
     "expected input `x` of size 7 at axis 1, got 5"),
    ("other rank", npz(("x.npy", npy(shape="(7,)"))), "expected input `x` of rank 2, got rank 1"),
    ("more than the bound", npz(("x.npy", npy(shape="(65, 7)", data=bytes(65 * 28)))),
     "expected dim `batch` in 0..64, got 65"),
]
