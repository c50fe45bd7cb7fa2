// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_INTERFACES_DIMS_H
#define TENFOLD_DIALECTS_INTERFACES_DIMS_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

namespace tenfold {

/// The extents of one tensor: an expression over symbols for each dimension.
using Dims = llvm::SmallVector<mlir::AffineExpr, 4>;

/// What is known of symbolic extents while shapes are inferred: which symbols
/// exist and which expressions are equal.
class DimContext {
public:
  DimContext(mlir::MLIRContext *context,
             std::optional<mlir::Location> location = std::nullopt)
      : context(context), location(location) {}

  mlir::AffineExpr constant(int64_t size) {
    return mlir::getAffineConstantExpr(size, context);
  }

  /// A symbol of which nothing is known yet.
  mlir::AffineExpr fresh() {
    return mlir::getAffineSymbolExpr(symbols++, context);
  }

  /// Extents of a ranked type; each dynamic one is a fresh symbol.
  Dims of(mlir::ShapedType type);

  /// States that `a` and `b` are the same size and returns it; an error where
  /// both are known and differ. `role` names the dimension in the diagnostic.
  llvm::FailureOr<mlir::AffineExpr>
  unify(mlir::AffineExpr a, mlir::AffineExpr b, const llvm::Twine &role);

  /// Extent of two broadcast dimensions: a size known to be one stretches, all
  /// else must be equal.
  llvm::FailureOr<mlir::AffineExpr>
  broadcast(mlir::AffineExpr a, mlir::AffineExpr b, const llvm::Twine &role);

  /// Rewrites `expr` by all that was unified so far.
  mlir::AffineExpr resolve(mlir::AffineExpr expr) const;
  Dims resolve(llvm::ArrayRef<mlir::AffineExpr> dims) const;

  /// The static shape where it is known, dynamic elsewhere.
  llvm::SmallVector<int64_t>
  shapeOf(llvm::ArrayRef<mlir::AffineExpr> dims) const;

  /// Emits an error at the op under inference, where there is one.
  llvm::LogicalResult error(const llvm::Twine &message) {
    return mlir::emitOptionalError(location, message);
  }

  unsigned numSymbols() const { return symbols; }
  void setLocation(mlir::Location at) { location = at; }

private:
  mlir::AffineExpr bind(mlir::AffineExpr symbol, mlir::AffineExpr expr);

  mlir::MLIRContext *context;
  std::optional<mlir::Location> location;
  unsigned symbols = 0;
  llvm::DenseMap<mlir::AffineExpr, mlir::AffineExpr>
      equal; // symbol -> what it stands for
};

} // namespace tenfold

#endif // TENFOLD_DIALECTS_INTERFACES_DIMS_H
