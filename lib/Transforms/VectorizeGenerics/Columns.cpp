//===- Columns.cpp - reductions beside the lane ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few vectors of results stay in registers while all reductions run over
// them, in order, so each result is one sequential chain whatever its place.
// The region may be any: it only sees its own lane. Rows of results that read
// the same vectors, as the channels of a convolution do, are held together.

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

// Vectors of results held at once: a row of 4 vectors is 4 cache lines, which
// the prefetcher follows. Of 4 rows at once, 2 vectors: with what they are
// computed from they fit in the 16 registers of AVX2.
constexpr unsigned kColumnVectors = 4, kRows = 4, kVectorsOfRows = 2;

namespace {

class ColumnEmitter {
public:
  ColumnEmitter(OpBuilder &b, const OpPlan &plan)
      : b(b), plan(plan), op(plan.op), ivs(op.getNumLoops()) {}
  void emit();

private:
  std::optional<unsigned> findRowLoop();
  void emitRows(Value begin, Value end, unsigned count);
  void emitLanes(ValueRange rows, unsigned vectors);
  void emitVectors(ValueRange rows, ArrayRef<Step> steps);

  OpBuilder &b;
  const OpPlan &plan;
  linalg::LinalgOp op;
  SmallVector<Value> ivs;
  std::optional<unsigned> rowLoop;
};

} // namespace

/// The innermost outer loop along which all vectors stay the same, and some
/// scalar does not.
std::optional<unsigned> ColumnEmitter::findRowLoop() {
  for (unsigned loop : llvm::reverse(plan.outer)) {
    bool movesScalar = false, movesVector = false;
    for (OpOperand *input : op.getDpsInputOperands()) {
      AffineMap map = op.getMatchingIndexingMap(input);
      if (map.isFunctionOfDim(loop))
        (map.isFunctionOfDim(plan.lane) ? movesVector : movesScalar) = true;
    }
    if (movesScalar && !movesVector)
      return loop;
  }
  return std::nullopt;
}

void ColumnEmitter::emitVectors(ValueRange rows, ArrayRef<Step> steps) {
  auto forEachVector = [&](function_ref<void(const Step &)> visit) {
    for (Value row : rows) {
      if (rowLoop)
        ivs[*rowLoop] = row;
      for (const Step &step : steps) {
        ivs[plan.lane] = step.first;
        visit(step);
      }
    }
  };
  SmallVector<Value> carried;
  forEachVector([&](const Step &step) {
    for (OpOperand &init : op.getDpsInitsMutable())
      carried.push_back(loadLanes(b, step, init.get(),
                                  op.getMatchingIndexingMap(&init), ivs,
                                  plan.lane));
  });
  auto loops = openLoops(b, op, plan.folded, ivs, carried);
  Value *next = carried.begin();
  for (Value row : rows) {
    if (rowLoop)
      ivs[*rowLoop] = row;
    Lanes lanes(plan);
    lanes.emitUniform(b, ivs, Held());
    for (const Step &step : steps) {
      ivs[plan.lane] = step.first;
      Held held;
      for (auto [result, init] : llvm::enumerate(op.getDpsInits()))
        held[init] = next[result];
      next = llvm::copy(lanes.emitVector(b, step, ivs, held), next);
    }
  }
  closeLoops(b, loops, carried);
  next = carried.begin();
  forEachVector([&](const Step &step) {
    for (OpOperand &init : op.getDpsInitsMutable())
      storeLanes(b, step, *next++, init.get(), op.getMatchingIndexingMap(&init),
                 ivs, plan.lane);
  });
}

void ColumnEmitter::emitLanes(ValueRange rows, unsigned vectors) {
  SmallVector<Value> nothing;
  Value extent = extentOf(b, op, plan.lane);
  emitLaneLoop(
      b, op.getLoc(), extent, plan.width, vectors, nothing,
      [&](OpBuilder &, ArrayRef<Step> steps) { emitVectors(rows, steps); });
}

/// A loop over `count` rows at a time.
void ColumnEmitter::emitRows(Value begin, Value end, unsigned count) {
  Location loc = op.getLoc();
  Value step = arith::ConstantIndexOp::create(b, loc, count);
  auto loop = scf::ForOp::create(b, loc, begin, end, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> rows;
  for (unsigned i = 0; i < count; ++i)
    rows.push_back(b.createOrFold<arith::AddIOp>(
        loc, loop.getInductionVar(),
        arith::ConstantIndexOp::create(b, loc, i)));
  emitLanes(rows, kVectorsOfRows);
}

void ColumnEmitter::emit() {
  rowLoop = findRowLoop();
  SmallVector<unsigned> outer(plan.outer);
  llvm::erase_if(outer, [&](unsigned loop) { return rowLoop == loop; });
  SmallVector<Value> nothing;
  auto loops = openLoops(b, op, outer, ivs, nothing);
  if (rowLoop) {
    Location loc = op.getLoc();
    Value extent = extentOf(b, op, *rowLoop),
          zero = arith::ConstantIndexOp::create(b, loc, 0),
          rows = arith::ConstantIndexOp::create(b, loc, kRows);
    Value rest = b.createOrFold<arith::RemUIOp>(loc, extent, rows),
          whole = b.createOrFold<arith::SubIOp>(loc, extent, rest);
    emitRows(zero, whole, kRows);
    emitRows(whole, extent, 1);
  } else {
    emitLanes(Value(), kColumnVectors);
  }
  closeLoops(b, loops, nothing);
}

void tenfold::vectorize::emitColumns(OpBuilder &b, const OpPlan &plan) {
  ColumnEmitter(b, plan).emit();
}
