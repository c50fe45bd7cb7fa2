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

scf::ForOp tenfold::vectorize::openLoop(OpBuilder &b, Location loc, Value from,
                                        Value to, Value step,
                                        SmallVectorImpl<Value> &carried) {
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

  Step stepAt(Value first, int64_t number) {
    if (number > 0)
      first =
          b.createOrFold<arith::AddIOp>(loc, first, constant(width * number));
    return {loc, width, first, {}, {}, {}};
  }

  void mask(Step &step) {
    Value left = b.createOrFold<arith::SubIOp>(loc, extent, step.first);
    step.last = b.createOrFold<arith::SubIOp>(loc, extent, constant(1));
    auto type = VectorType::get({width}, b.getI1Type());
    step.mask = b.createOrFold<vector::CreateMaskOp>(loc, type, left);
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
    for (unsigned k = 0; k < unroll; ++k)
      steps.push_back(stepAt(loop.getInductionVar(), k));
    body(b, steps);
    closeLoop(b, loop, carried);
    done = end;
  }

  /// A last group that is incomplete: its vectors add to the partial results
  /// that they would add to in a longer row.
  void runPart() {
    std::optional<int64_t> size = getConstantIntValue(extent),
                           from = getConstantIntValue(done);
    if (size && from) {
      SmallVector<Step> steps;
      for (int64_t left = *size - *from; left > 0; left -= width) {
        steps.push_back(stepAt(done, steps.size()));
        if (left < int64_t(width))
          mask(steps.back());
      }
      return body(b, steps);
    }
    Value one = constant(width);
    scf::ForOp loop = openLoop(b, loc, done, extent, one, carried);
    Step step = stepAt(loop.getInductionVar(), 0);
    mask(step);
    Value past = arith::SubIOp::create(b, loc, step.first, done);
    step.number = arith::DivUIOp::create(b, loc, past, one);
    body(b, step);
    closeLoop(b, loop, carried);
  }

  void runTail() {
    std::optional<int64_t> size = getConstantIntValue(extent);
    if (size && *size % width == 0)
      return;
    scf::IfOp branch;
    if (!size) {
      Value some = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                         done, extent);
      branch = scf::IfOp::create(b, loc, some);
      b.setInsertionPointToStart(branch.thenBlock());
    }
    Step step = stepAt(done, 0);
    mask(step);
    body(b, step);
    if (branch)
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
  loop.runWhole(unroll);
  if (!carried.empty())
    return loop.runPart();
  loop.runWhole(1);
  loop.runTail();
}
