// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The plans of a function at the shapes seen lately.
#ifndef TENFOLD_RUNTIME_SHAPECACHE_H
#define TENFOLD_RUNTIME_SHAPECACHE_H

#include "lib/Runtime/Function.h"

namespace tenfold::runtime {

class ShapeCache {
public:
  /// A server with ragged requests keeps its common shapes, and memory stays
  /// bounded.
  static constexpr size_t kMaxShapes = 64;

  /// The plan at these dims, made when it is not there; it lasts until the next
  /// call.
  Expected<const ArenaPlan *> find(const TenfoldFunction &function, Dims dims);

private:
  struct Entry {
    std::vector<int64_t> dims;
    ArenaPlan plan;
    uint64_t lastUse = 0;
  };
  Entry &slotForNew();

  std::vector<Entry> entries;
  PlanWorkspace workspace;
  uint64_t clock = 0;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_SHAPECACHE_H
