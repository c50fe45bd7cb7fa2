// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_CHAIN_H
#define TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_CHAIN_H

#include "lib/Algebra/Expression.h"
#include "lib/Analysis/Reductions.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include "llvm/ADT/EquivalenceClasses.h"

#include <map>

namespace tenfold {

/// The extent of a dimension: a number after null, or what says where it is
/// from.
using Extent = std::pair<const void *, int64_t>;

/// Extents of a block's tensors: equal ones are known to be equally large,
/// because one op has them along one loop.
class Extents {
public:
  explicit Extents(mlir::Block &block);

  Extent of(mlir::Value tensor, int64_t dim) const;
  Extent of(mlir::linalg::GenericOp op, unsigned loop) const;

private:
  Extent represented(Extent extent) const;

  llvm::EquivalenceClasses<Extent> equal;
  llvm::DenseMap<Extent, Extent> numbers; // of classes that have one
};

/// What a leaf of an expression reads.
struct Leaf {
  enum Kind { tensor, scalar, index, product } kind;
  mlir::Value value;
  llvm::SmallVector<unsigned> dims;  // tensor, product: of each dimension of
                                     // `value`; index: the only one
  llvm::SmallVector<unsigned> loops; // product: dimension of each loop
};

/// Values around reductions over one stream, as expressions over a common
/// iteration space: the dimensions of the root's result, then the stream, then
/// dimensions that are reduced inside a tile.
class Chain {
public:
  using Dims = llvm::SmallVector<unsigned>;

  /// Nothing where `root` depends on no reduction.
  static std::optional<Chain> match(mlir::linalg::GenericOp root,
                                    const Extents &extents);

  struct Known {
    algebra::Expr expr;
    Dims dims;
  };

  mlir::linalg::GenericOp root;
  mlir::Type element;
  unsigned stream = 0, numDims = 0;
  Extent extent;
  llvm::SmallVector<Leaf> leaves;
  llvm::SmallVector<mlir::Operation *> functions;     // of opaque applications
  llvm::SmallVector<mlir::Operation *> reductions;    // over the stream
  llvm::MapVector<mlir::Operation *, Known> absorbed; // reductions and what
                                                      // joins them
  bool consistent = true; // each op is read along one order of dimensions

  /// Whether each dimension is one of a tensor that is read; an index alone
  /// does not say an extent.
  bool knowsExtents() const;

  uint64_t streamBit() const { return uint64_t(1) << stream; }
  bool streams(const algebra::Expr &expr) const {
    return expr->dims & streamBit();
  }

private:
  explicit Chain(const Extents &extents) : extents(&extents) {}

  struct Body;

  algebra::Expr tensorExpr(mlir::Value value, const Dims &dims);
  algebra::Expr genericExpr(mlir::linalg::GenericOp op, const Dims &dims);
  algebra::Expr reductionExpr(mlir::linalg::GenericOp op, const Reduction &r,
                              const Dims &dims);
  algebra::Expr productExpr(mlir::linalg::GenericOp op, const Dims &dims);
  algebra::Expr scalarExpr(Body &body, mlir::Value value);
  algebra::Expr floatExpr(Body &body, mlir::Operation *op);
  algebra::Expr applyExpr(Body &body, mlir::Operation *op);
  algebra::Expr capturedExpr(mlir::Value value);
  algebra::Expr leafExpr(Leaf leaf, std::string name);
  bool isCount(mlir::Value value);
  bool dependsOnReduction(const algebra::Expr &expr);
  void absorb(mlir::Operation *op, algebra::Expr expr, const Dims &dims);

  const Extents *extents;
  std::map<std::pair<const void *, Dims>, algebra::Expr> known;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_CHAIN_H
