//===- Disjoint.cpp - tiles that equal nothing of the rows ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x[i] == y[j] holds nowhere in a tile where [min x, max x] of the rows and
// [min y, max y] of the tile do not meet.

#include "lib/Transforms/SkipTiles/Tiles.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// An element that a region reads, at sums of indices.
struct Element {
  memref::LoadOp load;
  SmallVector<LinearForm> indices;

  /// The dimension whose index the counter completes, if there is one.
  std::optional<unsigned> streamDim(Value counter) const {
    for (const LinearForm &index : indices)
      if (index.values.lookup(counter) == 1)
        for (auto [dim, factor] : index.indices)
          if (factor == 1)
            return dim;
    return std::nullopt;
  }

  bool varies(unsigned dim) const {
    return llvm::any_of(indices, [&](const LinearForm &index) {
      return index.indices.lookup(dim) != 0;
    });
  }
};

/// The least and the greatest of some elements.
struct Extremes {
  Value least, greatest;
};

} // namespace

static std::optional<Element> elementOf(Value value, scf::ForOp loop) {
  auto load = value.getDefiningOp<memref::LoadOp>();
  if (!load || !isa<IntegerType>(load.getType()) ||
      loop->isAncestor(load.getMemRef().getParentRegion()->getParentOp()))
    return std::nullopt;
  Element element{load, {}};
  for (Value index : load.getIndices()) {
    std::optional<LinearForm> form = linearForm(index, loop);
    auto isIndex = [](auto &term) { return term.first.getType().isIndex(); };
    if (!form || !llvm::all_of(form->values, isIndex))
      return std::nullopt;
    element.indices.push_back(*form);
  }
  return element;
}

/// The equalities that must hold for the condition to be `isTrue`.
static void collectEqualities(Value condition, bool isTrue,
                              SmallVectorImpl<arith::CmpIOp> &found) {
  Operation *op = condition.getDefiningOp();
  auto compare = dyn_cast_or_null<arith::CmpIOp>(op);
  if (compare && compare.getPredicate() == (isTrue ? arith::CmpIPredicate::eq
                                                   : arith::CmpIPredicate::ne))
    found.push_back(compare);
  if (isTrue ? isa_and_nonnull<arith::AndIOp>(op)
             : isa_and_nonnull<arith::OrIOp>(op))
    for (Value operand : op->getOperands())
      collectEqualities(operand, isTrue, found);
}

/// base + sum of coefficient * index
static Value materialize(OpBuilder &b, Location loc, const LinearForm &form,
                         const llvm::MapVector<unsigned, Value> &ivs) {
  Value sum = arith::ConstantIndexOp::create(b, loc, form.constant);
  auto add = [&](Value value, int64_t factor) {
    Value times = arith::ConstantIndexOp::create(b, loc, factor);
    sum = b.createOrFold<arith::AddIOp>(
        loc, sum, b.createOrFold<arith::MulIOp>(loc, value, times));
  };
  for (auto [value, factor] : form.values)
    add(value, factor);
  for (auto [dim, factor] : form.indices)
    add(ivs.lookup(dim), factor);
  return sum;
}

/// Loops over the element's dimensions, as many steps along each as `sizes`
/// says.
static Extremes rangeOf(OpBuilder &b, const Element &element,
                        function_ref<Value(unsigned)> sizes) {
  memref::LoadOp load = element.load;
  Location loc = load.getLoc();
  auto type = cast<IntegerType>(load.getType());
  unsigned bits = type.getWidth();
  auto constant = [&](const APInt &value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
  };
  SmallVector<Value> range{constant(APInt::getSignedMaxValue(bits)),
                           constant(APInt::getSignedMinValue(bits))};
  llvm::MapVector<unsigned, Value> ivs;
  Value zero = arith::ConstantIndexOp::create(b, loc, 0),
        one = arith::ConstantIndexOp::create(b, loc, 1);
  OpBuilder::InsertionGuard guard(b);
  SmallVector<scf::ForOp> nest;
  for (const LinearForm &form : element.indices)
    for (auto [dim, factor] : form.indices)
      if (factor != 0 && !ivs.contains(dim)) {
        nest.push_back(
            scf::ForOp::create(b, loc, zero, sizes(dim), one,
                               nest.empty() ? ValueRange(range)
                                            : nest.back().getRegionIterArgs()));
        ivs[dim] = nest.back().getInductionVar();
        b.setInsertionPointToStart(nest.back().getBody());
      }
  if (!nest.empty())
    range.assign(nest.back().getRegionIterArgs().begin(),
                 nest.back().getRegionIterArgs().end());
  SmallVector<Value> at;
  for (const LinearForm &form : element.indices)
    at.push_back(materialize(b, loc, form, ivs));
  Value value = memref::LoadOp::create(b, loc, load.getMemRef(), at);
  range = {arith::MinSIOp::create(b, loc, range[0], value),
           arith::MaxSIOp::create(b, loc, range[1], value)};
  for (scf::ForOp loop : llvm::reverse(nest)) {
    b.setInsertionPointToEnd(loop.getBody());
    scf::YieldOp::create(b, loc, range);
    range.assign(loop.getResults().begin(), loop.getResults().end());
  }
  return {range[0], range[1]};
}

