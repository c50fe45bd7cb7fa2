# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compile time grows with distinct kernels, not with depth: `depth.py FOLDER`. In the full tier the time is measured."""
import os
import pathlib
import statistics
import subprocess

from Inputs.tenfold import FULL, MODEL, Report, command, sys

SHALLOW, DEEP, RUNS, LIMIT = 6, 60, 5, 1.3


def model(folder, layers):
    path = folder / f"layers{layers}.mlir"
    path.write_text(MODEL.read_text().replace("nn.repeat 2 x", f"nn.repeat {layers} x"))
    return path


def seconds(path, folder):
    """CPU seconds, which other work on the machine changes little, of a compilation up to the object file."""
    process = subprocess.Popen(["tenfold", "compile", str(path), "--no-cache", "-o", str(folder / "out.so")], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("tenfold compile failed")
    return usage.ru_utime + usage.ru_stime


def main(folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shallow, deep = model(folder, SHALLOW), model(folder, DEEP)
    programs = [command("tenfold", "compile", path, "--to=plan") for path in (shallow, deep)]
    kernels = [program.count("func.func private @kernel_") for program in programs]
    report.expect(kernels[0] == kernels[1], f"{kernels[0]} kernels of {SHALLOW} layers, {kernels[1]} of {DEEP}")
    calls = [program.count("    call @kernel_") for program in programs]
    report.expect(calls[1] - calls[0] == (DEEP - SHALLOW) * 9, f"{calls[0]} calls, {calls[1]} calls")
    code = [command("tenfold", "compile", path, "--to=target").count("\n") for path in (shallow, deep)]
    report.expect(code[0] == code[1], f"{code[0]} lines of code of {SHALLOW} layers, {code[1]} of {DEEP}")
    if FULL:
        times = [[seconds(path, folder) for path in (shallow, deep)] for _ in range(RUNS)]
        ratio = statistics.median(long / short for short, long in times)
        few, many = (statistics.median(column) for column in zip(*times))
        print(f"{SHALLOW} layers {few:.2f} s, {DEEP} layers {many:.2f} s, median of ratios {ratio:.2f}")
        report.expect(ratio <= LIMIT, f"ratio {ratio:.2f}, limit {LIMIT}")
    report.finish()


main(*sys.argv[1:])
