// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_LOOPDIMS_H
#define TENFOLD_LIB_ANALYSIS_LOOPDIMS_H

#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"

#include "llvm/ADT/EquivalenceClasses.h"

namespace tenfold {

/// The loop dimensions of several ops on tensors, joined where one op produces
/// along them what another uses. A class of joined dimensions is named by one
/// of its members.
class LoopDims {
public:
  using Dim = std::pair<mlir::Operation *, unsigned>;

  explicit LoopDims(llvm::ArrayRef<mlir::linalg::LinalgOp> ops);

  /// Classes with a parallel dimension in every op and a reduction in none.
  llvm::ArrayRef<Dim> commonParallel() const { return common; }

  /// Whether a common class is a batch dimension of the contraction `op`: one
  /// that both its inputs and its result have.
  bool sharesBatch(mlir::linalg::LinalgOp op) const;

  /// Whether `op` reduces over a dimension that is parallel in `producer`.
  bool reducesOver(mlir::linalg::LinalgOp op,
                   mlir::linalg::LinalgOp producer) const;

  /// The class of dimension `dim` of `op`.
  Dim classOf(mlir::linalg::LinalgOp op, unsigned dim) const {
    return joined.getLeaderValue({op, dim});
  }

private:
  llvm::EquivalenceClasses<Dim> joined;
  llvm::SmallVector<Dim> common;
};

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_LOOPDIMS_H
