# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the machine gives right now: calibrate.c, compiled once and called by ctypes."""
import ctypes
import os
import subprocess

from cases import ROOT, WORK

LIBRARY = WORK / "calibrate.so"


def compile_library():
    subprocess.run([os.environ.get("CC", "cc"), "-O3", "-march=native", "-mprefer-vector-width=512",
                    "-ffp-contract=fast", "-shared", "-fPIC", "-pthread", ROOT / "benchmarks" / "calibrate.c",
                    "-o", LIBRARY], check=True)


def load(name):
    """A function of threads and a count that gives a rate."""
    function = getattr(ctypes.CDLL(str(LIBRARY)), name)
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_int, ctypes.c_long]
    return function
