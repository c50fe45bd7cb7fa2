//===- SortDecompose.cpp - sorting as linalg ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A short row, or one of unknown extent, compares all pairs. A longer one is
// merged in log2(n) passes, in each of which every place finds its element by
// a binary search in two sorted runs, so n log2(n)^2 comparisons suffice.

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

/// Elements. Here merging runs 8 times faster than all pairs, but its unrolled
/// searches compile in 4 s (one core), not in 0.1: not worth it for less.
constexpr int64_t kMergeFrom = 1024;

/// Whether `x` comes before `y` in rising order: NaN is the greatest.
static Value isBefore(OpBuilder &b, Location loc, Value x, Value y) {
  using P = arith::CmpIPredicate;
  if (!isa<FloatType>(x.getType()))
    return arith::CmpIOp::create(
        b, loc, x.getType().isInteger(1) ? P::ult : P::slt, x, y);
  // Not (y <= x or y is a number and x NaN).
  Value less = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ULT, x, y);
  Value number = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, x, x);
  return arith::AndIOp::create(b, loc, less, number);
}

/// Whether `x` comes before `y` in the order of the op.
static Value precedes(OpBuilder &b, SortOp op, Value x, Value y) {
  if (op.getOrder() == Order::descending)
    std::swap(x, y);
  return isBefore(b, op.getLoc(), x, y);
}

static Value indexAt(OpBuilder &b, Location loc, int64_t dim) {
  return arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                    linalg::IndexOp::create(b, loc, dim));
}

//===----------------------------------------------------------------------===//
// All pairs
//===----------------------------------------------------------------------===//

/// How many elements of its row stand before each one: those that are less, and
/// equal ones of a lower place. Loop `rank` goes over the row.
static Value buildRanks(OpBuilder &b, SortOp op, int64_t dim) {
  Location loc = op.getLoc();
  Value x = op.getX();
  int64_t rank = cast<RankedTensorType>(x.getType()).getRank();
  Value empty = tensor::EmptyOp::create(
      b, loc, tensor::getMixedSizes(b, loc, x), b.getI64Type());
  Value zero = buildConstant(b, loc, b.getI64Type(), 0);
  Value init = linalg::FillOp::create(b, loc, zero, empty).getResult(0);
  AffineMap own = leadingDims(b.getContext(), rank + 1, rank);
  SmallVector<AffineExpr> other(own.getResults());
  other[dim] = b.getAffineDimExpr(rank);
  SmallVector<bool> loops(rank + 1, false);
  loops[rank] = true;
  AffineMap others = AffineMap::get(rank + 1, 0, other, b.getContext());
  return buildGeneric(
      b, loc, {x, x}, init, {own, others, own}, loops,
      [&](OpBuilder &b, ValueRange args) -> Value {
        Value mine = args[0], its = args[1];
        Value before = precedes(b, op, its, mine),
              after = precedes(b, op, mine, its);
        Value lower =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                  indexAt(b, loc, rank), indexAt(b, loc, dim));
        Value yes = arith::ConstantOp::create(b, loc, b.getBoolAttr(true));
        Value tied = arith::AndIOp::create(
            b, loc, lower, arith::XOrIOp::create(b, loc, after, yes));
        Value counts = arith::OrIOp::create(b, loc, before, tied);
        Value one = arith::ExtUIOp::create(b, loc, b.getI64Type(), counts);
        return arith::AddIOp::create(b, loc, args[2], one);
      });
}

/// The place of the element that has each rank.
static FailureOr<Value> buildPlaces(OpBuilder &b, SortOp op, Value ranks,
                                    int64_t dim) {
  Location loc = op.getLoc();
  auto empty = emptyResults(cast<DimsOpInterface>(op.getOperation()), b);
  if (failed(empty))
    return failure();
  int64_t rank = cast<RankedTensorType>(ranks.getType()).getRank();
  Value none = buildConstant(b, loc, b.getI64Type(), -1);
  Value init = linalg::FillOp::create(b, loc, none, empty->back()).getResult(0);
  AffineMap own = leadingDims(b.getContext(), rank + 1, rank);
  SmallVector<AffineExpr> other(own.getResults());
  other[dim] = b.getAffineDimExpr(rank);
  SmallVector<bool> loops(rank + 1, false);
  loops[rank] = true;
  return buildGeneric(
      b, loc, ranks, init,
      {AffineMap::get(rank + 1, 0, other, b.getContext()), own}, loops,
      [&](OpBuilder &b, ValueRange args) -> Value {
        Value has = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                          args[0], indexAt(b, loc, dim));
        Value place =
            arith::SelectOp::create(b, loc, has, indexAt(b, loc, rank), none);
        return arith::MaxSIOp::create(b, loc, args[1], place);
      });
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