/// Whether all of the loop's body but views, buffers and sums can stand under a
/// condition.
static bool mayStandUnderCondition(scf::ForOp loop) {
  return llvm::all_of(loop.getBody()->without_terminator(), [](Operation &op) {
    return isMemoryEffectFree(&op) ||
           isa<memref::AllocOp, linalg::LinalgOp, scf::IfOp>(op);
  });
}

/// Runs what the body does only where `condition`, which stands at `first`,
/// holds.
static void putUnderCondition(scf::ForOp loop, Value condition,
                              ArrayRef<Operation *> ops) {
  OpBuilder b(loop.getBody()->getTerminator());
  auto choice = scf::IfOp::create(b, loop.getLoc(), condition,
                                  /*withElseRegion=*/false);
  for (Operation *op : ops)
    op->moveBefore(choice.thenYield());
}

/// Of two elements that one is of the rows and one of the stream, along which
/// dimension; none where they are not.
static std::optional<unsigned> tellApart(Element &rows, Element &tile,
                                         Value counter) {
  if (rows.streamDim(counter))
    std::swap(rows, tile);
  std::optional<unsigned> stream = tile.streamDim(counter);
  bool isApart = stream && !rows.varies(*stream) &&
                 llvm::none_of(rows.indices, [&](const LinearForm &index) {
                   return index.values.contains(counter);
                 });
  return isApart ? stream : std::nullopt;
}

unsigned tenfold::skipDisjoint(scf::ForOp loop, Masked mask,
                               function_ref<Value(unsigned dim)> sizeOfRows) {
  Value size = tileSize(loop);
  if (!mask.select || !size || !mayStandUnderCondition(loop))
    return 0;
  SmallVector<arith::CmpIOp> equalities;
  collectEqualities(mask.select.getCondition(), mask.isTrue, equalities);
  SmallVector<Operation *> effects;
  for (Operation &op : loop.getBody()->without_terminator())
    if (!isMemoryEffectFree(&op) && !isa<memref::AllocOp>(op))
      effects.push_back(&op);
  OpBuilder before(loop), inside(loop.getContext());
  inside.setInsertionPointAfterValue(size);
  Value condition;
  unsigned count = 0;
  for (arith::CmpIOp equality : equalities) {
    auto x = elementOf(equality.getLhs(), loop),
         y = elementOf(equality.getRhs(), loop);
    std::optional<unsigned> stream;
    if (!x || !y || !(stream = tellApart(*x, *y, loop.getInductionVar())))
      continue;
    Extremes rows = rangeOf(before, *x, sizeOfRows);
    Extremes tile = rangeOf(inside, *y, [&](unsigned dim) {
      return dim == *stream ? size : sizeOfRows(dim);
    });
    Location loc = equality.getLoc();
    auto atMost = [&](Value a, Value b) -> Value {
      return arith::CmpIOp::create(inside, loc, arith::CmpIPredicate::sle, a,
                                   b);
    };
    Value meets =
        arith::AndIOp::create(inside, loc, atMost(rows.least, tile.greatest),
                              atMost(tile.least, rows.greatest));
    condition = condition ? arith::AndIOp::create(inside, loc, condition, meets)
                          : meets;
    ++count;
  }
  if (condition)
    putUnderCondition(loop, condition, effects);
  return count;
}
