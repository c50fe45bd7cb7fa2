// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_INLINELAYERS_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_INLINELAYERS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// Replaces every call of a function that is not a kernel by its body, which
/// must be one block, and erases the private functions so called.
llvm::LogicalResult inlineLayers(mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_INLINELAYERS_H
