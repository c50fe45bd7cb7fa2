//===- SkipTiles.cpp - bounds of streams from masks -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of a mask c j + r <= 0, where r holds all that is not j, a task's rows keep
// an element of every tile between bounds that the least r tells, and every
// element of the tiles between bounds that the greatest r tells.

#include "dialects/Fold/Fold.h"
#include "lib/Transforms/SkipTiles/LinearForm.h"
#include "lib/Transforms/SkipTiles/Tiles.h"

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

/// What masks say of one loop.
class Masks {
public:
  explicit Masks(scf::ForOp loop) : loop(loop), b(loop), loc(loop.getLoc()) {}

  /// Takes up the mask of `op`, of which an element must be kept by some row
  /// for its tile to count; false where it bounds nothing.
  bool add(linalg::GenericOp op);

  /// Leaves out tiles that have no element in common with what the mask of `op`
  /// compares them with; returns the number of such comparisons.
  unsigned skipDisjoint(linalg::GenericOp op);

  Interval some, all; // of which something is kept, and of which all is
  bool knowsAll = true;

private:
  enum class Rows { Some, All };
  bool bound(linalg::GenericOp op, const LinearForm &form, Rows rows,
             Interval &interval);
  std::optional<unsigned> streamDim(const LinearForm &form);
  Value rest(linalg::GenericOp op, const LinearForm &form, unsigned stream,
             Rows rows);
  Value sizeOf(linalg::GenericOp op, unsigned dim);
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  template <typename Op> Value fold(Value lhs, Value rhs) {
    return b.createOrFold<Op>(loc, lhs, rhs);
  }
  template <typename Op> void narrow(Value &bound, Value by) {
    bound = bound ? fold<Op>(bound, by) : by;
  }

  scf::ForOp loop;
  OpBuilder b;
  Location loc;
};

bool isLeast(Value value) { return matchPattern(value, m_NegInfFloat()); }

/// The dimension whose index the counter completes: both have one coefficient.
std::optional<unsigned> Masks::streamDim(const LinearForm &form) {
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
Value Masks::sizeOf(linalg::GenericOp op, unsigned dim) {
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

/// All but the stream's index: its least value, which keeps most, or its
/// greatest, which keeps least; null if it is not known.
Value Masks::rest(linalg::GenericOp op, const LinearForm &form, unsigned stream,
                  Rows rows) {
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
    bool isLast = rows == Rows::Some ? factor < 0 : factor > 0;
    if (dim == stream || !isLast)
      continue;
    Value size = sizeOf(op, dim);
    if (!size)
      return {};
    add(fold<arith::SubIOp>(size, constant(1)), factor);
  }
  return sum;
}

/// j < 1 - r, or j >= r.
bool Masks::bound(linalg::GenericOp op, const LinearForm &form, Rows rows,
                  Interval &interval) {
  std::optional<unsigned> dim = streamDim(form);
  Value other = dim ? rest(op, form, *dim, rows) : Value();
  if (!other)
    return false;
  if (form.indices.lookup(*dim) > 0)
    narrow<arith::MinSIOp>(interval.end,
                           fold<arith::SubIOp>(constant(1), other));
  else
    narrow<arith::MaxSIOp>(interval.begin,
                           fold<arith::MaxSIOp>(other, constant(0)));
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

bool Masks::add(linalg::GenericOp op) {
  Masked masked = maskOf(elementOf(op).getDefiningOp<arith::SelectOp>(), loop);
  if (!masked.select)
    return false;
  bool any = false;
  knowsAll &= masked.keeps.isAll;
  for (const LinearForm &form : masked.keeps.forms) {
    any |= bound(op, form, Rows::Some, some);
    knowsAll &= bound(op, form, Rows::All, all);
  }
  return any;
}

unsigned Masks::skipDisjoint(linalg::GenericOp op) {
  Masked mask = maskOf(elementOf(op).getDefiningOp<arith::SelectOp>(), loop);
  return tenfold::skipDisjoint(loop, mask,
                               [&](unsigned dim) { return sizeOf(op, dim); });
}

} // namespace

Masked tenfold::maskOf(arith::SelectOp select, scf::ForOp loop) {
  if (!select)
    return {};
  bool isTrue = isLeast(select.getFalseValue());
  if (!isTrue && !isLeast(select.getTrueValue()))
    return {};
  return {select, isTrue, conjunction(select.getCondition(), isTrue, loop)};
}

namespace {

struct SkipTilesPass final : tenfold::impl::SkipTilesBase<SkipTilesPass> {
  void bound(scf::ForOp loop) {
    SmallVector<linalg::GenericOp> neutral;
    for (auto op : loop.getOps<linalg::GenericOp>())
      if (op->hasAttr(fold::kNeutral))
        neutral.push_back(op);
    if (neutral.empty() || !getConstantIntValue(loop.getStep()))
      return;
    Masks masks(loop);
    unsigned narrowed =
        llvm::count_if(neutral, [&](auto op) { return masks.add(op); });
    unsigned disjoint = 0;
    if (neutral.size() == 1)
      disjoint = masks.skipDisjoint(neutral.front());
    if (!narrowed && !disjoint)
      return;
    unsigned unmasked = 0;
    if (masks.knowsAll && narrowed && !disjoint && neutral.size() == 1)
      unmasked = splitFullTiles(loop, neutral.front(), masks.all);
    cutTiles(loop, masks.some);
    remark::passed(getOperation().getLoc(),
                   remark::RemarkOpts::name("Bounds")
                       .category("skip-tiles")
                       .function(getOperation().getName()))
        << remark::metric("Streams", narrowed)
        << remark::metric("Equalities", disjoint)
        << remark::metric("Ops without mask in full tiles", unmasked);
  }

  void runOnOperation() override {
    SmallVector<scf::ForOp> loops;
    getOperation().walk([&](scf::ForOp loop) { loops.push_back(loop); });
    for (scf::ForOp loop : loops)
      bound(loop);
  }
};

} // namespace