namespace {
/// The body of a pass: at one place of a row, of two sorted runs of `width`
/// that are merged there. Rows are read by the places that the last pass wrote.
class Merge {
public:
  Merge(OpBuilder &b, SortOp op, Value places, int64_t width, int64_t dim)
      : b(b), loc(op.getLoc()), op(op), places(places), width(width), dim(dim) {
    auto type = cast<RankedTensorType>(op.getX().getType());
    extent = type.getDimSize(dim);
    for (int64_t d = 0; d < type.getRank(); ++d)
      at.push_back(linalg::IndexOp::create(b, loc, d));
  }

  /// The element whose place this is, by its place in the row.
  Value build();

private:
  IndexValue index(Value value) { return {b, loc, value}; }
  IndexValue placeAt(IndexValue i);
  Value elementAt(IndexValue i);

  OpBuilder &b;
  Location loc;
  SortOp op;
  Value places; ///< null before the first pass: i stands at i
  int64_t width, dim, extent = 0;
  SmallVector<Value> at;
};

IndexValue Merge::placeAt(IndexValue i) {
  // Where a search is over it asks for any place.
  IndexValue inside = clampIndex(i, i.constant(extent));
  if (!places)
    return inside;
  SmallVector<Value> from(at);
  from[dim] = inside;
  Value place = tensor::ExtractOp::create(b, loc, places, from);
  return index(arith::IndexCastOp::create(b, loc, b.getIndexType(), place));
}

Value Merge::elementAt(IndexValue i) {
  SmallVector<Value> from(at);
  from[dim] = placeAt(i);
  return tensor::ExtractOp::create(b, loc, op.getX(), from);
}

// Of the first k elements of the merged run, `low` come from the left run: as
// many as stand before or tie with those that the right run would give instead.
Value Merge::build() {
  IndexValue place = index(at[dim]);
  IndexValue k = place.binary<arith::RemUIOp>(place.constant(2 * width));
  IndexValue left = place - k, end = place.constant(extent);
  IndexValue right = lesser(left + width, end);
  IndexValue lefts = right - left, rights = lesser(right + width, end) - right;
  IndexValue low = greater(k - rights, 0), high = lesser(k, lefts);
  auto isLeftFirst = [&](IndexValue i, IndexValue j) {
    Value rightFirst =
        precedes(b, op, elementAt(right + j), elementAt(left + i));
    return index(arith::XOrIOp::create(
        b, loc, rightFirst,
        arith::ConstantOp::create(b, loc, b.getBoolAttr(true))));
  };
  for (int64_t rest = width; rest > 0; rest /= 2) {
    IndexValue middle = (low + high).binary<arith::DivUIOp>(low.constant(2));
    IndexValue open = low < high;
    IndexValue more = isLeftFirst(middle, k - middle - 1);
    high = choose(open, choose(more, high, middle), high);
    low = choose(open & more, middle + 1, low);
  }
  IndexValue taken = k - low;
  IndexValue first = isLeftFirst(low, taken);
  // The left run is next unless it is over, or the right one, not over, is
  // first.
  IndexValue next =
      choose(low < lefts,
             choose(taken < rights, choose(first, left + low, right + taken),
                    left + low),
             right + taken);
  return arith::IndexCastOp::create(b, loc, b.getI64Type(), placeAt(next));
}
} // namespace

/// The place of the element that has each rank.
static Value mergePlaces(OpBuilder &b, SortOp op, int64_t dim) {
  auto type = cast<RankedTensorType>(op.getX().getType());
  Value places;
  for (int64_t width = 1; width < type.getDimSize(dim); width *= 2) {
    Value empty = tensor::EmptyOp::create(
        b, op.getLoc(), tensor::getMixedSizes(b, op.getLoc(), op.getX()),
        b.getI64Type());
    places = buildGeneric(b, op.getLoc(), {}, empty,
                          b.getMultiDimIdentityMap(type.getRank()),
                          SmallVector<bool>(type.getRank(), false),
                          [&](OpBuilder &b, ValueRange) {
                            return Merge(b, op, places, width, dim).build();
                          });
  }
  return places;
}

FailureOr<SmallVector<Value>> SortOp::decompose(OpBuilder &b) {
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t dim = fromStart(getDim(), type.getRank());
  FailureOr<Value> places;
  if (!type.isDynamicDim(dim) && type.getDimSize(dim) >= kMergeFrom) {
    places = mergePlaces(b, *this, dim);
    if (getFirst())
      places = SliceOp::create(b, getLoc(), *places, dim, 0, *getFirst())
                   .getResult();
  } else {
    places = buildPlaces(b, *this, buildRanks(b, *this, dim), dim);
  }
  if (failed(places))
    return failure();
  Value values = TakeAlongOp::create(b, getLoc(), getX(), *places, dim);
  return SmallVector<Value>{values, *places};
}
