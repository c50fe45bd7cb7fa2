//===- Resize.cpp - interpolation along a dimension -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The place of an element is a fraction of integers, so which elements it lies
// between is exact, and the same in every form of the op.

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Window.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {
/// n elements become `extent`, or n p / q where that is 0.
struct Size {
  int64_t extent = 0, p = 1, q = 1;
};
} // namespace

static FailureOr<Size> sizeOf(DimContext &context, DictionaryAttr sizes) {
  bool isExtent = sizes.contains("to");
  if (sizes.size() != 1 || isExtent == sizes.contains("by"))
    return context.error("expected one size, `to` or `by`");
  if (!isExtent && !isa<ArrayAttr>(sizes.get("by")))
    return context.error("expected `by` to be a list of 2 integers");
  auto values =
      readSizes(context, sizes, isExtent ? "to" : "by", isExtent ? 1 : 2, 1, 1);
  if (failed(values))
    return failure();
  return isExtent ? Size{(*values)[0], 1, 1}
                  : Size{0, (*values)[0], (*values)[1]};
}

LogicalResult ResizeOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  auto size = sizeOf(context, adaptor.getSizes());
  if (failed(size))
    return failure();
  Type element = getElementTypeOrSelf(adaptor.getX().getType());
  if (adaptor.getMode() != Interpolation::nearest && !isa<FloatType>(element)) {
    std::string got;
    llvm::raw_string_ostream(got) << element;
    return context.error("expected floats to interpolate, got '" + got + "'");
  }
  return inferAlong(context, adaptor.getDim(), operands[0], results,
                    [&](AffineExpr n) -> FailureOr<AffineExpr> {
                      if (n == context.constant(0))
                        return context.error(
                            "expected elements to resize, got none");
                      return size->extent ? context.constant(size->extent)
                                          : (n * size->p).floorDiv(size->q);
                    });
}

//===----------------------------------------------------------------------===//
// Places and weights, of numbers or IR
//===----------------------------------------------------------------------===//

namespace {
/// A number whose operators emit IR.
struct Number {
  OpBuilder *b;
  Location loc;
  Value value;

  template <typename Op> Number with(const Number &other) const {
    return {b, loc, Op::create(*b, loc, value, other.value)};
  }
  Number operator+(const Number &x) const { return with<arith::AddFOp>(x); }
  Number operator-(const Number &x) const { return with<arith::SubFOp>(x); }
  Number operator*(const Number &x) const { return with<arith::MulFOp>(x); }
  Number operator/(const Number &x) const { return with<arith::DivFOp>(x); }
};

/// A place in the operand: `numerator` / `denominator`, at least -2.
template <typename Index> struct Place {
  Index numerator, denominator;
};

} // namespace

static double choose(bool condition, double yes, double no) {
  return condition ? yes : no;
}
static Number choose(Value condition, const Number &yes, const Number &no) {
  return {
      yes.b, yes.loc,
      arith::SelectOp::create(*yes.b, yes.loc, condition, yes.value, no.value)};
}
static Number asNumber(const Number &like, const IndexValue &index) {
  Value integer = arith::IndexCastOp::create(*like.b, like.loc,
                                             like.b->getI64Type(), index);
  return {like.b, like.loc,
          arith::SIToFPOp::create(*like.b, like.loc, like.value.getType(),
                                  integer)};
}
static Number constant(const Number &like, double value) {
  return {like.b, like.loc,
          buildConstant(*like.b, like.loc, like.value.getType(), value)};
}
static double asNumber(double, int64_t index) { return index; }
static double constant(double, double value) { return value; }
static int64_t constant(int64_t, int64_t value) { return value; }
static IndexValue constant(const IndexValue &like, int64_t value) {
  return like.constant(value);
}

static bool isSame(int64_t a, int64_t b) { return a == b; }
static Value isSame(const IndexValue &a, const IndexValue &b) {
  return a.compare(arith::CmpIPredicate::eq, b);
}

template <typename Index> static Index floorDiv(Index a, Index b) {
  return (a + b * 2) / b - 2;
}

/// Where element i of `extent` lies among n.
template <typename Index>
static Place<Index> placeOf(ResizeOp op, const Size &size, Index i, Index n) {
  bool byScale = size.extent == 0;
  Index p = constant(i, byScale ? size.p : size.extent),
        q = byScale ? constant(i, size.q) : n, extent = byScale ? n * p / q : p,
        one = constant(i, 1);
  Index halves = (i * 2 + 1) * q - p;
  switch (op.getCoordinates()) {
  case Coordinates::half_pixel:
    return {halves, p * 2};
  case Coordinates::pytorch_half_pixel:
    return {choose(one < extent, halves, one * 0), p * 2};
  case Coordinates::half_pixel_symmetric:
    return {n * p - extent * q + halves, p * 2};
  case Coordinates::align_corners:
    return {i * (n - 1), greater(extent - 1, 1)};
  case Coordinates::asymmetric:
    return {i * q, p};
  }
  llvm_unreachable("every kind is handled");
}

