// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/ShapeCache.h"

#include <algorithm>

using namespace tenfold::runtime;

Expected<const ArenaPlan *> ShapeCache::find(const TenfoldFunction &function,
                                             Dims dims) {
  ++clock;
  for (Entry &entry : entries)
    if (entry.lastUse != 0 &&
        std::equal(dims.begin(), dims.end(), entry.dims.begin(),
                   entry.dims.end())) {
      entry.lastUse = clock;
      return &entry.plan;
    }
  Entry &entry = slotForNew();
  entry.lastUse = 0; // not valid until it is complete
  if (Error error = planArena(function, dims, entry.plan, workspace))
    return error;
  entry.dims.assign(dims.begin(), dims.end());
  entry.lastUse = clock;
  return &entry.plan;
}

/// A new entry while there is room, else the one not used for longest.
ShapeCache::Entry &ShapeCache::slotForNew() {
  if (entries.size() < kMaxShapes)
    return entries.emplace_back();
  return *std::min_element(
      entries.begin(), entries.end(),
      [](const Entry &a, const Entry &b) { return a.lastUse < b.lastUse; });
}
