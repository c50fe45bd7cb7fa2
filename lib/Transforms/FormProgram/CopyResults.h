// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace tenfold {

/// By calls of copy kernels, makes every result of the functions the only one
/// in the memory of one kernel result, or of the argument donated to it, and
/// every operand that a call updates one that nothing needs afterwards.
void insertCopies(llvm::ArrayRef<mlir::func::FuncOp> functions,
                  mlir::SymbolTable &symbols);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPYRESULTS_H