template <typename Index>
static Index nearestTo(Rounding rounding, const Place<Index> &place) {
  auto [a, b] = place;
  switch (rounding) {
  case Rounding::round_prefer_floor: // ceil(x - 1/2)
    return floorDiv(a * 2 + b - 1, b * 2);
  case Rounding::round_prefer_ceil:
    return floorDiv(a * 2 + b, b * 2);
  case Rounding::floor:
    return floorDiv(a, b);
  case Rounding::ceil:
    return floorDiv(a + b - 1, b);
  }
  llvm_unreachable("every kind is handled");
}

/// Weights of the elements around a place t behind one of them, from the first:
/// of Keys' polynomials, |x| <= 1 for the inner two and 1 < |x| < 2 for the
/// outer ones.
template <typename N>
static SmallVector<N, 4> weightsOf(ResizeOp op, const N &t) {
  auto c = [&](double value) { return constant(t, value); };
  N rest = c(1) - t;
  if (op.getMode() == Interpolation::linear)
    return {rest, t};
  double a = op.getCoefficient().convertToDouble();
  auto inner = [&](N x) { return (c(a + 2) * x - c(a + 3)) * x * x + c(1); };
  auto outer = [&](N x) {
    return ((c(a) * x - c(5 * a)) * x + c(8 * a)) * x - c(4 * a);
  };
  return {outer(t + c(1)), inner(t), inner(rest), outer(rest + c(1))};
}

/// The interpolated element, of those that `at` reads.
template <typename Index, typename N>
static N interpolate(ResizeOp op, const Place<Index> &place, Index n, N like,
                     function_ref<N(Index)> at) {
  Index before = floorDiv(place.numerator, place.denominator);
  N t = asNumber(like, place.numerator - before * place.denominator) /
        asNumber(like, place.denominator);
  SmallVector<N, 4> weights = weightsOf(op, t);
  Index first = before - (static_cast<int64_t>(weights.size()) / 2 - 1);
  N sum = constant(like, 0), total = sum;
  for (auto [k, weight] : llvm::enumerate(weights)) {
    Index i = first + static_cast<int64_t>(k), from = clampIndex(i, n);
    if (op.getExcludeOutside())
      weight = choose(isSame(i, from), weight, constant(like, 0));
    sum = sum + weight * at(from);
    total = total + weight;
  }
  return op.getExcludeOutside() ? sum / total : sum;
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

LogicalResult ResizeOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim];
  DimContext context(getContext(), getLoc());
  auto size = sizeOf(context, getSizes());
  if (failed(size))
    return failure();
  int64_t extent = size->extent ? size->extent : n * size->p / size->q;
  if (n == 0 && extent > 0)
    return emitOpError("expected elements to resize, got none");
  HostTensor &result = results.emplace_back(resized(x, dim, extent));
  auto place = [&](int64_t i) { return placeOf<int64_t>(*this, *size, i, n); };
  if (getMode() == Interpolation::nearest) {
    copyAlong(x, result, dim, [&](int64_t i) {
      return clampIndex(nearestTo(getRounding(), place(i)), n);
    });
    return success();
  }
  int64_t inner = stridesOf(x.shape())[dim], step = inner * extent;
  for (int64_t at = 0; at < result.size(); ++at) {
    int64_t first = at / step * inner * n + at % inner;
    auto read = [&](int64_t i) { return x.getFloat(first + i * inner); };
    result.setFloat(at, interpolate<int64_t, double>(
                            *this, place(at % step / inner), n, 0.0, read));
  }
  return success();
}

FailureOr<SmallVector<Value>> ResizeOp::decompose(OpBuilder &builder) {
  if (auto results = decomposedInF32(*this, builder))
    return *results;
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t dim = fromStart(getDim(), type.getRank());
  DimContext context(getContext(), loc);
  auto size = sizeOf(context, getSizes());
  if (failed(size))
    return failure();
  Value n = builder.createOrFold<tensor::DimOp>(loc, getX(), dim);
  return buildAlong(
      *this, builder, dim,
      [&](OpBuilder &b, SmallVector<Value> &at, IndexValue i) -> Value {
        IndexValue count(b, loc, n);
        auto place = placeOf<IndexValue>(*this, *size, i, count);
        auto read = [&](IndexValue from) {
          at[dim] = from;
          return tensor::ExtractOp::create(b, loc, getX(), at).getResult();
        };
        if (getMode() == Interpolation::nearest)
          return read(clampIndex(nearestTo(getRounding(), place), count));
        Number like{&b, loc, buildConstant(b, loc, type.getElementType(), 0)};
        return interpolate<IndexValue, Number>(
                   *this, place, count, like,
                   [&](IndexValue from) { return Number{&b, loc, read(from)}; })
            .value;
      });
}

#define GET_OP_CLASSES
#include "dialects/NN/Resize.cpp.inc"
