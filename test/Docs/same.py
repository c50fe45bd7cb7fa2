# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""same.py A.npz B.npz: fails unless both hold the same arrays to 1e-5 of the greatest element, NaN never."""
import sys

import numpy as np

a, b = (np.load(path) for path in sys.argv[1:3])
assert a.files == b.files, (a.files, b.files)
for name in a.files:
    error = np.abs(a[name] - b[name]).max() / np.abs(b[name]).max()
    assert error <= 1e-5, (name, error)
    print(name, list(a[name].shape), "agree")
