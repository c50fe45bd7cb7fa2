// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITPROGRAM_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITPROGRAM_H

#include "lib/Analysis/NamedDims.h"

namespace tenfold {

/// Builds the program form of a function on tensors, outside the module.
/// `order` lists its kernel calls, loops and branches as they are to run;
/// `names` are the named dims, those of the symbols `symbols`.
struct EntryForm {
  mlir::func::FuncOp function;
  const FunctionDims &dims;
  llvm::SmallVector<mlir::Operation *> order;
  llvm::SmallVector<mlir::AffineExpr> symbols;
};
mlir::OwningOpRef<mlir::func::FuncOp> emitProgram(const EntryForm &form);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITPROGRAM_H
