// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_REGIONBUILDER_H
#define TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_REGIONBUILDER_H

#include "lib/Transforms/DeriveFolds/Chain.h"

#include "mlir/IR/Builders.h"

namespace tenfold {

/// A tensor on tiles, and the dimension of the chain of each of its own.
struct Tile {
  mlir::Value value;
  Chain::Dims dims;
};

/// Writes expressions as `linalg.generic` on tiles into one region of a fold. A
/// generic is written for each reduction, for exponentials, which are not
/// computed twice, and for what varies along fewer dimensions than its user;
/// all else is inlined into its users.
class RegionBuilder {
public:
  RegionBuilder(mlir::OpBuilder &b, mlir::Location loc, const Chain &chain)
      : b(b), loc(loc), chain(chain) {}

  /// The value of a leaf, of a state, and of a state of the other side.
  llvm::DenseMap<int, Tile> leaves, states, others;

  /// All tiles, which tell extents, and the tensors that they are parts of.
  llvm::SmallVector<Tile> arguments;
  llvm::DenseMap<mlir::Value, mlir::Value> operandOf;

  /// An input that streams, from above: its extent is the stream's where no
  /// tile streams.
  Tile whole;

  /// Whether maxima may leave out NaN.
  bool sumsTellNaN = false;

  /// `expr` with these dimensions in this order.
  mlir::Value build(const algebra::Expr &expr, const Chain::Dims &dims);

private:
  struct Generic;

  bool isTensor(const algebra::Node &node) const;
  mlir::Type typeOf(const algebra::Node &node) const;
  bool standsAlone(const algebra::Expr &expr, uint64_t dims) const;
  Tile tileOf(const algebra::Expr &expr);
  Tile reduce(const algebra::Expr &expr);
  Tile product(const algebra::Node &leaf);
  mlir::Value empty(const Chain::Dims &dims, mlir::Type element);
  mlir::Value filled(const Chain::Dims &dims, double value);
  mlir::Value elementwise(const algebra::Expr &expr, const Chain::Dims &dims);
  void collect(const algebra::Expr &expr, Generic &generic, bool isRoot);
  mlir::Value scalar(const algebra::Expr &expr, Generic &generic, bool isRoot);
  mlir::Value combine(const algebra::Node &node, mlir::ValueRange args);
  mlir::Value apply(const algebra::Node &node, mlir::ValueRange args);
  mlir::Value index(unsigned dim, Generic &generic);
  mlir::Value number(double value);
  mlir::Value extentOfStream();

  mlir::OpBuilder &b;
  mlir::Location loc;
  const Chain &chain;
  llvm::DenseMap<const algebra::Node *, Tile> done;
  llvm::DenseMap<unsigned, mlir::Value> offsets;
  mlir::Value count;                     // of the stream's elements in the tile
  llvm::SmallVector<algebra::Expr> kept; // whose nodes are keys of `done`
};

Chain::Dims dimsOf(uint64_t mask);

/// The map from loops, of these dimensions, to a tensor of `dims`.
mlir::AffineMap mapTo(mlir::MLIRContext *context,
                      llvm::ArrayRef<unsigned> loops,
                      llvm::ArrayRef<unsigned> dims);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_REGIONBUILDER_H
