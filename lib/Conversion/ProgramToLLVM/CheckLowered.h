// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CHECKLOWERED_H
#define TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CHECKLOWERED_H

#include "mlir/IR/BuiltinOps.h"

namespace tenfold {

/// Fails, with a diagnostic at each, on ops whose lowering would call a
/// library.
llvm::LogicalResult checkSelfContained(mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CHECKLOWERED_H
