// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_NAMEDDIMS_H
#define TENFOLD_LIB_ANALYSIS_NAMEDDIMS_H

#include "dialects/Interfaces/Dims.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace tenfold {

/// The extents of all tensors of one function, as expressions over symbols.
struct FunctionDims {
  /// Names of the symbols, by position; empty where `nn.dims` has none.
  llvm::SmallVector<std::string> names;
  llvm::DenseMap<mlir::Value, Dims> extents;
  llvm::SmallVector<Dims> arguments;
  llvm::SmallVector<Dims> results;

  const Dims &of(mlir::Value value) const {
    return extents.find(value)->second;
  }
};

/// Named dimensions of a module's functions: extents of arguments come from
/// `nn.dims`, all others follow from the ops; equal names and what the ops
/// demand to be equal is unified. A function is analysed once however often it
/// is called.
class NamedDims {
public:
  explicit NamedDims(mlir::ModuleOp module) : symbols(module) {}

  /// Null after an error, which has a location. The function must be one block
  /// of calls, views, and ops whose result extents are known.
  const FunctionDims *of(mlir::func::FuncOp function);

private:
  mlir::SymbolTable symbols;
  // No entry: not seen. Null: under analysis, or an error.
  llvm::DenseMap<mlir::Operation *, std::unique_ptr<FunctionDims>> known;
};

/// Sets `nn.dims` on the arguments and results of `function` that lack it;
/// what has no name is called d0, d1, ...
void annotateDims(mlir::func::FuncOp function, const FunctionDims &dims);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_NAMEDDIMS_H
