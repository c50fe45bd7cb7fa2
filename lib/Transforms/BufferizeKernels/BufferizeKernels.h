// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_BUFFERIZEKERNELS_H
#define TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_BUFFERIZEKERNELS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// The buffer of a tensor, in identity layout.
mlir::MemRefType bufferType(mlir::Type tensor);

/// Rewrites one kernel from tensors to buffers: (ins...) -> (outs...) becomes (ins..., outs...). Its calls are the
/// caller's to rewrite.
llvm::LogicalResult bufferizeKernel(mlir::func::FuncOp kernel);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_BUFFERIZEKERNELS_H
