//===- Loops.cpp - the loops around vectors -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

Value tenfold::vectorize::extentOf(OpBuilder &b, linalg::LinalgOp op,
                                   unsigned loop) {
  Value sized;
  int64_t dim = 0;
  AffineExpr expr = getAffineDimExpr(loop, op->getContext());
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type)
      continue;
    for (auto [position, result] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
      if (result != expr)
        continue;
      if (!type.isDynamicDim(position))
        return arith::ConstantIndexOp::create(b, op.getLoc(),
                                              type.getDimSize(position));
      if (!sized)
        sized = operand.get(), dim = position;
    }
  }
  return b.createOrFold<memref::DimOp>(op.getLoc(), sized, dim);
}

static scf::ForOp openLoop(OpBuilder &b, Location loc, Value from, Value to,
                           Value step, SmallVectorImpl<Value> &carried) {
  auto loop = scf::ForOp::create(b, loc, from, to, step, carried);
  carried.assign(loop.getRegionIterArgs().begin(),
                 loop.getRegionIterArgs().end());
  b.setInsertionPointToStart(loop.getBody());
  return loop;
}

static void closeLoop(OpBuilder &b, scf::ForOp loop,
                      SmallVectorImpl<Value> &carried) {
  // Without carried values the loop came with its terminator.
  if (!carried.empty())
    scf::YieldOp::create(b, loop.getLoc(), carried);
  carried.assign(loop.result_begin(), loop.result_end());
  b.setInsertionPointAfter(loop);
}

SmallVector<scf::ForOp> tenfold::vectorize::openLoops(
    OpBuilder &b, linalg::LinalgOp op, ArrayRef<unsigned> loops,
    MutableArrayRef<Value> ivs, SmallVectorImpl<Value> &carried) {
  Location loc = op.getLoc();
  SmallVector<Value> extents = llvm::map_to_vector(
      loops, [&](unsigned loop) { return extentOf(b, op, loop); });
  SmallVector<scf::ForOp> nest;
  if (loops.empty())
    return nest;
  Value zero = arith::ConstantIndexOp::create(b, loc, 0),
        one = arith::ConstantIndexOp::create(b, loc, 1);
  for (auto [loop, extent] : llvm::zip_equal(loops, extents)) {
    nest.push_back(openLoop(b, loc, zero, extent, one, carried));
    ivs[loop] = nest.back().getInductionVar();
  }
  return nest;
}

void tenfold::vectorize::closeLoops(OpBuilder &b, ArrayRef<scf::ForOp> loops,
                                    SmallVectorImpl<Value> &carried) {
  for (scf::ForOp loop : llvm::reverse(loops))
    closeLoop(b, loop, carried);
}

namespace {

using Body = function_ref<void(OpBuilder &, ArrayRef<Step>)>;

struct LaneLoop {
  OpBuilder &b;
  Location loc;
  Value extent;
  unsigned width;
  SmallVectorImpl<Value> &carried;
  Body body;
  Value done;

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  /// Runs whole groups of `unroll` vectors as far as they fit.
  void runWhole(unsigned unroll) {
    int64_t chunk = static_cast<int64_t>(width) * unroll;
    Value rest = b.createOrFold<arith::RemUIOp>(loc, extent, constant(chunk));
    Value end = b.createOrFold<arith::SubIOp>(loc, extent, rest);
    std::optional<int64_t> from = getConstantIntValue(done),
                           to = getConstantIntValue(end);
    if (from && from == to)
      return;
    scf::ForOp loop = openLoop(b, loc, done, end, constant(chunk), carried);
    SmallVector<Step> steps;
    for (unsigned k = 0; k < unroll; ++k) {
      Value first = loop.getInductionVar();
      if (k > 0)
        first = arith::AddIOp::create(
            b, loc, first, constant(static_cast<int64_t>(width) * k));
      steps.push_back({loc, width, first, {}, {}});
    }
    body(b, steps);
    closeLoop(b, loop, carried);
    done = end;
  }

  void runMasked() {
    Value left = b.createOrFold<arith::SubIOp>(loc, extent, done);
    Value last = b.createOrFold<arith::SubIOp>(loc, extent, constant(1));
    auto type = VectorType::get({width}, b.getI1Type());
    Value mask = b.createOrFold<vector::CreateMaskOp>(loc, type, left);
    body(b, Step{loc, width, done, mask, last});
  }

  void runTail() {
    std::optional<int64_t> size = getConstantIntValue(extent);
    if (size && *size % width == 0)
      return;
    if (size)
      return runMasked();
    Value some =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, done, extent);
    SmallVector<Value> before = llvm::to_vector(carried);
    auto branch = before.empty()
                      ? scf::IfOp::create(b, loc, some)
                      : scf::IfOp::create(b, loc, TypeRange(before), some,
                                          /*addThenBlock=*/true,
                                          /*addElseBlock=*/true);
    b.setInsertionPointToStart(branch.thenBlock());
    runMasked();
    if (!before.empty()) {
      scf::YieldOp::create(b, loc, carried);
      b.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(b, loc, before);
    }
    carried.assign(branch.result_begin(), branch.result_end());
    b.setInsertionPointAfter(branch);
  }
};

} // namespace

void tenfold::vectorize::emitLaneLoop(OpBuilder &b, Location loc, Value extent,
                                      unsigned width, unsigned unroll,
                                      SmallVectorImpl<Value> &carried,
                                      Body body) {
  LaneLoop loop{b, loc, extent, width, carried, body, {}};
  loop.done = loop.constant(0);
  if (unroll > 1)
    loop.runWhole(unroll);
  loop.runWhole(1);
  loop.runTail();
}
