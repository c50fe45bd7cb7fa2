// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PLANMEMORY_MEMORYPLAN_H
#define TENFOLD_LIB_TRANSFORMS_PLANMEMORY_MEMORYPLAN_H

#include "lib/Analysis/DimBounds.h"
#include "lib/Analysis/ProgramForm.h"
#include "lib/Transforms/PlanMemory/SearchPlacement.h"

#include "llvm/Support/JSON.h"

namespace tenfold {

/// Bytes of an entry at the upper bounds of its dims.
struct MemoryTotals {
  int64_t weights = 0;
  int64_t inputs = 0;
  int64_t results = 0;
  int64_t arena = 0;
  int64_t scratch = 0; ///< of one worker
  int64_t peak(int64_t threads) const {
    return weights + inputs + results + arena + scratch * threads;
  }
};

/// Where the buffers of one entry lie; without bounds only when they live.
struct MemoryPlan {
  ProgramForm program;
  llvm::SmallVector<DimBounds> bounds;
  bool bounded = false;
  // What follows holds if bounded.
  llvm::SmallVector<int64_t> sizes; ///< upper bounds of the dims
  llvm::SmallVector<runtime::Interval> intervals;
  Placement placement;
  int64_t liveSet = 0;
  int64_t liveStep = 0;
  MemoryTotals totals;
};

/// Plans the buffers of `program`; errors where sizes cannot be bounded.
llvm::FailureOr<MemoryPlan> planMemory(ProgramForm program,
                                       llvm::ArrayRef<DimBounds> bounds,
                                       int64_t effort);

/// The value of `program.plan`.
mlir::DictionaryAttr planAttribute(const MemoryPlan &plan);

/// One element of `functions` in plan.json.
llvm::json::Object planJson(const MemoryPlan &plan, int64_t budget,
                            int64_t threads);

/// The name of what a kernel call reads or writes: "input x", "buffer 3".
std::string accessName(const ProgramForm &program, const ProgramAccess &access);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PLANMEMORY_MEMORYPLAN_H
