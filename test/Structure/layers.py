# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which folder may include which: `layers.py ROOT`."""
import pathlib
import re
import sys

# Folder, and beginnings of includes that it may not have.
FORBIDDEN = {
    "include": ("lib/", "dialects/", "tools/", "test/", "mlir/", "llvm/"),
    "dialects": ("lib/", "tools/", "test/"),
    "lib": ("tools/", "test/"),
    "lib/Runtime": ("mlir/", "llvm/", "dialects/", "lib/Analysis", "lib/Conversion", "lib/Data", "lib/Driver", "lib/Import",
                    "lib/Library", "lib/Pipelines", "lib/Reference", "lib/Target", "lib/Transforms"),
    "lib/Algebra": ("mlir/", "llvm/", "dialects/"),
    "lib/Chat": ("mlir/", "dialects/", "lib/Driver", "lib/Import"),
    "lib/Generate": ("mlir/", "dialects/", "lib/Driver", "lib/Import"),
    "lib/Jinja": ("mlir/", "dialects/", "lib/Driver", "lib/Import"),
    "lib/Tokenizer": ("mlir/", "dialects/", "lib/Driver", "lib/Import"),
    "lib/Data": ("mlir/", "dialects/"),
    "": ("mlir/InitAll",),
}
SOURCES = {".h", ".cpp", ".c", ".td", ".in"}
FOLDERS = ("include", "dialects", "lib", "tools", "test")


def includes(path):
    """Line number and target of each include."""
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        if match := re.match(r'\s*#?\s*include\s+["<]([^">]+)[">]', line):
            yield number, match[1]


def main(root):
    root, bad, seen = pathlib.Path(root), 0, 0
    for path in (p for folder in FOLDERS for p in (root / folder).rglob("*") if p.suffix in SOURCES):
        name = path.relative_to(root).as_posix()
        for number, target in includes(path):
            seen += 1
            for folder, prefixes in FORBIDDEN.items():
                if (not folder or name.startswith(folder + "/")) and target.startswith(prefixes):
                    print(f"{name}:{number}: expected no include of {target} in {folder or 'the project'}")
                    bad += 1
    print(f"{seen} includes, {bad} bad")
    sys.exit(bad != 0 or seen < 100)


main(*sys.argv[1:])
