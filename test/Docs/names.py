# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""names.py ROOT: the links, paths, passes and commands that the pages name are there. FuseNorms is docs/adding-a-pass.md's example."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
passes = subprocess.run(["tenfold-opt", "--help"], capture_output=True, text=True, check=True).stdout
commands = subprocess.run(["tenfold", "--help"], capture_output=True, text=True, check=True).stdout
wrong = []
pages = [root / "README.md", *sorted((root / "docs").glob("*.md")), *sorted((root / "dialects").glob("*/README.md"))]
for page in pages:
    text = page.read_text()
    names = re.sub(r"`[^`\n]*(FuseNorms|fuse-norms)[^`\n]*`", "", text)
    wrong += [(page, link) for link in re.findall(r"\]\(([^)#:]+)\)", names) if not (page.parent / link).exists()]
    folders = "|".join(path.name for path in root.iterdir() if path.is_dir() and path.name != "build")
    paths = re.findall(rf"`((?:{folders})/[\w./-]*\w)`", names)
    wrong += [(page, path) for path in paths if not (root / path).exists()]
    flags = re.findall(r"--(tenfold-[a-z-]+[a-z])\b", names)
    wrong += [(page, "--" + flag) for flag in flags if not re.search(rf"--{flag}\b", passes)]
    said = re.findall(r"(?:^|`|\$ |bin/)tenfold ([a-z]+)\b", names, re.M)
    wrong += [(page, "tenfold " + name) for name in said if not re.search(rf"^  {name} ", commands, re.M)]
for page, name in wrong:
    print(f"{page.relative_to(root)}: there is no {name}")
sys.exit(bool(wrong))
