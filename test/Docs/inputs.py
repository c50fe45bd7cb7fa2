# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""inputs.py OUT.npz: inputs of writing-a-model.mlir; the second sequence is padded behind its fourth token."""
import sys

import numpy as np

mask = np.ones((2, 7), bool)
mask[1, 4:] = False
np.savez(sys.argv[1], tokens=np.arange(14).reshape(2, 7), mask=mask)
