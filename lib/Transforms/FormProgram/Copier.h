// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPIER_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPIER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace tenfold {

/// Calls kernels that copy, one for each type.
class Copier {
public:
  explicit Copier(mlir::SymbolTable &symbols);
  mlir::Value copy(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value);

private:
  mlir::ArrayAttr namesOf(mlir::RankedTensorType type);
  mlir::func::FuncOp createKernel(mlir::RankedTensorType type);

  mlir::SymbolTable &symbols;
  mlir::ModuleOp module;
  unsigned kernels = 0;
  llvm::DenseMap<mlir::Type, mlir::func::FuncOp> copies;
};

/// Gives what loops carry, what they stack and what branches give memory of
/// their own: after it, each is made by a call for it alone.
void copyCarried(mlir::func::FuncOp function, Copier &copier);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_COPIER_H
