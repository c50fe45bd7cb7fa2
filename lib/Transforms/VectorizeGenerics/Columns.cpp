//===- Columns.cpp - reductions beside the lane ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few vectors of results stay in registers while all reductions run over
// them, in order, so each result is one sequential chain whatever its place.
// The region may be any: it only sees its own lane. Rows of results that read
// the same vectors, as the channels of a convolution do, are held together.
//
// A plain sum of floats, as the mean of an image, adds blocks of elements to
// sums of their own first: the error of a chain grows with its length.

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

// Vectors of results held at once: a row of 4 vectors is 4 cache lines, which
// the prefetcher follows. Of 4 rows at once, 2 vectors: with what they are
// computed from they fit in the 16 registers of AVX2.
constexpr unsigned kColumnVectors = 4, kRows = 4, kVectorsOfRows = 2;

// Elements of a block: as many as the period of sums along rows, so that a
// stream may begin later by one (SkipTiles).
constexpr int64_t kBlock = 64;

namespace {

class ColumnEmitter {
public:
  ColumnEmitter(OpBuilder &b, const OpPlan &plan)
      : b(b), plan(plan), op(plan.op), ivs(op.getNumLoops()) {}
  void emit();

private:
  std::optional<unsigned> findRowLoop();
  bool addsInBlocks();
  void reduce(SmallVectorImpl<Value> &carried,
              function_ref<void(MutableArrayRef<Value>)> step);
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

/// Whether each result is a sum of what does not depend on it, of more elements
/// than a block has.
bool ColumnEmitter::addsInBlocks() {
  SmallVector<Operation *> combiners;
  if (!findCombiners(op, combiners) ||
      !llvm::all_of(combiners, llvm::IsaPred<arith::AddFOp>))
    return false;
  std::optional<int64_t> extent =
      getConstantIntValue(extentOf(b, op, plan.folded.back()));
  return plan.folded.size() > 1 || !extent || *extent > kBlock;
}

/// Runs `step` over all reductions, which updates `carried`.
void ColumnEmitter::reduce(SmallVectorImpl<Value> &carried,
                           function_ref<void(MutableArrayRef<Value>)> step) {
  if (!addsInBlocks()) {
    auto loops = openLoops(b, op, plan.folded, ivs, carried);
    step(carried);
    return closeLoops(b, loops, carried);
  }
  Location loc = op.getLoc();
  ArrayRef<unsigned> outer = ArrayRef(plan.folded).drop_back();
  auto loops = openLoops(b, op, outer, ivs, carried);
  Value extent = extentOf(b, op, plan.folded.back()),
        zero = arith::ConstantIndexOp::create(b, loc, 0),
        one = arith::ConstantIndexOp::create(b, loc, 1),
        length = arith::ConstantIndexOp::create(b, loc, kBlock);
  loops.push_back(openLoop(b, loc, zero, extent, length, carried));
  Value begin = loops.back().getInductionVar();
  Value end = arith::MinUIOp::create(
      b, loc, arith::AddIOp::create(b, loc, begin, length), extent);
  auto sums = llvm::map_to_vector(carried, [&](Value sum) -> Value {
    auto type = cast<VectorType>(sum.getType());
    auto none = b.getFloatAttr(type.getElementType(), -0.0);
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(type, none));
  });
  auto block = openLoop(b, loc, begin, end, one, sums);
  ivs[plan.folded.back()] = block.getInductionVar();
  step(sums);
  closeLoops(b, block, sums);
  for (auto [total, sum] : llvm::zip_equal(carried, sums))
    total = arith::AddFOp::create(b, loc, total, sum);
  closeLoops(b, loops, carried);
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
  reduce(carried, [&](MutableArrayRef<Value> results) {
    Value *next = results.begin();
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
  });
  Value *next = carried.begin();
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
