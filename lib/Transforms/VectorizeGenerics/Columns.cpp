//===- Columns.cpp - reductions beside the lane ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few vectors of results stay in registers while all reductions run over
// them, in order, so each result is one sequential chain whatever its place.
// The region may be any: it only sees its own lane.

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

// Vectors of results held at once: a row of 4 vectors is 4 cache lines, which
// the prefetcher follows.
constexpr unsigned kColumnVectors = 4;

static void emitColumnVectors(OpBuilder &b, const OpPlan &plan,
                              MutableArrayRef<Value> ivs,
                              ArrayRef<Step> steps) {
  linalg::LinalgOp op = plan.op;
  SmallVector<Value> carried;
  for (const Step &step : steps)
    for (OpOperand &init : op.getDpsInitsMutable()) {
      ivs[plan.lane] = step.first;
      carried.push_back(loadLanes(b, step, init.get(),
                                  op.getMatchingIndexingMap(&init), ivs,
                                  plan.lane));
    }
  auto loops = openLoops(b, op, plan.folded, ivs, carried);
  Lanes lanes(plan);
  lanes.emitUniform(b, ivs, Held());
  unsigned results = op.getNumDpsInits();
  for (auto [k, step] : llvm::enumerate(steps)) {
    ivs[plan.lane] = step.first;
    Held held;
    for (unsigned result = 0; result < results; ++result)
      held[op.getDpsInitOperand(result)->get()] = carried[k * results + result];
    llvm::copy(lanes.emitVector(b, step, ivs, held),
               carried.begin() + k * results);
  }
  closeLoops(b, loops, carried);
  for (auto [k, step] : llvm::enumerate(steps))
    for (auto [result, init] : llvm::enumerate(op.getDpsInitsMutable())) {
      ivs[plan.lane] = step.first;
      storeLanes(b, step, carried[k * results + result], init.get(),
                 op.getMatchingIndexingMap(&init), ivs, plan.lane);
    }
}

void tenfold::vectorize::emitColumns(OpBuilder &b, const OpPlan &plan) {
  linalg::LinalgOp op = plan.op;
  SmallVector<Value> ivs(op.getNumLoops()), nothing;
  auto loops = openLoops(b, op, plan.outer, ivs, nothing);
  Value extent = extentOf(b, op, plan.lane);
  emitLaneLoop(b, op.getLoc(), extent, plan.width, kColumnVectors, nothing,
               [&](OpBuilder &, ArrayRef<Step> steps) {
                 emitColumnVectors(b, plan, ivs, steps);
               });
  closeLoops(b, loops, nothing);
}
