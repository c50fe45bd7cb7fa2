//===- Schedule.cpp - an order of steps that keeps few bytes live ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The least peak is NP-hard to find. Greedy: of the steps whose operands are
// made, run the one with the largest (bytes freed - bytes made); the earlier in
// program order of two such.

#include "lib/Transforms/FormProgram/Schedule.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

#include <algorithm>

using namespace tenfold;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace {

/// Bytes live while steps run one after another.
class LiveSet {
public:
  explicit LiveSet(const ScheduleProblem &problem)
      : problem(problem), readsLeft(problem.bytes.size()) {
    for (const auto &step : problem.steps)
      for (unsigned value : step.reads)
        ++readsLeft[value];
  }

  int64_t made(const ScheduleProblem::Step &step) const {
    int64_t bytes = 0;
    for (unsigned value : step.writes)
      bytes += problem.bytes[value];
    return bytes;
  }

  int64_t freed(const ScheduleProblem::Step &step) const {
    int64_t bytes = 0;
    for (unsigned value : step.reads)
      bytes += readsLeft[value] == 1 ? problem.bytes[value] : 0;
    for (unsigned value : step.writes)
      bytes += readsLeft[value] == 0 ? problem.bytes[value] : 0;
    return bytes;
  }

  void run(const ScheduleProblem::Step &step) {
    live += made(step);
    peak = std::max(peak, live);
    live -= freed(step);
    for (unsigned value : step.reads)
      --readsLeft[value];
  }

  int64_t peak = 0;

private:
  const ScheduleProblem &problem;
  SmallVector<unsigned> readsLeft;
  int64_t live = 0;
};

SmallVector<unsigned> greedyOrder(const ScheduleProblem &problem) {
  SmallVector<SmallVector<unsigned>> followers(problem.steps.size());
  SmallVector<unsigned> missing, ready, order;
  for (auto [index, step] : llvm::enumerate(problem.steps)) {
    for (unsigned earlier : step.after)
      followers[earlier].push_back(index);
    missing.push_back(step.after.size());
    if (step.after.empty())
      ready.push_back(index);
  }
  LiveSet live(problem);
  while (!ready.empty()) {
    auto gain = [&](unsigned index) {
      const auto &step = problem.steps[index];
      return std::pair(live.freed(step) - live.made(step), -int64_t(index));
    };
    auto best = std::max_element(
        ready.begin(), ready.end(),
        [&](unsigned a, unsigned b) { return gain(a) < gain(b); });
    unsigned next = *best;
    ready.erase(best);
    order.push_back(next);
    live.run(problem.steps[next]);
    for (unsigned follower : followers[next])
      if (--missing[follower] == 0)
        ready.push_back(follower);
  }
  return order;
}

} // namespace

int64_t tenfold::livePeak(const ScheduleProblem &problem,
                          ArrayRef<unsigned> order) {
  LiveSet live(problem);
  for (unsigned index : order)
    live.run(problem.steps[index]);
  return live.peak;
}

SmallVector<unsigned> tenfold::scheduleSteps(const ScheduleProblem &problem) {
  auto program = llvm::to_vector(llvm::seq<unsigned>(problem.steps.size()));
  SmallVector<unsigned> greedy = greedyOrder(problem);
  return livePeak(problem, greedy) < livePeak(problem, program) ? greedy
                                                                : program;
}
