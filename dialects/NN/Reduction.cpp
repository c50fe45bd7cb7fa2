//===- Reduction.cpp - reductions, softmax, norms -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  auto dims = normalizeDims(context, adaptor.getDims(), operands[0].size());
  if (failed(dims))
    return failure();
  Dims result = operands[0];
  for (int64_t dim : *dims)
    result[dim] = context.constant(1);
  results.push_back(result);
  return success();
}

/// What nothing reduces to.
static double identity(Reduction kind, Type type) {
  bool isFloat = isa<FloatType>(type);
  double least = isFloat ? -std::numeric_limits<double>::infinity()
                         : -std::ldexp(1, type.getIntOrFloatBitWidth() - 1);
  switch (kind) {
  case Reduction::sum:
  case Reduction::mean:
    return 0;
  case Reduction::prod:
    return 1;
  case Reduction::max:
    return least;
  case Reduction::min:
    return isFloat ? -least : -(least + 1);
  }
  llvm_unreachable("every kind is handled");
}

template <typename T> static T combine(Reduction kind, T a, T b) {
  auto isNan = [](T x) { return x != x; };
  switch (kind) {
  case Reduction::sum:
  case Reduction::mean:
    return a + b;
  case Reduction::prod:
    return a * b;
  case Reduction::max:
    return isNan(a) || a > b ? a : b;
  case Reduction::min:
    return isNan(a) || a < b ? a : b;
  }
  llvm_unreachable("every kind is handled");
}

static SmallVector<bool> reducedDims(ReduceOp op, int64_t rank) {
  SmallVector<bool> reduced(rank, false);
  for (int64_t dim : op.getDims())
    reduced[dim < 0 ? dim + rank : dim] = true;
  return reduced;
}

template <typename T>
static void reduceInto(ReduceOp op, const HostTensor &x,
                       const HostTensor &result, ArrayRef<int64_t> strides) {
  SmallVector<T> totals(
      result.size(), static_cast<T>(identity(op.getKind(), x.elementType())));
  int64_t at = 0;
  forEachIndex(x.shape(), [&](ArrayRef<int64_t> index) {
    T &total = totals[std::inner_product(index.begin(), index.end(),
                                         strides.begin(), int64_t(0))];
    T value = std::is_same_v<T, double> ? static_cast<T>(x.getFloat(at))
                                        : static_cast<T>(x.getInt(at));
    total = combine(op.getKind(), total, value);
    ++at;
  });
  T count = op.getKind() == Reduction::mean && result.size()
                ? static_cast<T>(x.size() / result.size())
                : T(1);
  for (auto [i, total] : llvm::enumerate(totals))
    if constexpr (std::is_same_v<T, double>)
      result.setFloat(i,
                      op.getKind() == Reduction::mean ? total / count : total);
    else
      result.setInt(i, op.getKind() == Reduction::mean && count ? total / count
                                                                : total);
}

LogicalResult ReduceOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  SmallVector<bool> reduced = reducedDims(*this, x.rank());
  SmallVector<int64_t> shape(x.shape());
  for (auto [size, gone] : llvm::zip_equal(shape, reduced))
    size = gone ? 1 : size;
  SmallVector<int64_t> strides = stridesOf(shape);
  for (auto [stride, gone] : llvm::zip_equal(strides, reduced))
    stride = gone ? 0 : stride;
  HostTensor result(x.elementType(), shape);
  isa<FloatType>(x.elementType())
      ? reduceInto<double>(*this, x, result, strides)
      : reduceInto<int64_t>(*this, x, result, strides);
  results.push_back(result);
  return success();
}

static Value buildCombine(OpBuilder &b, Location loc, Reduction kind, Value x,
                          Value y) {
  bool isFloat = isa<FloatType>(x.getType());
  switch (kind) {
  case Reduction::sum:
  case Reduction::mean:
    return isFloat ? arith::AddFOp::create(b, loc, x, y).getResult()
                   : arith::AddIOp::create(b, loc, x, y).getResult();
  case Reduction::prod:
    return isFloat ? arith::MulFOp::create(b, loc, x, y).getResult()
                   : arith::MulIOp::create(b, loc, x, y).getResult();
  case Reduction::max:
    return isFloat ? arith::MaximumFOp::create(b, loc, x, y).getResult()
                   : arith::MaxSIOp::create(b, loc, x, y).getResult();
  case Reduction::min:
    return isFloat ? arith::MinimumFOp::create(b, loc, x, y).getResult()
                   : arith::MinSIOp::create(b, loc, x, y).getResult();
  }
  llvm_unreachable("every kind is handled");
}

