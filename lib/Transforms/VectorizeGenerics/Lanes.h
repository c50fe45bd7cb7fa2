//===- Lanes.h - the region of one op on one vector of lanes --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_LANES_H
#define TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_LANES_H

#include "lib/Transforms/VectorizeGenerics/Access.h"
#include "lib/Transforms/VectorizeGenerics/OpPlan.h"

namespace tenfold::vectorize {

/// What a memref holds at the current place of the loops, for readers that come
/// later.
using Held = llvm::DenseMap<mlir::Value, mlir::Value>;

/// Clones the region of one op: once per row what is equal on all lanes, once
/// per vector the rest.
class Lanes {
public:
  explicit Lanes(const OpPlan &plan) : plan(plan) {}

  /// Emits loads and ops that are equal on all lanes; `rows` holds scalars of
  /// this row.
  void emitUniform(mlir::OpBuilder &b, mlir::ValueRange ivs, const Held &rows);

  /// Emits the rest for one vector and returns a vector per result: its value,
  /// or what it contributes to a reduction along the lanes. `vectors` holds
  /// what this step already has in registers.
  llvm::SmallVector<mlir::Value> emitVector(mlir::OpBuilder &b,
                                            const Step &step,
                                            mlir::ValueRange ivs,
                                            const Held &vectors);

  /// The scalar results of an op without a lane.
  llvm::SmallVector<mlir::Value> scalarResults() const;

private:
  bool isAccumulator(mlir::OpOperand &operand) const;
  mlir::Value vectorOf(mlir::OpBuilder &b, const Step &step,
                       mlir::Value value) const;
  void emitSteps(mlir::OpBuilder &b, mlir::Operation *op, const Step &step);
  void emitLoad(mlir::OpBuilder &b, mlir::memref::LoadOp load,
                const Step &step);
  void emitLanes(mlir::OpBuilder &b, mlir::Operation *op, const Step &step);
  mlir::Value scalarOf(mlir::Value value) const;

  const OpPlan &plan;
  /// Scalars for what is uniform, and lane 0 for what steps.
  mlir::IRMapping scalars;
  /// Vectors of the current step.
  llvm::DenseMap<mlir::Value, mlir::Value> vectors;
};

} // namespace tenfold::vectorize

#endif // TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_LANES_H
