// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PLANMEMORY_SEARCHPLACEMENT_H
#define TENFOLD_LIB_TRANSFORMS_PLANMEMORY_SEARCHPLACEMENT_H

#include "lib/Runtime/Placement.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace tenfold {

struct Placement {
  llvm::SmallVector<int64_t> offsets;
  int64_t end = 0;
};

/// Most bytes live at one step, each interval rounded up to its alignment: no
/// placement ends lower. Sets `step` to the first such step.
int64_t liveSetBound(llvm::ArrayRef<runtime::Interval> intervals,
                     int64_t &step);

/// The runtime's greedy placement, improved by local search while it is above
/// `bound` and `effort` lasts. Deterministic.
Placement searchPlacement(llvm::ArrayRef<runtime::Interval> intervals,
                          int64_t bound, int64_t effort);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PLANMEMORY_SEARCHPLACEMENT_H
