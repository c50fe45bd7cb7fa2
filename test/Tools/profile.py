# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""profile.py TRACE PLAN CALLS: the trace has CALLS calls, each with the kernels of plan.json in order, one after another within it."""
import json
import sys

with open(sys.argv[1]) as file:
    events = json.load(file)["traceEvents"]
with open(sys.argv[2]) as file:
    steps = [step["kernel"] for step in json.load(file)["plan"]["functions"][0]["steps"]]
calls = int(sys.argv[3])
assert [event["name"] for event in events] == (["call"] + steps) * calls, events
assert all(event["ph"] == "X" and event["dur"] >= 0 for event in events)
for at in range(0, len(events), 1 + len(steps)):
    call, *kernels = events[at : at + 1 + len(steps)]
    ends = [call["ts"]]
    for kernel in kernels:
        assert kernel["ts"] >= ends[-1], (kernel, ends)
        ends.append(kernel["ts"] + kernel["dur"])
    assert ends[-1] <= call["ts"] + call["dur"] + 1e-3, (call, ends)  # microseconds
print(f"{calls} calls of {len(steps)} kernels")
