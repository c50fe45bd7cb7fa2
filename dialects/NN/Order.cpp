//===- Order.cpp - greatest elements, sorting, places along a dimension ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Reduction.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

/// Calls `f` with the offset of the first element of each row along `dim`.
static void forEachRow(const HostTensor &x, int64_t dim,
                       function_ref<void(int64_t first)> f) {
  SmallVector<int64_t> outer(x.shape()), strides = stridesOf(x.shape());
  outer[dim] = 1;
  forEachIndex(outer, [&](ArrayRef<int64_t> index) {
    f(std::inner_product(index.begin(), index.end(), strides.begin(),
                         int64_t(0)));
  });
}

/// Element i of rows of `x`, without loss.
static auto comparable(const HostTensor &x) {
  return [&x, isFloat = isa<FloatType>(x.elementType())](int64_t a, int64_t b) {
    if (!isFloat)
      return x.getInt(a) < x.getInt(b);
    double u = x.getFloat(a), v = x.getFloat(b);
    return u < v || (!std::isnan(u) && std::isnan(v));
  };
}

static Value isNan(OpBuilder &b, Location loc, Value x) {
  return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
}

static Value indexAt(OpBuilder &b, Location loc, int64_t dim) {
  return arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                    linalg::IndexOp::create(b, loc, dim));
}

//===----------------------------------------------------------------------===//
// arg_reduce
//===----------------------------------------------------------------------===//

LogicalResult ArgReduceOp::inferShapes(DimContext &context, Adaptor adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  if (failed(checkExtremum(context, adaptor.getKind())))
    return failure();
  return inferAlong(
      context, adaptor.getDim(), operands[0], results,
      [&](AffineExpr) -> FailureOr<AffineExpr> { return context.constant(1); });
}

LogicalResult ArgReduceOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim], row = 0;
  SmallVector<int64_t> shape(x.shape());
  shape[dim] = 1;
  HostTensor result(IntegerType::get(getContext(), 64), shape);
  int64_t stride = stridesOf(x.shape())[dim];
  bool isFloat = isa<FloatType>(x.elementType());
  auto before = comparable(x);
  forEachRow(x, dim, [&](int64_t first) {
    int64_t best = 0;
    for (int64_t i = 1; i < n; ++i) {
      int64_t at = first + i * stride, old = first + best * stride;
      bool seen = isFloat && std::isnan(x.getFloat(old));
      bool nan = isFloat && std::isnan(x.getFloat(at));
      bool better =
          getKind() == Reduction::max ? before(old, at) : before(at, old);
      if (!seen && (nan || better))
        best = i;
    }
    result.setInt(row++, n ? best : std::numeric_limits<int64_t>::max());
  });
  results.push_back(result);
  return success();
}

/// The least place of those where the element is the greatest or NaN.
FailureOr<SmallVector<Value>> ArgReduceOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t rank = type.getRank(), dim = fromStart(getDim(), rank);
  Value best = buildReduce(b, loc, getKind(), getX(), dim);
  AffineMap identity = b.getMultiDimIdentityMap(rank);
  SmallVector<AffineExpr> row(identity.getResults());
  row[dim] = b.getAffineConstantExpr(0);
  Value empty = tensor::EmptyOp::create(
      b, loc, tensor::getMixedSizes(b, loc, getX()), b.getI64Type());
  Value places = buildGeneric(
      b, loc, {getX(), best}, empty,
      {identity, AffineMap::get(rank, 0, row, getContext()), identity},
      SmallVector<bool>(rank, false), [&](OpBuilder &b, ValueRange x) -> Value {
        Value found;
        if (isa<FloatType>(type.getElementType()))
          found = arith::OrIOp::create(
              b, loc,
              arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, x[0],
                                    x[1]),
              isNan(b, loc, x[0]));
        else
          found = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x[0],
                                        x[1]);
        Value none = arith::ConstantOp::create(
            b, loc, b.getI64IntegerAttr(std::numeric_limits<int64_t>::max()));
        return arith::SelectOp::create(b, loc, found, indexAt(b, loc, dim),
                                       none);
      });
  return SmallVector<Value>{buildReduce(b, loc, Reduction::min, places, dim)};
}

//===----------------------------------------------------------------------===//
// take_along
//===----------------------------------------------------------------------===//

