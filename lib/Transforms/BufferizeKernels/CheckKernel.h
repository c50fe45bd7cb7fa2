// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_CHECKKERNEL_H
#define TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_CHECKKERNEL_H

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"

namespace tenfold {

bool isTensorConstant(mlir::Operation *op);

/// Fails, with a diagnostic, on an op that is no part of a kernel on tensors.
llvm::LogicalResult checkKernel(mlir::Block &block);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_CHECKKERNEL_H
