# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One contender in its own process, driven by lines of JSON on stdin: the driver stops it while others run."""
import json
import os
import sys
import time

import numpy as np

from cases import CASES
from runners import all_runners


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
    cases, calls = {case.name: case for case in CASES}, {}
    for line in sys.stdin:
        order = json.loads(line)
        if order["case"] not in calls:
            calls[order["case"]] = runner.prepare(cases[order["case"]])
        call = calls[order["case"]]
        if "save" in order:
            np.save(order["save"], runner.array(call()))
        answer = measure(call, order["seconds"]) if "seconds" in order else []
        print(json.dumps(answer), file=replies, flush=True)


if __name__ == "__main__":
    main()
