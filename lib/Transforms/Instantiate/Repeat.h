// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
#define TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

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
                                 mlir::func::FuncOp layer, size_t common,
                                 size_t own);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