LogicalResult TakeAlongOp::inferShapes(DimContext &context, Adaptor adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  const Dims &x = operands[0], &indices = operands[1];
  auto dim = normalizeDims(context, adaptor.getDim(), x.size());
  if (failed(dim))
    return failure();
  if (indices.size() != x.size())
    return context.error("expected `indices` to have rank " + Twine(x.size()) +
                         ", got rank " + Twine(indices.size()));
  for (size_t d = 0; d < x.size(); ++d)
    if (static_cast<int64_t>(d) != dim->front() &&
        failed(context.unify(x[d], indices[d],
                             "dimension " + Twine(d) + " of `indices`")))
      return failure();
  results.push_back(indices);
  return success();
}

LogicalResult TakeAlongOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0], &indices = operands[1];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim], at = 0;
  HostTensor result(x.elementType(), indices.shape());
  if (n == 0 && result.size() > 0)
    return emitOpError("expected `x` to have elements to take");
  SmallVector<int64_t> strides = stridesOf(x.shape());
  int64_t bytes = HostTensor::elementBytes(x.elementType());
  forEachIndex(indices.shape(), [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> from(index);
    from[dim] = std::clamp<int64_t>(indices.getInt(at), 0, n - 1);
    int64_t offset = std::inner_product(from.begin(), from.end(),
                                        strides.begin(), int64_t(0));
    std::copy_n(x.raw() + offset * bytes, bytes, result.raw() + at++ * bytes);
  });
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> TakeAlongOp::decompose(OpBuilder &builder) {
  Location loc = getLoc();
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), builder);
  if (failed(empty))
    return failure();
  int64_t rank = cast<RankedTensorType>(getX().getType()).getRank(),
          dim = fromStart(getDim(), rank);
  Value n = tensor::DimOp::create(builder, loc, getX(), dim);
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  return SmallVector<Value>{buildGeneric(
      builder, loc, getIndices(), empty->front(), {identity, identity},
      SmallVector<bool>(rank, false), [&](OpBuilder &b, ValueRange x) -> Value {
        SmallVector<Value> at;
        for (int64_t d = 0; d < rank; ++d)
          at.push_back(linalg::IndexOp::create(b, loc, d));
        Value place =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), x[0]);
        at[dim] = clampIndex(IndexValue(b, loc, place), IndexValue(b, loc, n));
        return tensor::ExtractOp::create(b, loc, getX(), at);
      })};
}

//===----------------------------------------------------------------------===//
// sort
//===----------------------------------------------------------------------===//

LogicalResult SortOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  std::optional<int64_t> first;
  if (adaptor.getFirst())
    first = *adaptor.getFirst();
  auto extent = [&](AffineExpr n) -> FailureOr<AffineExpr> {
    auto known = dyn_cast<AffineConstantExpr>(n);
    if (first && (*first < 0 || (known && *first > known.getValue())))
      return context.error("expected `first` of at most " +
                           (known ? Twine(known.getValue()) : Twine("all")) +
                           " elements, got " + Twine(*first));
    return first ? context.constant(*first) : n;
  };
  if (failed(
          inferAlong(context, adaptor.getDim(), operands[0], results, extent)))
    return failure();
  results.push_back(Dims(results.back()));
  return success();
}

LogicalResult SortOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim];
  int64_t kept = getFirst() ? static_cast<int64_t>(*getFirst()) : n;
  if (kept > n)
    return emitOpError("expected `first` of at most ")
           << n << " elements, got " << kept;
  HostTensor values = resized(x, dim, kept);
  HostTensor indices(IntegerType::get(getContext(), 64), values.shape());
  int64_t stride = stridesOf(x.shape())[dim];
  int64_t bytes = HostTensor::elementBytes(x.elementType());
  auto before = comparable(x);
  std::vector<int64_t> places(n);
  if (n > 0)
    forEachRow(x, dim, [&](int64_t first) {
      std::iota(places.begin(), places.end(), 0);
      llvm::sort(places, [&](int64_t a, int64_t b) {
        int64_t u = first + a * stride, v = first + b * stride;
        if (getOrder() == Order::descending)
          std::swap(u, v);
        return before(u, v) || (!before(v, u) && a < b);
      });
      // Rows of the results begin where those of x do, but for the extent.
      int64_t to = first / (n * stride) * kept * stride + first % stride;
      for (int64_t i = 0; i < kept; ++i, to += stride) {
        indices.setInt(to, places[i]);
        std::copy_n(x.raw() + (first + places[i] * stride) * bytes, bytes,
                    values.raw() + to * bytes);
      }
    });
  results.append({values, indices});
  return success();
}

#define GET_OP_CLASSES
#include "dialects/NN/Order.cpp.inc"
