// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
#define TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H

#include "dialects/NN/NN.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// The operands of one time: those that every time has, then its own.
llvm::SmallVector<mlir::Value> operandsAt(nn::RepeatOp op,
                                          llvm::ArrayRef<mlir::Value> common,
                                          llvm::ArrayRef<mlir::Value> each,
                                          size_t time);

/// The scope of the weights of one time.
std::string scopeAt(nn::RepeatOp op, int64_t time);

/// Whether the results of `layer` are those of the op, and can be operands of
/// the next time.
llvm::LogicalResult checkResults(nn::RepeatOp op, mlir::func::FuncOp layer);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_INSTANTIATE_REPEAT_H
