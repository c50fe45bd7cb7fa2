// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_SCHEDULE_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_SCHEDULE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace tenfold {

/// Steps in program order, with the values that they read and make.
struct ScheduleProblem {
  struct Step {
    llvm::SmallVector<unsigned> reads;  // distinct
    llvm::SmallVector<unsigned> writes; // each value is made once
    llvm::SmallVector<unsigned> after;  // steps that must come before it
  };
  llvm::SmallVector<Step> steps;
  llvm::SmallVector<int64_t> bytes; // of each value; 0 outside the arena
};

/// Most bytes live at one step. A value lives from its making to its last read.
int64_t livePeak(const ScheduleProblem &problem,
                 llvm::ArrayRef<unsigned> order);

/// An order of the steps with the least peak of those tried: the program's,
/// unless the greedy one that frees most bytes next is strictly better.
llvm::SmallVector<unsigned> scheduleSteps(const ScheduleProblem &problem);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_SCHEDULE_H
