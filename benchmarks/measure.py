#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ours against the peers: rounds in which all contenders take turns on the same cores, each in its own process that is
stopped while another runs. A round counts when the FMA calibration before and after it is within 5 % of the best seen;
the result is the median, over the rounds that count, of the ratio within a round. "of peak" is against the best
calibration, of cores that were idle before; "at its clock" against one of each core within a millisecond after the calls,
whose clock is the one that the calls ran at.
"""
import argparse
import contextlib
import json
import math
import os
import platform
import signal
import statistics
import subprocess
import sys
import time

import numpy as np

import calibration
import runners
from cases import CASES, ROOT, WORK

TOLERANCE = 0.05        # of the best calibration
SECONDS = 0.25          # of calls for one contender in one round
FMA_ITERATIONS = 20_000_000
READ_BYTES = 512 << 20


class Calibration:
    def __init__(self):
        calibration.compile_library()
        self.fma, self.read = map(calibration.load, ("calibrate_fma_gflops", "calibrate_read_gbytes"))

    def __call__(self, threads):
        return self.fma(threads, FMA_ITERATIONS)


class Worker:
    """A contender's process; it runs only inside `ask`."""

    def __init__(self, name, threads, cores):
        self.name = name
        count = str(threads)
        environment = dict(os.environ, OMP_NUM_THREADS=count, MKL_NUM_THREADS=count, OPENBLAS_NUM_THREADS=count,
                           TORCHINDUCTOR_CACHE_DIR=str(WORK / "inductor"), PYTHONWARNINGS="ignore")
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "benchmarks" / "worker.py", name, count], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, **order):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        self.process.send_signal(signal.SIGSTOP)
        if not reply:
            raise RuntimeError(f"{self.name} died on {order['case']}")
        return json.loads(reply)

    def close(self):
        self.process.kill()
        self.process.wait()


def measure_rounds(case, workers, threads, calibrate, rounds, limit):
    """All rounds as {"calibration": GFLOP/s, "clocks": {contender: GFLOP/s}, contender: seconds}; goes on until enough of
    them count."""
    done = []
    while len(done) < limit:
        turn = len(done) % len(workers)
        before, row = calibrate(threads), {"clocks": {}}
        for worker in workers[turn:] + workers[:turn]:
            answer = worker.ask(case=case.name, seconds=SECONDS)
            row[worker.name], row["clocks"][worker.name] = statistics.median(answer["times"]), answer["clock"]
        row["calibration"] = min(before, calibrate(threads))
        done.append(row)
        if len(kept(done)) >= rounds:
            break
    return done


def kept(rows):
    best = max(row["calibration"] for row in rows)
    return [row for row in rows if row["calibration"] >= (1 - TOLERANCE) * best]


def disagreement(case, workers):
    """max |difference| / max |reference| of each contender's result; NaN counts as infinite."""
    results = {}
    for worker in workers:
        path = WORK / "result.npy"
        worker.ask(case=case.name, save=str(path))
        results[worker.name] = np.load(path)
    reference = results.get("onnxruntime", results.get("numpy", results.get("llamacpp")))
    if reference is None:
        return {}
    scale = np.abs(reference).max()
    return {name: float(np.nan_to_num(np.abs(result - reference).max() / scale, nan=math.inf))
            for name, result in results.items()}


def summarise(case, threads, rows, differences):
    rows_kept = kept(rows)
    peak = max(row["calibration"] for row in rows)
    names = list(rows[0]["clocks"])
    summary = {"case": case.name, "threads": threads, "fma_gflops": peak, "rounds": len(rows), "kept": len(rows_kept),
               "contenders": {}}
    for name in names:
        seconds = statistics.median(row[name] for row in rows_kept)
        entry = {"median_ms": 1e3 * seconds, "min_ms": 1e3 * min(row[name] for row in rows),
                 "of_peak": case.flops() / seconds * 1e-9 / peak, "difference": differences.get(name),
                 "of_clock": statistics.median(case.flops() / row[name] * 1e-9 / row["clocks"][name] for row in rows_kept)}
        if case.bytes():
            entry["gbytes"] = case.bytes() / seconds * 1e-9
        if "tenfold" in names and name != "tenfold":
            entry["ratio"] = statistics.median(row[name] / row["tenfold"] for row in rows_kept)
        summary["contenders"][name] = entry
    return summary


