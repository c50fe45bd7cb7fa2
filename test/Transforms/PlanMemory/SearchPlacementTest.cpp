// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Transforms/PlanMemory/SearchPlacement.h"

#include <gtest/gtest.h>

#include <random>

using namespace tenfold;
using namespace tenfold::runtime;

namespace {

constexpr int64_t kEffort = 2'000'000;

std::vector<Interval> randomIntervals(unsigned seed, int count, int steps) {
  std::mt19937 random(seed);
  std::vector<Interval> intervals;
  for (int i = 0; i < count; ++i) {
    int first = random() % steps;
    int last = std::min<int>(steps - 1, first + random() % 11);
    intervals.push_back({int64_t(random() % 5003), first, last});
  }
  return intervals;
}

int64_t greedyEnd(const std::vector<Interval> &intervals) {
  std::vector<int64_t> offsets(intervals.size());
  PlacementWorkspace workspace;
  return placeIntervals(intervals, offsets, workspace);
}

TEST(SearchPlacement, IsValidAndNoWorseThanGreedy) {
  int64_t bounds = 0, greedy = 0, searched = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    auto intervals = randomIntervals(seed, 61, 43);
    int64_t step = 0, bound = liveSetBound(intervals, step);
    Placement placed = searchPlacement(intervals, bound, kEffort);
    EXPECT_EQ(findPlacementFault(intervals,
                                 {placed.offsets.data(), intervals.size()},
                                 placed.end),
              std::nullopt);
    EXPECT_LE(bound, placed.end);
    EXPECT_LE(placed.end, greedyEnd(intervals));
    bounds += bound;
    greedy += greedyEnd(intervals);
    searched += placed.end;
  }
  // Search closes at least half of what greedy leaves above the bound.
  EXPECT_LE(2 * (searched - bounds), greedy - bounds);
}

TEST(SearchPlacement, IsDeterministic) {
  auto intervals = randomIntervals(7, 97, 31);
  int64_t step = 0, bound = liveSetBound(intervals, step);
  Placement once = searchPlacement(intervals, bound, kEffort);
  Placement again = searchPlacement(intervals, bound, kEffort);
  EXPECT_EQ(once.offsets, again.offsets);
}

TEST(SearchPlacement, OfNothingEndsAtZero) {
  int64_t step = 0;
  EXPECT_EQ(liveSetBound({}, step), 0);
  EXPECT_EQ(searchPlacement({}, 0, kEffort).end, 0);
  std::vector<Interval> empty{{0, 0, 3}, {0, 2, 5}};
  EXPECT_EQ(searchPlacement(empty, 0, kEffort).end, 0);
}

TEST(SearchPlacement, BoundIsReachedWhereBuffersAreOfOneSize) {
  std::vector<Interval> chain;
  for (int step = 0; step < 60; ++step)
    chain.push_back({1021, step, step + 1});
  int64_t step = 0;
  EXPECT_EQ(liveSetBound(chain, step), 2 * 1024);
  EXPECT_EQ(searchPlacement(chain, 2 * 1024, kEffort).end, 2 * 1024);
}

} // namespace
