//===- Reduction.cpp - reductions, softmax, norms -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Reduction.h"
#include "dialects/NN/Along.h"
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
  Type element = getElementTypeOrSelf(adaptor.getX().getType());
  if (adaptor.getKind() == Reduction::mean && !isa<FloatType>(element)) {
    std::string got;
    llvm::raw_string_ostream(got) << element;
    return context.error("expected floats to take the mean of, got '" + got +
                         "'");
  }
  Dims result = operands[0];
  for (int64_t dim : *dims)
    result[dim] = context.constant(1);
  results.push_back(result);
  return success();
}

/// What nothing reduces to; booleans are 0 and 1.
template <typename T> static T identity(Reduction kind, Type type) {
  T least, greatest;
  if constexpr (std::is_same_v<T, double>) {
    greatest = std::numeric_limits<double>::infinity();
    least = -greatest;
  } else {
    bool isBoolean = type.isInteger(1);
    least = isBoolean ? 0 : int64_t(-1) << (type.getIntOrFloatBitWidth() - 1);
    greatest = isBoolean ? 1 : ~least;
  }
  switch (kind) {
  case Reduction::sum:
  case Reduction::mean:
    return 0;
  case Reduction::prod:
    return 1;
  case Reduction::max:
    return least;
  case Reduction::min:
    return greatest;
  }
  llvm_unreachable("every kind is handled");
}

double nn::identityOf(Reduction kind) { return identity<double>(kind, {}); }

static Value buildIdentity(OpBuilder &b, Location loc, Reduction kind,
                           Type type) {
  if (isa<FloatType>(type))
    return buildConstant(b, loc, type, identity<double>(kind, type));
  return arith::ConstantOp::create(
      b, loc, b.getIntegerAttr(type, identity<int64_t>(kind, type)));
}