def show(summary):
    print(f"\n{summary['case']}, {summary['threads']} thread(s): {summary['kept']} of {summary['rounds']} rounds kept, "
          f"FMA {summary['fma_gflops']:.0f} GFLOP/s")
    for name, entry in sorted(summary["contenders"].items(), key=lambda item: item[1]["median_ms"]):
        ratio = f"{entry['ratio']:6.3f}x of ours" if "ratio" in entry else ""
        difference = "" if entry["difference"] is None else f"   differs {entry['difference']:.1e}"
        rate = f"{entry['gbytes']:5.1f} GB/s" if "gbytes" in entry else f"{entry['of_peak']:5.1%} of peak, {entry['of_clock']:5.1%} at its clock"
        print(f"  {name:15s} {entry['median_ms']:9.3f} ms (min {entry['min_ms']:9.3f})  {rate} {ratio}{difference}", flush=True)


def show_geomeans(summaries, threads):
    """The bar of the first issue: the best peer at each of three shapes."""
    ratios = [min(entry["ratio"] for entry in summary["contenders"].values() if "ratio" in entry)
              for summary in summaries if summary["threads"] == threads
              and summary["case"] in ("minilm 1x16", "minilm 1x128", "minilm 8x128")
              and "tenfold" in summary["contenders"] and len(summary["contenders"]) > 1]
    if len(ratios) == 3:
        print(f"\nminilm, {threads} thread(s), best peer / ours over 1x16, 1x128, 8x128: "
              f"{statistics.geometric_mean(ratios):.3f} in geometric mean, {min(ratios):.3f} at least")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--cases", nargs="+", help="parts of case names, as 'minilm' or '1x128'")
    parser.add_argument("--runners", nargs="+", choices=list(runners.all_runners()))
    parser.add_argument("--rounds", type=int, default=7, help="rounds to keep")
    parser.add_argument("--limit", type=int, default=60, help="rounds after which to give up on keeping enough")
    parser.add_argument("--json", default=WORK / "results.json")
    return parser.parse_args()


def main():
    arguments = parse()
    names = arguments.runners or list(runners.all_runners())
    cases = [case for case in CASES if any(part in case.name for part in arguments.cases or [""])]
    calibrate = Calibration()
    report = {"machine": platform.processor() or platform.machine(), "cpu": cpu_name(), "date": time.strftime("%F %T"),
              "peers": open(ROOT / "benchmarks" / "requirements.txt").read().split("\n"), "results": []}
    for threads in arguments.threads:
        cores = sorted(os.sched_getaffinity(0))[:threads]
        if len(cores) < threads:
            sys.exit(f"error: expected {threads} cores to run on, got {len(cores)}")
        read = max(calibrate.read(threads, READ_BYTES) for _ in range(3))
        print(f"\n{report['cpu']}, {threads} thread(s), read bandwidth {read:.1f} GB/s")
        for case in cases:
            with contextlib.ExitStack() as stack:
                workers = [Worker(name, threads, cores) for name in names
                           if case.model in runners.all_runners()[name].models]
                for worker in workers:
                    stack.callback(worker.close)
                differences = disagreement(case, workers)
                rows = measure_rounds(case, workers, threads, calibrate, arguments.rounds, arguments.limit)
                summary = summarise(case, threads, rows, differences) | {"read_gbytes": read, "rows": rows}
            show(summary)
            report["results"].append(summary)
        show_geomeans(report["results"], threads)
    with open(arguments.json, "w") as file:
        json.dump(report, file, indent=1)


def cpu_name():
    with open("/proc/cpuinfo") as info:
        return next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "unknown CPU")


if __name__ == "__main__":
    main()
