// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_INSTANTIATE_SCOPE_H
#define TENFOLD_LIB_TRANSFORMS_INSTANTIATE_SCOPE_H

#include "dialects/NN/NN.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringMap.h"

namespace tenfold {

std::string join(llvm::StringRef scope, llvm::StringRef name);

/// What one application of a block fixes.
struct Scope {
  std::string path;
  llvm::StringMap<int64_t> bindings;
  mlir::IRMapping values;

  /// Binds the names that the application gives sizes, or names of `outer`.
  llvm::LogicalResult bindAttributes(mlir::Operation *application,
                                     mlir::DictionaryAttr given,
                                     const Scope &outer);

  /// Maps the block's arguments to the operands, and binds the names in their
  /// `nn.dims` to static extents.
  llvm::LogicalResult bindOperands(mlir::Operation *application,
                                   mlir::FunctionOpInterface block,
                                   mlir::ValueRange operands);

  /// `value` with the names in it, or in a list, replaced by what they stand
  /// for.
  llvm::FailureOr<mlir::Attribute> resolve(mlir::Operation *op,
                                           mlir::Attribute value) const;

  /// The type of a parameter or a state, `given` with these extents.
  llvm::FailureOr<mlir::RankedTensorType>
  typeOf(mlir::Operation *op, mlir::ArrayAttr dims, mlir::Type given) const;

private:
  llvm::LogicalResult bindDims(mlir::Operation *application,
                               mlir::FunctionOpInterface block, unsigned index,
                               mlir::RankedTensorType type);
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_INSTANTIATE_SCOPE_H
