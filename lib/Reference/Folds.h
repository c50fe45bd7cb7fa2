// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_FOLDS_H
#define TENFOLD_LIB_REFERENCE_FOLDS_H

#include "dialects/Fold/Fold.h"
#include "lib/Reference/Evaluators.h"
#include "lib/Reference/Interpreter.h"

namespace tenfold {

/// Evaluates a region on tiles that lie at `offsets`.
using RunStage =
    llvm::function_ref<llvm::FailureOr<llvm::SmallVector<HostTensor>>(
        mlir::Region &stage, llvm::ArrayRef<HostTensor> arguments,
        llvm::ArrayRef<int64_t> offsets)>;

llvm::LogicalResult evaluateFold(fold::ReduceOp op, const FoldTiles &tiles,
                                 Lookup lookup, RunStage run, Results &results);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_FOLDS_H
