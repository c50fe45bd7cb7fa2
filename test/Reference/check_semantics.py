# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every test that docs/semantics.md names exists, and every line of its tables names one."""
import importlib
import pathlib
import re
import sys

import numpy as np

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "test" / "Numerics"))
harness = importlib.import_module("harness")


def cases(suite):
    built = harness.Suite()
    with np.errstate(all="ignore"):
        importlib.import_module(suite).build(built)
    return set(built.functions)


known, bad = {}, []
for line in (root / "docs" / "semantics.md").read_text().splitlines():
    if not line.startswith("| ") or line.startswith(("| case", "| ---")):
        continue
    named = re.findall(r"`([\w/.-]+): (\w+)`", line.split("|")[-2])
    if not named:
        bad.append(f"no test: {line}")
    for where, name in named:
        if where.endswith(".mlir"):
            exists = re.search(rf"[@=]{name}\b", (root / "test" / where).read_text())
        else:
            if where not in known:
                known[where] = cases(where)
            exists = name in known[where]
        if not exists:
            bad.append(f"not found: {where}: {name}")
print("\n".join(bad))
sys.exit(bool(bad))
