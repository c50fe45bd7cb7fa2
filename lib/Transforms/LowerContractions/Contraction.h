// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CONTRACTION_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CONTRACTION_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <string>

namespace tenfold {

/// c[batch, m, n] += a[batch, m, k] * b[batch, k, n], where each role is any
/// number of loops of `op`. The last loop of m, n and k is the one that the
/// register block covers; an empty m or n is an extent of one. An index of a
/// may be a sum of loops, as windows have them: a step along m or k is one
/// along the same memory. The factor b may be computed in the body, element by
/// element, from operands in panels: a weight in blocks of integers and scales.
/// Then a may be computed too: from integers and scales of its own.
struct Contraction {
  mlir::linalg::LinalgOp op;
  mlir::OpOperand *a, *b, *c;
  llvm::SmallVector<unsigned> batch, m, n, k;
  /// Where b is computed, what it is computed from, b first, and its value in
  /// the body; else nothing. The same of a.
  llvm::SmallVector<mlir::OpOperand *> parts, rowParts;
  mlir::Value computed, computedRows;
  /// Columns of one panel where b is packed: (.., n floordiv panel, .., n mod
  /// panel); 0 where it is plain.
  int64_t panel = 0;

  mlir::AffineMap map(mlir::OpOperand *operand) const {
    return mlir::linalg::LinalgOp(op).getMatchingIndexingMap(operand);
  }
  llvm::SmallVector<int64_t> ranges() const {
    return mlir::linalg::LinalgOp(op).getStaticLoopRanges();
  }
};

/// A sum of loops times steps: the loops and steps, and a constant.
struct Steps {
  llvm::SmallVector<std::pair<unsigned, int64_t>, 2> loops;
  int64_t constant = 0;
};
/// `expr` as such a sum; none for others.
std::optional<Steps> stepsOf(mlir::AffineExpr expr);

/// Reads `op` as a contraction of f32, on tensors or memrefs. On failure
/// `reason` says why an op that multiplies and adds is refused, and is empty
/// for an op that is no contraction at all.
mlir::FailureOr<Contraction> matchContraction(mlir::linalg::LinalgOp op,
                                              std::string &reason);

/// Whether `op` is a contraction of f32, windows included: not one that the
/// general vectoriser gets.
bool isMatrixProduct(mlir::linalg::LinalgOp op);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CONTRACTION_H
