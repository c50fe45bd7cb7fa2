// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Places buffers with known lives in one arena. The same code serves the
/// compiler's planner and the runtime at a new shape. It is greedy: buffers in
/// some order, each into the tightest gap that those placed before leave it;
/// the best of several orders is kept. Quadratic in the number of buffers, and
/// deterministic.
#ifndef TENFOLD_RUNTIME_PLACEMENT_H
#define TENFOLD_RUNTIME_PLACEMENT_H

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tenfold::runtime {

/// Alignment of every offset, in bytes: a cache line, and the widest vector.
inline constexpr int64_t kBufferAlignment = 64;

/// Above any address space; bounds each size so that no sum of sizes overflows.
inline constexpr int64_t kMaxBytes = int64_t(1) << 47;
inline constexpr size_t kMaxBuffers = size_t(1) << 14;

constexpr int64_t alignToBuffer(int64_t bytes) {
  return (bytes + kBufferAlignment - 1) / kBufferAlignment * kBufferAlignment;
}

/// A buffer of `bytes` in [0, kMaxBytes] that lives from step `first` to step
/// `last`, both included.
struct Interval {
  int64_t bytes;
  int32_t first;
  int32_t last;
};

/// Memory of the placement, kept by those who place again and must not
/// allocate: none is when as many intervals were placed before.
struct PlacementWorkspace {
  std::vector<int32_t> order;
  std::vector<int32_t> placed;
  std::vector<int64_t> offsets;
};

/// Sets the offset of each interval and returns the end of the highest.
int64_t placeIntervals(std::span<const Interval> intervals,
                       std::span<int64_t> offsets,
                       PlacementWorkspace &workspace);

/// Two buffers that live at one step and share a byte, or end above `end`, or
/// are not aligned.
struct PlacementFault {
  size_t first;
  size_t second; ///< equal to `first` when it is at fault alone
};
std::optional<PlacementFault>
findPlacementFault(std::span<const Interval> intervals,
                   std::span<const int64_t> offsets, int64_t end);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_PLACEMENT_H
