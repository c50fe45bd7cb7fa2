// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_CHECKFLOW_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_CHECKFLOW_H

#include "lib/Analysis/NamedDims.h"

namespace tenfold {

/// Makes branches of choices between tensors, which canonicalisation may leave.
void expandSelects(mlir::func::FuncOp entry);

/// An error where `op` is control flow, or a slice, of a form that programs do
/// not have.
llvm::LogicalResult checkFlow(mlir::Operation *op);

/// An error at a slice that is not one whole part along the leading dimension.
llvm::LogicalResult checkSlices(mlir::func::FuncOp entry,
                                const FunctionDims &dims);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_CHECKFLOW_H
