# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""edit.py FILE OLD NEW: replaces OLD, which must be there."""
import pathlib
import sys

path, old, new = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
text = path.read_text()
assert old in text, old
path.write_text(text.replace(old, new))