/// `total` divided by the number of elements that were reduced.
static Value divideByCount(OpBuilder &b, Location loc, Value x,
                           ArrayRef<bool> reduced, Value total) {
  Type element = getElementTypeOrSelf(total.getType());
  Value count = arith::ConstantIndexOp::create(b, loc, 1);
  for (auto [dim, gone] : llvm::enumerate(reduced))
    if (gone)
      count = b.createOrFold<arith::MulIOp>(
          loc, count, b.createOrFold<tensor::DimOp>(loc, x, dim));
  Value integer =
      b.createOrFold<arith::IndexCastOp>(loc, b.getI64Type(), count);
  auto type = cast<RankedTensorType>(total.getType());
  AffineMap map = b.getMultiDimIdentityMap(type.getRank());
  SmallVector<Value> sizes;
  for (int64_t d = 0; d < type.getRank(); ++d)
    if (type.isDynamicDim(d))
      sizes.push_back(tensor::DimOp::create(b, loc, total, d));
  Value empty = tensor::EmptyOp::create(b, loc, type, sizes);
  return buildGeneric(
      b, loc, total, empty, {map, map},
      SmallVector<bool>(type.getRank(), false),
      [&](OpBuilder &b, ValueRange args) -> Value {
        if (!isa<FloatType>(element))
          return arith::DivSIOp::create(b, loc, args[0], integer);
        Value divisor = arith::SIToFPOp::create(b, loc, element, integer);
        return arith::DivFOp::create(b, loc, args[0], divisor);
      });
}

/// Groups for `expand_shape` that put back the reduced dimensions, of size 1,
/// among the kept ones.
static SmallVector<ReassociationIndices> keptGroups(ArrayRef<bool> reduced) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading;
  for (auto [dim, gone] : llvm::enumerate(reduced)) {
    if (!gone) {
      groups.emplace_back(std::exchange(leading, {})).push_back(dim);
      continue;
    }
    (groups.empty() ? leading : groups.back()).push_back(dim);
  }
  return groups;
}

FailureOr<SmallVector<Value>> ReduceOp::decompose(OpBuilder &b) {
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t rank = type.getRank();
  SmallVector<bool> reduced = reducedDims(*this, rank);
  SmallVector<AffineExpr> kept;
  SmallVector<int64_t> shape;
  SmallVector<Value> sizes;
  SmallVector<OpFoldResult> fullSizes;
  for (int64_t d = 0; d < rank; ++d) {
    fullSizes.push_back(b.getIndexAttr(1));
    if (reduced[d])
      continue;
    kept.push_back(b.getAffineDimExpr(d));
    shape.push_back(type.getDimSize(d));
    fullSizes.back() = b.getIndexAttr(type.getDimSize(d));
    if (type.isDynamicDim(d))
      fullSizes.back() =
          sizes.emplace_back(tensor::DimOp::create(b, getLoc(), getX(), d));
  }
  Type element = type.getElementType();
  Value empty = tensor::EmptyOp::create(b, getLoc(), shape, element, sizes);
  Value start =
      buildConstant(b, getLoc(), element, identity(getKind(), element));
  Value init = linalg::FillOp::create(b, getLoc(), start, empty).getResult(0);
  Value total = buildGeneric(b, getLoc(), getX(), init,
                             {b.getMultiDimIdentityMap(rank),
                              AffineMap::get(rank, 0, kept, getContext())},
                             reduced, [&](OpBuilder &b, ValueRange args) {
                               return buildCombine(b, getLoc(), getKind(),
                                                   args[1], args[0]);
                             });
  if (getKind() == Reduction::mean)
    total = divideByCount(b, getLoc(), getX(), reduced, total);
  auto full = cast<RankedTensorType>(getResult().getType());
  return SmallVector<Value>{
      tensor::ExpandShapeOp::create(b, getLoc(), full, total,
                                    keptGroups(reduced), fullSizes)
          .getResult()};
}

