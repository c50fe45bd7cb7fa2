# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One contender in its own process, driven by lines of JSON on stdin: the driver stops it while others run."""
import json
import os
import sys
import time

import numpy as np

import calibration
from cases import CASES
from runners import all_runners

SLICE = 50_000  # iterations, a tenth of a millisecond


class Clock:
    """FMA rate of one core at the clock that work left it at. A core whose wide vectors come from caches lowers its
    clock by up to a fifth, and takes some milliseconds to raise it again."""

    def __init__(self):
        self.fma = calibration.load("calibrate_fma_gflops")

    def __call__(self):
        return max(self.fma(1, SLICE) for _ in range(5))


def measure(call, seconds):
    """Wall times of single calls, at least three, after one that is not counted."""
    call()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return times


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not mix with the replies
    runner = all_runners()[name](threads)
    cases, calls, clock = {case.name: case for case in CASES}, {}, Clock()
    for line in sys.stdin:
        order = json.loads(line)
        if order["case"] not in calls:
            calls[order["case"]] = runner.prepare(cases[order["case"]])
        call = calls[order["case"]]
        if "save" in order:
            np.save(order["save"], runner.array(call()))
        answer = {"times": measure(call, order["seconds"]), "clock": clock() * threads} if "seconds" in order else {}
        print(json.dumps(answer), file=replies, flush=True)


if __name__ == "__main__":
    main()
