// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Placement.h"

#include <algorithm>
#include <limits>
#include <numeric>

using namespace tenfold::runtime;

namespace {

bool liveTogether(const Interval &a, const Interval &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// What comes first is placed first. 128 bits hold bytes * steps exactly.
enum class Key { Size, Area, Start };
__int128 keyOf(Key key, const Interval &interval) {
  switch (key) {
  case Key::Size:
    return interval.bytes;
  case Key::Area:
    return static_cast<__int128>(interval.bytes) *
           (int64_t(interval.last) - interval.first + 1);
  case Key::Start:
    return -static_cast<__int128>(interval.first);
  }
  return 0;
}

/// Larger keys first, then larger buffers; ties by index make the order total.
void sortBy(Key key, std::span<const Interval> intervals,
            std::vector<int32_t> &order) {
  order.resize(intervals.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    __int128 keyA = keyOf(key, intervals[a]), keyB = keyOf(key, intervals[b]);
    if (keyA != keyB)
      return keyA > keyB;
    if (intervals[a].bytes != intervals[b].bytes)
      return intervals[a].bytes > intervals[b].bytes;
    return a < b;
  });
}

/// The start of the smallest gap that holds `interval` between the placed
/// buffers that live with it, or above them. `placed` is in the order of
/// offsets.
int64_t tightestGap(const Interval &interval,
                    std::span<const Interval> intervals,
                    std::span<const int32_t> placed,
                    std::span<const int64_t> offsets) {
  int64_t bytes = alignToBuffer(interval.bytes);
  int64_t top = 0, best = -1, bestWaste = std::numeric_limits<int64_t>::max();
  for (int32_t other : placed) {
    if (!liveTogether(interval, intervals[other]))
      continue;
    int64_t waste = offsets[other] - top - bytes;
    if (waste >= 0 && waste < bestWaste) {
      best = top;
      bestWaste = waste;
    }
    top = std::max(top, offsets[other] + alignToBuffer(intervals[other].bytes));
  }
  return best >= 0 ? best : top;
}

/// Places in the workspace's order; returns the end.
int64_t placeInOrder(std::span<const Interval> intervals,
                     std::span<int64_t> offsets,
                     PlacementWorkspace &workspace) {
  auto &placed = workspace.placed;
  placed.clear();
  int64_t end = 0;
  for (int32_t index : workspace.order) {
    offsets[index] = tightestGap(intervals[index], intervals, placed, offsets);
    end = std::max(end, offsets[index] + alignToBuffer(intervals[index].bytes));
    auto above = std::upper_bound(
        placed.begin(), placed.end(), index,
        [&](int32_t a, int32_t b) { return offsets[a] < offsets[b]; });
    placed.insert(above, index);
  }
  return end;
}

} // namespace

int64_t tenfold::runtime::placeIntervals(std::span<const Interval> intervals,
                                         std::span<int64_t> offsets,
                                         PlacementWorkspace &workspace) {
  workspace.offsets.resize(intervals.size());
  workspace.placed.reserve(intervals.size());
  int64_t best = std::numeric_limits<int64_t>::max();
  for (Key key : {Key::Size, Key::Area, Key::Start}) {
    sortBy(key, intervals, workspace.order);
    int64_t end = placeInOrder(intervals, workspace.offsets, workspace);
    if (end >= best)
      continue;
    best = end;
    std::copy(workspace.offsets.begin(), workspace.offsets.end(),
              offsets.begin());
  }
  return best;
}

std::optional<PlacementFault>
tenfold::runtime::findPlacementFault(std::span<const Interval> intervals,
                                     std::span<const int64_t> offsets,
                                     int64_t end) {
  for (size_t i = 0; i < intervals.size(); ++i) {
    if (offsets[i] < 0 || offsets[i] % kBufferAlignment != 0 ||
        offsets[i] > end - intervals[i].bytes)
      return PlacementFault{i, i};
    for (size_t j = 0; j < i; ++j)
      if (liveTogether(intervals[i], intervals[j]) &&
          offsets[i] < offsets[j] + intervals[j].bytes &&
          offsets[j] < offsets[i] + intervals[i].bytes)
        return PlacementFault{j, i};
  }
  return std::nullopt;
}