//===----------------------------------------------------------------------===//
// softmax
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::inferShapes(DimContext &context, Adaptor adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

/// Calls `f` with the offset of the first element of each row along `dim`; its
/// elements are `stride` apart.
static void forEachRow(const HostTensor &x, int64_t dim,
                       function_ref<void(int64_t first, int64_t stride)> f) {
  SmallVector<int64_t> strides = stridesOf(x.shape()), outer(x.shape());
  outer[dim] = std::min<int64_t>(outer[dim], 1);
  forEachIndex(outer, [&](ArrayRef<int64_t> index) {
    f(std::inner_product(index.begin(), index.end(), strides.begin(),
                         int64_t(0)),
      strides[dim]);
  });
}

LogicalResult SoftmaxOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  HostTensor result(x.elementType(), x.shape());
  int64_t dim = static_cast<int64_t>(getDim()) < 0 ? getDim() + x.rank()
                                                   : getDim(),
          n = x.shape()[dim];
  forEachRow(x, dim, [&](int64_t first, int64_t stride) {
    double max = -std::numeric_limits<double>::infinity(), sum = 0;
    for (int64_t i = 0; i < n; ++i)
      max = combine(Reduction::max, max, x.getFloat(first + i * stride));
    for (int64_t i = 0; i < n; ++i)
      sum += std::exp(x.getFloat(first + i * stride) - max);
    for (int64_t i = 0; i < n; ++i)
      result.setFloat(first + i * stride,
                      std::exp(x.getFloat(first + i * stride) - max) / sum);
  });
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> SoftmaxOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  int64_t dim = getDim();
  Value max = ReduceOp::create(b, loc, Reduction::max, getX(), dim);
  Value exp = ExpOp::create(b, loc, SubOp::create(b, loc, getX(), max));
  Value sum = ReduceOp::create(b, loc, Reduction::sum, exp, dim);
  return SmallVector<Value>{DivOp::create(b, loc, exp, sum)};
}

//===----------------------------------------------------------------------===//
// layer_norm
//===----------------------------------------------------------------------===//

LogicalResult LayerNormOp::inferShapes(DimContext &context, Adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  if (operands[0].empty())
    return context.error(
        "expected `x` to have a dimension to normalise, got rank 0");
  for (auto [name, scale] :
       {std::pair("`weight`", operands[1]), std::pair("`bias`", operands[2])}) {
    if (scale.size() != 1)
      return context.error(Twine("expected ") + name +
                           " to have rank 1, got rank " + Twine(scale.size()));
    if (failed(context.unify(operands[0].back(), scale[0],
                             Twine("the dimension of ") + name)))
      return failure();
  }
  results.push_back(operands[0]);
  return success();
}

LogicalResult LayerNormOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  HostTensor result(x.elementType(), x.shape());
  double epsilon = getEpsilon().convertToDouble();
  forEachRow(x, x.rank() - 1, [&](int64_t first, int64_t) {
    int64_t n = x.shape().back();
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < n; ++i)
      mean += x.getFloat(first + i) / n;
    for (int64_t i = 0; i < n; ++i)
      variance += std::pow(x.getFloat(first + i) - mean, 2) / n;
    for (int64_t i = 0; i < n; ++i)
      result.setFloat(first + i, (x.getFloat(first + i) - mean) /
                                         std::sqrt(variance + epsilon) *
                                         operands[1].getFloat(i) +
                                     operands[2].getFloat(i));
  });
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> LayerNormOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  Type element = getElementTypeOrSelf(getX().getType());
  auto scalar = [&](double value) -> Value {
    auto type = RankedTensorType::get({}, element);
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, b.getFloatAttr(element, value)));
  };
  Value mean = ReduceOp::create(b, loc, Reduction::mean, getX(), -1);
  Value centred = SubOp::create(b, loc, getX(), mean);
  Value variance = ReduceOp::create(
      b, loc, Reduction::mean, MulOp::create(b, loc, centred, centred), -1);
  Value deviation = SqrtOp::create(
      b, loc,
      AddOp::create(b, loc, variance, scalar(getEpsilon().convertToDouble())));
  Value inverse =
      DivOp::create(b, loc, scalar(1), deviation); // one division a row
  Value scaled = MulOp::create(b, loc, MulOp::create(b, loc, centred, inverse),
                               getWeight());
  return SmallVector<Value>{AddOp::create(b, loc, scaled, getBias())};
}

#define GET_OP_CLASSES
#include "dialects/NN/Reduction.cpp.inc"
