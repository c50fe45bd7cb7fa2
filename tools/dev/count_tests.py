#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts tests out of the XML that ctest, lit and GoogleTest left: count_tests.py FOLDER...

ctest sees lit and each GoogleTest program as one test; here their own results count. A program that failed without a
failed test in its results, as by a crash at the end, counts as one more failure. Exits with 1 unless all is well.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml


def outcomes(path):
    """Passed and failed test cases of a JUnit file; skipped ones are neither."""
    passed = failed = 0
    for case in xml.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None and case.get("status") not in ("notrun", "disabled"):
            passed += 1
    return passed, failed


def count(folder):
    passed = failed = 0
    for case in xml.parse(folder / "ctest.xml").iter("testcase"):
        name, broken = case.get("name"), case.find("failure") is not None
        details = folder / "lit.xml" if name == "lit" else folder / "gtest" / f"{name}.xml"
        inner = outcomes(details) if details.exists() else (int(not broken), int(broken))
        passed, failed = passed + inner[0], failed + inner[1]
        if broken and inner[1] == 0:
            failed += 1
        if broken:
            print(f"failed: {name}")
    return passed, failed


def main():
    counts = [count(pathlib.Path(folder)) for folder in sys.argv[1:]]
    passed, failed = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if passed and not failed else 1)


if __name__ == "__main__":
    main()
