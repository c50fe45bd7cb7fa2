//===- OpPlan.h - how one linalg op becomes vectors -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_OPPLAN_H
#define TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_OPPLAN_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tenfold::vectorize {

/// How a scalar of the region becomes a vector: equal on all lanes; an index
/// that grows by one from lane to lane; anything else.
enum class Vary { Uniform, Steps, Lanes };

/// One linalg op, the loop that becomes the lanes, and what surrounds it.
struct OpPlan {
  explicit OpPlan(mlir::linalg::LinalgOp op, int64_t lane = -1)
      : op(op), lane(lane) {}

  /// A handle, whose accessors are not const.
  mutable mlir::linalg::LinalgOp op;
  /// The loop that becomes the lanes; -1 where the op runs as one scalar step
  /// of its outer loops.
  int64_t lane;
  unsigned width = 1;
  /// Parallel loops other than the lane, and reductions other than the lane,
  /// outermost first.
  llvm::SmallVector<unsigned> outer, folded;
  /// One per result where the lane is a reduction, else empty.
  llvm::SmallVector<mlir::Operation *> combiners;
  llvm::DenseMap<mlir::Value, Vary> vary;

  bool reducesLanes() const { return !combiners.empty(); }
  bool reducesColumns() const { return !folded.empty() && !reducesLanes(); }
  Vary of(mlir::Value value) const { return vary.lookup(value); }
};

/// Chooses the lane of `op`; fails with the reason in `why` where only scalar
/// loops are right.
mlir::FailureOr<OpPlan> planOp(mlir::linalg::LinalgOp op, unsigned vectorBits,
                               std::string &why);

/// The same all-parallel op as one scalar step of all its loops.
OpPlan asScalarStep(const OpPlan &plan);

/// The operand of `combiner` that is not the accumulator.
mlir::OpOperand &contributionOf(mlir::Operation *combiner,
                                mlir::Value accumulator);

/// `contribution` added to a partial result, which began as the identity, by
/// the combiner of `accumulator`. A partial maximum is therefore no NaN, and
/// one that leaves out NaN is a comparison: one instruction on x86.
mlir::Value combinePartial(mlir::OpBuilder &b, mlir::Operation *combiner,
                           mlir::Value partial, mlir::Value contribution,
                           mlir::Value accumulator);

/// Finds one known combiner per result, each fed by its own accumulator and by
/// nothing that depends on another; false where there is none.
bool findCombiners(mlir::linalg::LinalgOp op,
                   llvm::SmallVectorImpl<mlir::Operation *> &combiners);

/// The value that leaves `other` unchanged when combined with it.
mlir::TypedAttr identityOf(mlir::Operation *combiner);

} // namespace tenfold::vectorize

#endif // TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_OPPLAN_H