template <typename T> static T combined(Reduction kind, T a, T b) {
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

double nn::combine(Reduction kind, double a, double b) {
  return combined(kind, a, b);
}

int64_t nn::combine(Reduction kind, int64_t a, int64_t b) {
  return combined(kind, a, b);
}

static SmallVector<bool> reducedDims(ReduceOp op, int64_t rank) {
  SmallVector<bool> reduced(rank, false);
  for (int64_t dim : op.getDims())
    reduced[dim < 0 ? dim + rank : dim] = true;
  return reduced;
}

template <typename T, typename F>
static void reduceInto(ReduceOp op, const HostTensor &x,
                       ArrayRef<int64_t> strides, int64_t results, F &&store) {
  Reduction kind = op.getKind();
  std::vector<T> totals(results, identity<T>(kind, x.elementType()));
  std::vector<T> elements = x.widened<T>();
  const T *element = elements.data();
  forEachIndex(x.shape(), [&](ArrayRef<int64_t> index) {
    T &total = totals[std::inner_product(index.begin(), index.end(),
                                         strides.begin(), int64_t(0))];
    total = combined(kind, total, *element++);
  });
  bool isMean = kind == Reduction::mean;
  for (auto [i, total] : llvm::enumerate(totals))
    store(i, isMean ? total / (x.size() / results) : total);
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
  if (isa<FloatType>(x.elementType()))
    reduceInto<double>(*this, x, strides, result.size(),
                       [&](auto i, auto total) { result.setFloat(i, total); });
  else
    reduceInto<int64_t>(*this, x, strides, result.size(),
                        [&](auto i, auto total) { result.setInt(i, total); });
  results.push_back(result);
  return success();
}

Value nn::buildCombine(OpBuilder &b, Location loc, Reduction kind, Value x,
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
                   : MaxInteger::create(b, loc, x, y);
  case Reduction::min:
    return isFloat ? arith::MinimumFOp::create(b, loc, x, y).getResult()
                   : MinInteger::create(b, loc, x, y);
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
  return buildGeneric(b, loc, total, empty, {map, map},
                      SmallVector<bool>(type.getRank(), false),
                      [&](OpBuilder &b, ValueRange args) -> Value {
                        Value divisor =
                            arith::SIToFPOp::create(b, loc, element, integer);
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
  if (auto results = decomposedInF32(*this, b))
    return *results;
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
  Value start = buildIdentity(b, getLoc(), getKind(), element);
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

LogicalResult nn::checkExtremum(DimContext &context, Reduction kind) {
  if (kind == Reduction::max || kind == Reduction::min)
    return success();
  return context.error("expected `max` or `min`, got `" +
                       stringifyReduction(kind) + "`");
}

Value nn::buildReduce(OpBuilder &b, Location loc, Reduction kind, Value x,
                      ArrayRef<int64_t> dims) {
  return ReduceOp::create(b, loc, kind, x, dims);
}

//===----------------------------------------------------------------------===//
// cumulative
//===----------------------------------------------------------------------===//

LogicalResult CumulativeOp::inferShapes(DimContext &context, Adaptor adaptor,
                                        ArrayRef<Dims> operands,
                                        SmallVectorImpl<Dims> &results) {
  if (adaptor.getKind() == Reduction::mean)
    return context.error("expected `sum`, `prod`, `max` or `min`, got `mean`");
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

/// Elements along a dimension are `stride` apart.
template <typename T, typename Store>
static void accumulate(CumulativeOp op, const HostTensor &x, int64_t dim,
                       Store &&store) {
  int64_t n = x.shape()[dim], stride = stridesOf(x.shape())[dim];
  std::vector<T> elements = x.widened<T>();
  SmallVector<int64_t> outer(x.shape());
  outer[dim] = std::min<int64_t>(n, 1);
  SmallVector<int64_t> strides = stridesOf(x.shape());
  forEachIndex(outer, [&](ArrayRef<int64_t> index) {
    int64_t first = std::inner_product(index.begin(), index.end(),
                                       strides.begin(), int64_t(0));
    T total = identity<T>(op.getKind(), x.elementType());
    for (int64_t i = 0; i < n; ++i) {
      int64_t at = first + (op.getReverse() ? n - 1 - i : i) * stride;
      T next = combine(op.getKind(), total, elements[at]);
      store(at, op.getExclusive() ? total : next);
      total = next;
    }
  });
}

LogicalResult CumulativeOp::evaluate(ArrayRef<HostTensor> operands,
                                     function_ref<HostTensor(Value)>,
                                     SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  HostTensor result(x.elementType(), x.shape());
  int64_t dim = fromStart(getDim(), x.rank());
  if (isa<FloatType>(x.elementType()))
    accumulate<double>(*this, x, dim,
                       [&](auto i, auto v) { result.setFloat(i, v); });
  else
    accumulate<int64_t>(*this, x, dim,
                        [&](auto i, auto v) { result.setInt(i, v); });
  results.push_back(result);
  return success();
}

/// A reduction in order that also writes what it holds at each element.
FailureOr<SmallVector<Value>> CumulativeOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t rank = type.getRank(), dim = fromStart(getDim(), rank);
  Type element = type.getElementType();
  Value x = getX();
  if (getReverse())
    x = ReverseOp::create(b, loc, x, dim);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, x), rows;
  SmallVector<AffineExpr> kept;
  SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
  loops[dim] = utils::IteratorType::reduction;
  for (int64_t d = 0; d < rank; ++d)
    if (d != dim) {
      rows.push_back(sizes[d]);
      kept.push_back(b.getAffineDimExpr(d));
    }
  Value all = tensor::EmptyOp::create(b, loc, sizes, element);
  Value total = linalg::FillOp::create(
                    b, loc, buildIdentity(b, loc, getKind(), element),
                    ValueRange{tensor::EmptyOp::create(b, loc, rows, element)})
                    .getResult(0);
  AffineMap identity = b.getMultiDimIdentityMap(rank);
  auto scan = linalg::GenericOp::create(
      b, loc, TypeRange{all.getType(), total.getType()}, x,
      ValueRange{all, total},
      ArrayRef{identity, identity, AffineMap::get(rank, 0, kept, getContext())},
      loops, [&](OpBuilder &b, Location loc, ValueRange args) {
        Value next = buildCombine(b, loc, getKind(), args[2], args[0]);
        linalg::YieldOp::create(
            b, loc, ValueRange{getExclusive() ? args[2] : next, next});
      });
  Value result = scan.getResult(0);
  if (getReverse())
    result = ReverseOp::create(b, loc, result, dim);
  return SmallVector<Value>{result};
}

#define GET_OP_CLASSES
#include "dialects/NN/Reduction.cpp.inc"
