// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Placement.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

using namespace tenfold::runtime;

namespace {

struct Placed {
  std::vector<int64_t> offsets;
  int64_t end;
};

Placed place(const std::vector<Interval> &intervals) {
  PlacementWorkspace workspace;
  Placed placed{std::vector<int64_t>(intervals.size()), 0};
  placed.end = placeIntervals(intervals, placed.offsets, workspace);
  return placed;
}

std::vector<Interval> randomIntervals(std::mt19937_64 &random, size_t count) {
  std::vector<Interval> intervals(count);
  for (Interval &interval : intervals) {
    auto first = static_cast<int32_t>(random() % 40);
    interval = {static_cast<int64_t>(random() % 5 == 0 ? 0 : random() % 10'000),
                first, first + static_cast<int32_t>(random() % 12)};
  }
  return intervals;
}

/// Bytes alive at the worst step: no placement ends lower.
int64_t lowerBound(const std::vector<Interval> &intervals) {
  int64_t bound = 0;
  for (int32_t step = 0; step < 60; ++step) {
    int64_t alive = 0;
    for (const Interval &interval : intervals)
      if (interval.first <= step && step <= interval.last)
        alive += alignToBuffer(interval.bytes);
    bound = std::max(bound, alive);
  }
  return bound;
}

TEST(Placement, RandomInstancesAreSoundAndTight) {
  std::mt19937_64 random(7);
  double excess = 0;
  constexpr int kRounds = 500;
  for (int round = 0; round < kRounds; ++round) {
    auto intervals = randomIntervals(random, 1 + random() % 60);
    Placed placed = place(intervals);
    EXPECT_FALSE(findPlacementFault(intervals, placed.offsets, placed.end));
    int64_t bound = lowerBound(intervals), total = 0;
    for (const Interval &interval : intervals)
      total += alignToBuffer(interval.bytes);
    EXPECT_GE(placed.end, bound);
    EXPECT_LE(placed.end, total);
    excess +=
        bound ? static_cast<double>(placed.end) / static_cast<double>(bound) - 1
              : 0;
  }
  EXPECT_LT(excess / kRounds, 0.05);
}

TEST(Placement, SameAnswerFromAUsedWorkspace) {
  std::mt19937_64 random(11);
  PlacementWorkspace workspace;
  for (int round = 0; round < 100; ++round) {
    auto intervals = randomIntervals(random, random() % 30);
    std::vector<int64_t> offsets(intervals.size());
    int64_t end = placeIntervals(intervals, offsets, workspace);
    Placed fresh = place(intervals);
    EXPECT_EQ(end, fresh.end);
    EXPECT_EQ(offsets, fresh.offsets);
  }
}

TEST(Placement, SmallCases) {
  EXPECT_EQ(place({}).end, 0);
  EXPECT_EQ(place({{0, 0, 5}, {0, 2, 3}}).end, 0);
  EXPECT_EQ(place({{1, 0, 0}, {1, 1, 1}}).offsets,
            (std::vector<int64_t>{0, 0}));
  EXPECT_EQ(place({{1, 0, 1}, {1, 1, 1}}).end, 128);
  EXPECT_EQ(place({{kMaxBytes, 0, 2147483647}, {kMaxBytes, 0, 1}}).end,
            2 * kMaxBytes);
}

// A greedy order that fails on one key is saved by another: the long thin
// buffer must not split the arena.
TEST(Placement, BestOfSeveralOrders) {
  std::vector<Interval> intervals{
      {128, 0, 1}, {128, 2, 3}, {64, 0, 3}, {192, 4, 5}};
  EXPECT_EQ(place(intervals).end, 192);
}

TEST(Placement, FaultsAreFound) {
  std::vector<Interval> intervals{{100, 0, 1}, {100, 1, 2}};
  EXPECT_FALSE(
      findPlacementFault(intervals, std::vector<int64_t>{0, 128}, 228));
  EXPECT_TRUE(findPlacementFault(intervals, std::vector<int64_t>{0, 64}, 256));
  EXPECT_TRUE(findPlacementFault(intervals, std::vector<int64_t>{0, 128}, 227));
  EXPECT_TRUE(findPlacementFault(intervals, std::vector<int64_t>{0, 129}, 256));
  EXPECT_TRUE(
      findPlacementFault(intervals, std::vector<int64_t>{-64, 128}, 256));
}

} // namespace
