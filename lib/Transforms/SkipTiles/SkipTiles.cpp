//===- SkipTiles.cpp - bounds of streams from masks -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Fold/Fold.h"
#include "lib/Transforms/SkipTiles/LinearForm.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_SKIPTILES
#include "lib/Transforms/SkipTiles/SkipTiles.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// Narrows the bounds of one loop.
class Bounds {
public:
  explicit Bounds(scf::ForOp loop)
      : loop(loop), b(loop), loc(loop.getLoc()),
        step(*getConstantIntValue(loop.getStep())) {}

  /// Keeps the tiles of which `op` can keep an element.
  bool narrow(linalg::GenericOp op);

private:
  bool narrow(linalg::GenericOp op, const LinearForm &form);
  std::optional<unsigned> streamDim(const LinearForm &form);
  Value leastRest(linalg::GenericOp op, const LinearForm &form,
                  unsigned stream);
  Value sizeOf(linalg::GenericOp op, unsigned dim);
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  template <typename Op> Value fold(Value lhs, Value rhs) {
    return b.createOrFold<Op>(loc, lhs, rhs);
  }

  scf::ForOp loop;
  OpBuilder b;
  Location loc;
  int64_t step;
};

bool isLeast(Value value) { return matchPattern(value, m_NegInfFloat()); }

/// The dimension whose index the counter completes: both have one coefficient.
std::optional<unsigned> Bounds::streamDim(const LinearForm &form) {
  int64_t counter = form.values.lookup(loop.getInductionVar());
  if (counter != 1 && counter != -1)
    return std::nullopt;
  for (auto [dim, coefficient] : form.indices)
    if (coefficient == counter)
      return dim;
  return std::nullopt;
}

/// The extent of a dimension, of which no more than the loop's surroundings is
/// needed; else null.
Value Bounds::sizeOf(linalg::GenericOp op, unsigned dim) {
  for (OpOperand &operand : op->getOpOperands()) {
    auto at = op.getMatchingIndexingMap(&operand).getResultPosition(
        getAffineDimExpr(dim, op.getContext()));
    auto part = operand.get().getDefiningOp<memref::SubViewOp>();
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!at || !type)
      continue;
    if (!type.isDynamicDim(*at))
      return constant(type.getDimSize(*at));
    Value size = part ? dyn_cast<Value>(part.getMixedSizes()[*at]) : Value();
    if (size && !loop->isAncestor(size.getParentRegion()->getParentOp()))
      return size;
  }
  return {};
}

/// The least value of all but the stream's index; null if it is not known.
Value Bounds::leastRest(linalg::GenericOp op, const LinearForm &form,
                        unsigned stream) {
  Value sum = constant(form.constant);
  auto add = [&](Value value, int64_t factor) {
    sum =
        fold<arith::AddIOp>(sum, fold<arith::MulIOp>(value, constant(factor)));
  };
  for (auto [value, factor] : form.values)
    if (value != loop.getInductionVar() && factor != 0) {
      if (!value.getType().isIndex())
        value = arith::IndexCastOp::create(b, loc, b.getIndexType(), value);
      add(value, factor);
    }
  for (auto [dim, factor] : form.indices) {
    if (dim == stream || factor >= 0)
      continue;
    Value size = sizeOf(op, dim);
    if (!size)
      return {};
    add(fold<arith::SubIOp>(size, constant(1)), factor);
  }
  return sum;
}

bool Bounds::narrow(linalg::GenericOp op, const LinearForm &form) {
  std::optional<unsigned> dim = streamDim(form);
  Value rest = dim ? leastRest(op, form, *dim) : Value();
  if (!rest)
    return false;
  if (form.indices.lookup(*dim) > 0) {
    // j < 1 - r
    Value end = fold<arith::SubIOp>(constant(1), rest);
    loop.setUpperBound(fold<arith::MinSIOp>(loop.getUpperBound(), end));
    return true;
  }
  // j >= r, from the tile that holds it.
  Value first = fold<arith::MaxSIOp>(rest, constant(0));
  first = fold<arith::MulIOp>(fold<arith::DivUIOp>(first, constant(step)),
                              constant(step));
  loop.setLowerBound(fold<arith::MaxSIOp>(loop.getLowerBound(), first));
  return true;
}

/// What the op yields, or of what it takes the maximum.
Value elementOf(linalg::GenericOp op) {
  Value value = op.getBody()->getTerminator()->getOperand(0);
  Operation *max = value.getDefiningOp();
  if (!isa_and_nonnull<arith::MaximumFOp, arith::MaxNumFOp>(max))
    return value;
  bool isFirst = isa<BlockArgument>(max->getOperand(1));
  return max->getOperand(isFirst ? 0 : 1);
}

bool Bounds::narrow(linalg::GenericOp op) {
  auto kept = elementOf(op).getDefiningOp<arith::SelectOp>();
  if (!kept)
    return false;
  bool isTrue = isLeast(kept.getFalseValue());
  if (!isTrue && !isLeast(kept.getTrueValue()))
    return false;
  bool any = false;
  for (const LinearForm &form : necessary(kept.getCondition(), isTrue, loop))
    any |= narrow(op, form);
  return any;
}

struct SkipTilesPass final : tenfold::impl::SkipTilesBase<SkipTilesPass> {
  void runOnOperation() override {
    unsigned narrowed = 0;
    getOperation().walk([&](linalg::GenericOp op) {
      auto loop = dyn_cast<scf::ForOp>(op->getParentOp());
      if (loop && op->hasAttr(fold::kNeutral) &&
          getConstantIntValue(loop.getStep()))
        narrowed += Bounds(loop).narrow(op);
    });
    if (narrowed)
      remark::passed(getOperation().getLoc(),
                     remark::RemarkOpts::name("Bounds")
                         .category("skip-tiles")
                         .function(getOperation().getName()))
          << remark::metric("Streams", narrowed);
  }
};

} // namespace
