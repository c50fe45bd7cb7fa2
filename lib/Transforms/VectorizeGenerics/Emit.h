//===- Emit.h - loops and vectors of one group ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_EMIT_H
#define TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_EMIT_H

#include "lib/Transforms/VectorizeGenerics/Group.h"
#include "lib/Transforms/VectorizeGenerics/Lanes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold::vectorize {

/// Emits the group at the builder's insertion point; its ops are left in place.
void emitGroup(mlir::OpBuilder &b, const Group &group);

/// Emits an op that reduces over loops outside the lane, alone.
void emitColumns(mlir::OpBuilder &b, const OpPlan &plan);

/// How often `loop` of `op` runs.
mlir::Value extentOf(mlir::OpBuilder &b, mlir::linalg::LinalgOp op,
                     unsigned loop);

/// Emits a loop with values carried through, which become those inside it. The
/// insertion point is left inside.
mlir::scf::ForOp openLoop(mlir::OpBuilder &b, mlir::Location loc,
                          mlir::Value from, mlir::Value to, mlir::Value step,
                          llvm::SmallVectorImpl<mlir::Value> &carried);

/// Emits `for i in 0..extent` for each of `loops`, setting `ivs`, around what
/// is emitted next, with values carried through; returns the loops outermost
/// first. The insertion point is left inside the innermost.
llvm::SmallVector<mlir::scf::ForOp>
openLoops(mlir::OpBuilder &b, mlir::linalg::LinalgOp op,
          llvm::ArrayRef<unsigned> loops,
          llvm::MutableArrayRef<mlir::Value> ivs,
          llvm::SmallVectorImpl<mlir::Value> &carried);

/// Ends them with `carried`, which becomes the outermost one's results; the
/// insertion point is left after it.
void closeLoops(mlir::OpBuilder &b, llvm::ArrayRef<mlir::scf::ForOp> loops,
                llvm::SmallVectorImpl<mlir::Value> &carried);

/// Emits the loop over lanes of `extent`: groups of `unroll` vectors, then
/// those that are left. `body` gets the places of vectors, of which the nth is
/// the nth of its group, and updates `carried`.
void emitLaneLoop(
    mlir::OpBuilder &b, mlir::Location loc, mlir::Value extent, unsigned width,
    unsigned unroll, llvm::SmallVectorImpl<mlir::Value> &carried,
    llvm::function_ref<void(mlir::OpBuilder &, llvm::ArrayRef<Step>)> body);

} // namespace tenfold::vectorize

#endif // TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_EMIT_H
