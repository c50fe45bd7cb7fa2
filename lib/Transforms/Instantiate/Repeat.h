// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
#define TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H

#include "lib/Transforms/Instantiate/Target.h"

namespace tenfold {

/// The operands of one of so many times: those that every time has, then its
/// own.
llvm::SmallVector<mlir::Value> operandsAt(llvm::ArrayRef<mlir::Value> common,
                                          llvm::ArrayRef<mlir::Value> each,
                                          size_t time, size_t times);

/// The scope of the weights of one time.
std::string scopeAt(llvm::StringRef scope, int64_t time);

/// Whether `layer`, made for `repeat` from `block`, returns `common` values
/// that can be operands of the next time, and `own` further ones.
llvm::LogicalResult checkResults(mlir::Operation *repeat, llvm::StringRef block,
                                 Target &layer, size_t common, size_t own);

/// Adds the weights and states of the layer at `path` to `inputs`, in the order
/// of its arguments; the paths of the states.
llvm::FailureOr<llvm::SmallVector<mlir::StringAttr>>
addOwn(mlir::Operation *op, llvm::StringRef path, Target &layer, Target &target,
       llvm::SmallVectorImpl<mlir::Value> &inputs);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
