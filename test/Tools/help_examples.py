# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""help_examples.py FOLDER COMMAND...: every example that `tenfold COMMAND --help` gives runs, in FOLDER, as it stands.

A command of '' is `tenfold --help`.
"""
import subprocess
import sys

folder, commands = sys.argv[1], sys.argv[2:]
for command in commands:
    text = subprocess.run(["tenfold", *command.split(), "--help"], capture_output=True, text=True, check=True).stdout
    section = text.partition("\nExamples:\n")[2].partition("\n\n")[0]
    examples = [line.strip() for line in section.split("\n") if line.startswith("  ") and not line.startswith("  #")]
    assert examples, f"'tenfold {command} --help' has no example"
    for example in examples:
        done = subprocess.run(example, shell=True, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert done.returncode == 0, f"{example}\n{done.stderr}"
    print(f"{command or 'tenfold'}: {len(examples)} examples run")
