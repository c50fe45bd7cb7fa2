// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace tenfold {

/// Whether `op` gives another shape to a tensor's bytes.
bool isView(mlir::Operation *op);

/// What `value` is a view of: the result of a kernel or an argument.
mlir::Value rootOf(mlir::Value value);

/// Makes every result of the functions the only one whose root is one kernel
/// result, by calls of copy kernels.
void copyResults(llvm::ArrayRef<mlir::func::FuncOp> functions,
                 mlir::SymbolTable &symbols);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H
