//===- SearchPlacement.cpp - offsets by local search over orders ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every placement in which nothing can sink is first fit in some order, so the
// search is over orders: move one buffer, place all again, keep the order
// unless it ends higher. Starts are the orders by size, area, end and start.
// Buffers moved are those that end at the top, or any.

#include "lib/Transforms/PlanMemory/SearchPlacement.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

#include <algorithm>
#include <random>

using namespace tenfold;
using namespace tenfold::runtime;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace {

bool liveTogether(const Interval &a, const Interval &b) {
  return a.first <= b.last && b.first <= a.last;
}

class Search {
public:
  Search(ArrayRef<Interval> intervals, int64_t bound, int64_t effort)
      : intervals(intervals), bound(bound), effort(effort) {
    neighbours.resize(intervals.size());
    for (size_t i = 0; i < intervals.size(); ++i)
      for (size_t j = 0; j < intervals.size(); ++j)
        if (i != j && liveTogether(intervals[i], intervals[j]))
          neighbours[i].push_back(j);
  }

  void improve(Placement &best) {
    for (SmallVector<unsigned> &order : startOrders()) {
      Placement placed = firstFit(order);
      if (placed.end < best.end)
        best = placed;
    }
    for (SmallVector<unsigned> &order : startOrders())
      descend(order, best);
  }

private:
  SmallVector<SmallVector<unsigned>> startOrders() const;
  Placement firstFit(ArrayRef<unsigned> order);
  void descend(SmallVector<unsigned> &order, Placement &best);

  ArrayRef<Interval> intervals;
  int64_t bound, effort;
  SmallVector<SmallVector<unsigned>> neighbours;
  std::mt19937_64 random; // the default seed: the same plan each time
};

SmallVector<SmallVector<unsigned>> Search::startOrders() const {
  auto by = [&](auto key) {
    auto order = llvm::to_vector(llvm::seq<unsigned>(intervals.size()));
    llvm::sort(order, [&](unsigned a, unsigned b) {
      return std::pair(key(intervals[a]), b) > std::pair(key(intervals[b]), a);
    });
    return order;
  };
  return {by([](const Interval &i) { return i.bytes; }),
          by([](const Interval &i) {
            return double(i.bytes) * (i.last - i.first + 1);
          }),
          by([](const Interval &i) { return -i.first; }),
          by([](const Interval &i) { return i.last - i.first; })};
}

Placement Search::firstFit(ArrayRef<unsigned> order) {
  Placement placed;
  placed.offsets.assign(intervals.size(), -1);
  SmallVector<std::pair<int64_t, int64_t>> taken; // [start, end) of neighbours
  for (unsigned index : order) {
    taken.clear();
    for (unsigned other : neighbours[index])
      if (int64_t offset = placed.offsets[other]; offset >= 0)
        taken.push_back(
            {offset, offset + alignToBuffer(intervals[other].bytes)});
    effort -= neighbours[index].size() + 1;
    llvm::sort(taken);
    int64_t bytes = alignToBuffer(intervals[index].bytes), offset = 0;
    for (auto [start, end] : taken) {
      if (start - offset >= bytes)
        break;
      offset = std::max(offset, end);
    }
    placed.offsets[index] = offset;
    placed.end = std::max(placed.end, offset + bytes);
  }
  return placed;
}

void Search::descend(SmallVector<unsigned> &order, Placement &best) {
  constexpr int kStarts = 4; // each gets an equal part of the effort
  int64_t floor = effort - effort / kStarts;
  Placement current = firstFit(order);
  while (effort > floor && best.end > bound) {
    SmallVector<unsigned> next = order;
    SmallVector<unsigned> atTop;
    for (auto [place, index] : llvm::enumerate(order))
      if (current.offsets[index] + alignToBuffer(intervals[index].bytes) ==
          current.end)
        atTop.push_back(place);
    bool any = random() % 2 == 0;
    size_t from =
        any ? random() % order.size() : atTop[random() % atTop.size()];
    size_t to = any ? random() % order.size() : random() % (from + 1);
    unsigned moved = next[from];
    next.erase(next.begin() + from);
    next.insert(next.begin() + to, moved);
    Placement placed = firstFit(next);
    if (placed.end > current.end)
      continue;
    order = next;
    current = placed;
    if (current.end < best.end)
      best = current;
  }
}

} // namespace

int64_t tenfold::liveSetBound(ArrayRef<Interval> intervals, int64_t &step) {
  int32_t steps = 0;
  for (const Interval &interval : intervals)
    steps = std::max(steps, interval.last + 1);
  SmallVector<int64_t> change(steps + 1);
  for (const Interval &interval : intervals) {
    change[interval.first] += alignToBuffer(interval.bytes);
    change[interval.last + 1] -= alignToBuffer(interval.bytes);
  }
  int64_t live = 0, most = 0;
  step = 0;
  for (int32_t at = 0; at < steps; ++at) {
    live += change[at];
    if (live > most) {
      most = live;
      step = at;
    }
  }
  return most;
}

Placement tenfold::searchPlacement(ArrayRef<Interval> intervals, int64_t bound,
                                   int64_t effort) {
  Placement best;
  PlacementWorkspace workspace;
  best.offsets.resize(intervals.size());
  best.end =
      placeIntervals({intervals.data(), intervals.size()},
                     {best.offsets.data(), best.offsets.size()}, workspace);
  if (best.end > bound)
    Search(intervals, bound, effort).improve(best);
  return best;
}
