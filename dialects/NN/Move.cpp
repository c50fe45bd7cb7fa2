//===- Move.cpp - elements to other places along a dimension --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// slice
//===----------------------------------------------------------------------===//

namespace {
struct Elements {
  AffineExpr first, count;
};
} // namespace

/// Ends of a known extent are as in Python; an unknown one holds the range.
static Elements rangeOf(DimContext &context, AffineExpr extent, int64_t from,
                        std::optional<int64_t> to, int64_t step) {
  auto place = [&](int64_t at) -> AffineExpr {
    auto known = dyn_cast<AffineConstantExpr>(extent);
    if (!known)
      return at < 0 ? extent + at : context.constant(at);
    int64_t n = known.getValue();
    return context.constant(std::clamp<int64_t>(at < 0 ? at + n : at, 0, n));
  };
  AffineExpr first = place(from), end = to ? place(*to) : extent;
  AffineExpr count =
      simplifyAffineExpr((end - first).ceilDiv(step), 0, context.numSymbols());
  if (auto known = dyn_cast<AffineConstantExpr>(count))
    count = context.constant(std::max<int64_t>(known.getValue(), 0));
  return {first, count};
}

static std::optional<int64_t> number(std::optional<uint64_t> attribute) {
  return attribute ? std::optional<int64_t>(*attribute) : std::nullopt;
}

LogicalResult SliceOp::inferShapes(DimContext &context, Adaptor adaptor,
                                   ArrayRef<Dims> operands,
                                   SmallVectorImpl<Dims> &results) {
  int64_t step = adaptor.getStep().value_or(1);
  if (step <= 0)
    return context.error("expected a positive `step`, got " + Twine(step));
  return inferAlong(context, adaptor.getDim(), operands[0], results,
                    [&](AffineExpr extent) -> FailureOr<AffineExpr> {
                      return rangeOf(context, extent, adaptor.getFrom(),
                                     number(adaptor.getTo()), step)
                          .count;
                    });
}

LogicalResult SliceOp::evaluate(ArrayRef<HostTensor> operands,
                                function_ref<HostTensor(Value)>,
                                SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim];
  DimContext context(getContext(), getLoc());
  auto range = rangeOf(context, context.constant(n), getFrom(), number(getTo()),
                       getStep().value_or(1));
  auto value = [](AffineExpr expr) {
    return cast<AffineConstantExpr>(expr).getValue();
  };
  int64_t first = value(range.first), step = getStep().value_or(1);
  results.push_back(resized(x, dim, value(range.count)));
  copyAlong(x, results.back(), dim,
            [&](int64_t i) { return first + i * step; });
  return success();
}

FailureOr<SmallVector<Value>> SliceOp::decompose(OpBuilder &b) {
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t dim = fromStart(getDim(), type.getRank()),
          step = getStep().value_or(1);
  DimContext context(getContext(), getLoc());
  Elements range =
      rangeOf(context, context.of(type)[dim], getFrom(), number(getTo()), step);
  auto first = dyn_cast<AffineConstantExpr>(range.first);
  if (!first) // counts from the end of an unknown extent
    return buildFrom(*this, b, getX(), dim, [&](IndexValue i, IndexValue n) {
      return i * step + (n + static_cast<int64_t>(getFrom()));
    });
  if (first.getValue() == 0 && step == 1) // one loop, but not one extent
    return buildFrom(*this, b, getX(), dim,
                     [](IndexValue i, IndexValue) { return i; });
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), b);
  if (failed(empty))
    return failure();
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  SmallVector<AffineExpr> from(identity.getResults());
  from[dim] = from[dim] * step + first.getValue();
  return SmallVector<Value>{buildGeneric(
      b, getLoc(), getX(), empty->front(),
      {AffineMap::get(type.getRank(), 0, from, getContext()), identity},
      SmallVector<bool>(type.getRank(), false),
      [](OpBuilder &, ValueRange args) { return args[0]; })};
}

//===----------------------------------------------------------------------===//
// reverse and roll
//===----------------------------------------------------------------------===//

LogicalResult ReverseOp::inferShapes(DimContext &context, Adaptor adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

LogicalResult ReverseOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim];
  results.push_back(resized(x, dim, n));
  copyAlong(x, results.back(), dim, [&](int64_t i) { return n - 1 - i; });
  return success();
}

FailureOr<SmallVector<Value>> ReverseOp::decompose(OpBuilder &b) {
  return buildFrom(*this, b, getX(), getDim(),
                   [](IndexValue i, IndexValue n) { return n - 1 - i; });
}

LogicalResult RollOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

/// Element i comes from i - by; `by` is brought into [0, n) once, not i.
template <typename Index> static Index rolled(Index i, Index n, Index by) {
  Index from = i - modulo(by, n);
  return choose(from < 0, from + n, from);
}

LogicalResult RollOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim];
  results.push_back(resized(x, dim, n));
  copyAlong(x, results.back(), dim,
            [&](int64_t i) { return rolled<int64_t>(i, n, getBy()); });
  return success();
}

FailureOr<SmallVector<Value>> RollOp::decompose(OpBuilder &b) {
  return buildFrom(*this, b, getX(), getDim(), [&](IndexValue i, IndexValue n) {
    return rolled(i, n, i.constant(getBy()));
  });
}

#define GET_OP_CLASSES
#include "dialects/NN/Move.cpp.inc"
