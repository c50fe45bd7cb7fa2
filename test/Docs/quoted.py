# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""quoted.py PAGE FILE: every line of the page's ```mlir blocks must stand in FILE, in the order of the page.

So a page cannot show what a test does not run. A line `...` skips.
"""
import sys

page, source = (open(path, encoding="utf-8").read().splitlines() for path in sys.argv[1:3])
at, inside, quoted = 0, False, 0
for number, line in enumerate(page, 1):
    if line.startswith("```"):
        inside = line == "```mlir"
    elif inside and line.strip() not in ("", "..."):
        if line not in source[at:]:
            sys.exit(f"{sys.argv[1]}:{number}: not in {sys.argv[2]}, or not in this order: {line}")
        at = source.index(line, at) + 1
        quoted += 1
if not quoted:
    sys.exit(f"{sys.argv[1]}: quotes nothing")
