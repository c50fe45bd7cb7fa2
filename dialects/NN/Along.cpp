//===- Along.cpp - ops along one dimension --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cstring>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

int64_t nn::fromStart(int64_t dim, int64_t rank) {
  return dim < 0 ? dim + rank : dim;
}

LogicalResult
nn::inferAlong(DimContext &context, int64_t dim, const Dims &x,
               SmallVectorImpl<Dims> &results,
               function_ref<FailureOr<AffineExpr>(AffineExpr)> f) {
  auto at = normalizeDims(context, dim, x.size());
  if (failed(at))
    return failure();
  auto extent = f(context.resolve(x[at->front()]));
  if (failed(extent))
    return failure();
  results.push_back(x);
  results.back()[at->front()] = *extent;
  return success();
}

void nn::copyAlong(const HostTensor &x, const HostTensor &result, int64_t dim,
                   function_ref<int64_t(int64_t)> source) {
  int64_t inner = HostTensor::elementBytes(x.elementType()), outer = 1;
  for (int64_t size : x.shape().drop_front(dim + 1))
    inner *= size;
  for (int64_t size : x.shape().take_front(dim))
    outer *= size;
  int64_t n = x.shape()[dim], extent = result.shape()[dim];
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < extent; ++i)
      if (int64_t from = source(i); from >= 0)
        std::memcpy(result.raw() + (o * extent + i) * inner,
                    x.raw() + (o * n + from) * inner, inner);
}

HostTensor nn::resized(const HostTensor &x, int64_t dim, int64_t extent) {
  SmallVector<int64_t> shape(x.shape());
  shape[dim] = extent;
  return HostTensor(x.elementType(), shape);
}

FailureOr<SmallVector<Value>> nn::buildAlong(
    Operation *op, OpBuilder &builder, int64_t dim,
    function_ref<Value(OpBuilder &, SmallVector<Value> &, IndexValue)>
        element) {
  auto empty = emptyResults(cast<DimsOpInterface>(op), builder);
  if (failed(empty))
    return failure();
  Location loc = op->getLoc();
  int64_t rank = cast<RankedTensorType>(empty->front().getType()).getRank();
  return SmallVector<Value>{buildGeneric(
      builder, loc, {}, empty->front(), builder.getMultiDimIdentityMap(rank),
      SmallVector<bool>(rank, false), [&](OpBuilder &b, ValueRange) {
        SmallVector<Value> at;
        for (int64_t d = 0; d < rank; ++d)
          at.push_back(linalg::IndexOp::create(b, loc, d));
        IndexValue i(b, loc, at[dim]);
        return element(b, at, i);
      })};
}

FailureOr<SmallVector<Value>>
nn::buildFrom(Operation *op, OpBuilder &builder, Value x, int64_t dim,
              function_ref<IndexValue(IndexValue i, IndexValue n)> source) {
  dim = fromStart(dim, cast<RankedTensorType>(x.getType()).getRank());
  Location loc = op->getLoc();
  Value n = tensor::DimOp::create(builder, loc, x, dim);
  return buildAlong(
      op, builder, dim,
      [&](OpBuilder &b, SmallVector<Value> &at, IndexValue i) -> Value {
        at[dim] = source(i, IndexValue(b, loc, n));
        return tensor::ExtractOp::create(b, loc, x, at);
      });
}

Value nn::speculate(OpBuilder &b, Location loc, Value x, ValueRange at) {
  auto element = tensor::ExtractOp::create(b, loc, x, at);
  element->setAttr(kUnused, b.getUnitAttr());
  return element;
}
