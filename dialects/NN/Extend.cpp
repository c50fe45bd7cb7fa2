//===- Extend.cpp - more elements along a dimension -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

LogicalResult PadOp::inferShapes(DimContext &context, Adaptor adaptor,
                                 ArrayRef<Dims> operands,
                                 SmallVectorImpl<Dims> &results) {
  int64_t before = adaptor.getBefore(), after = adaptor.getAfter();
  if (before < 0 || after < 0)
    return context.error("expected no negative padding, got " +
                         Twine(std::min(before, after)));
  return inferAlong(context, adaptor.getDim(), operands[0], results,
                    [&](AffineExpr extent) -> FailureOr<AffineExpr> {
                      if (extent == context.constant(0) && before + after > 0 &&
                          adaptor.getMode() != Padding::constant)
                        return context.error(
                            "expected elements to pad from, got none");
                      return extent + (before + after);
                    });
}

/// Place in [0, n) of what stands `i` elements after the first, perhaps
/// outside.
template <typename Index> static Index padded(Padding mode, Index i, Index n) {
  switch (mode) {
  case Padding::constant:
  case Padding::edge:
    return clampIndex(i, n);
  case Padding::wrap:
    return modulo(i, n);
  case Padding::reflect: {
    // A period is 0, 1, ..., n - 1, ..., 1.
    Index period = greater((n - 1) * 2, 1), at = modulo(i, period);
    return lesser(at, period - at);
  }
  }
  llvm_unreachable("every mode is handled");
}

LogicalResult PadOp::evaluate(ArrayRef<HostTensor> operands,
                              function_ref<HostTensor(Value)>,
                              SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  int64_t dim = fromStart(getDim(), x.rank()), n = x.shape()[dim],
          before = getBefore();
  HostTensor result = resized(x, dim, n + before + getAfter());
  bool isConstant = getMode() == Padding::constant;
  if (!isConstant && n == 0 && result.size() > 0)
    return emitOpError("expected elements to pad from, got none");
  for (int64_t i = 0; isConstant && i < result.size(); ++i)
    result.setFloat(i, getValue().convertToDouble());
  copyAlong(x, result, dim, [&](int64_t i) {
    bool outside = i < before || i >= before + n;
    return isConstant && outside ? -1 : padded(getMode(), i - before, n);
  });
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> PadOp::decompose(OpBuilder &builder) {
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t dim = fromStart(getDim(), type.getRank()), before = getBefore();
  if (getMode() != Padding::constant)
    return buildFrom(*this, builder, getX(), dim,
                     [&](IndexValue i, IndexValue n) {
                       return padded(getMode(), i - before, n);
                     });
  Value n = tensor::DimOp::create(builder, loc, getX(), dim);
  return buildAlong(
      *this, builder, dim,
      [&](OpBuilder &b, SmallVector<Value> &at, IndexValue i) -> Value {
        IndexValue extent(b, loc, n), from = i - before;
        at[dim] = padded(getMode(), from, extent);
        Value inside = arith::AndIOp::create(
            b, loc, from < extent,
            from.compare(arith::CmpIPredicate::sge, from.constant(0)));
        Value element = speculate(b, loc, getX(), at);
        Value fill = buildConstant(b, loc, type.getElementType(),
                                   getValue().convertToDouble());
        return arith::SelectOp::create(b, loc, inside, element, fill);
      });
}

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  auto at = normalizeDims(context, adaptor.getDim(), operands[0].size());
  if (failed(at))
    return failure();
  int64_t dim = at->front();
  Dims result = operands[0];
  for (auto [number, part] : llvm::enumerate(operands.drop_front())) {
    if (part.size() != result.size())
      return context.error("expected part " + Twine(number + 1) +
                           " to have rank " + Twine(result.size()) +
                           ", got rank " + Twine(part.size()));
    for (size_t d = 0; d < part.size(); ++d)
      if (static_cast<int64_t>(d) != dim &&
          failed(context.unify(result[d], part[d],
                               "dimension " + Twine(d) + " of part " +
                                   Twine(number + 1))))
        return failure();
    result[dim] = result[dim] + part[dim];
  }
  results.push_back(result);
  return success();
}

LogicalResult ConcatOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  int64_t dim = fromStart(getDim(), operands[0].rank()), extent = 0;
  for (const HostTensor &part : operands)
    extent += part.shape()[dim];
  results.push_back(resized(operands[0], dim, extent));
  int64_t first = 0;
  for (const HostTensor &part : operands) {
    int64_t n = part.shape()[dim];
    copyAlong(part, results.back(), dim, [&](int64_t i) {
      return i >= first && i < first + n ? i - first : -1;
    });
    first += n;
  }
  return success();
}

/// The last part whose begin is not after i.
FailureOr<SmallVector<Value>> ConcatOp::decompose(OpBuilder &builder) {
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getParts()[0].getType());
  int64_t dim = fromStart(getDim(), type.getRank());
  SmallVector<Value> parts, sizes;
  for (Value part : getParts())
    if (cast<RankedTensorType>(part.getType()).getDimSize(dim) != 0) {
      parts.push_back(part);
      sizes.push_back(tensor::DimOp::create(builder, loc, part, dim));
    }
  if (parts.size() < 2)
    return SmallVector<Value>{parts.empty() ? getParts()[0] : parts[0]};
  return buildAlong(*this, builder, dim,
                    [&](OpBuilder &b, SmallVector<Value> &at, IndexValue i) {
                      Value result;
                      IndexValue first = i.constant(0);
                      for (auto [part, size] : llvm::zip_equal(parts, sizes)) {
                        IndexValue from = i - first, n(b, loc, size);
                        at[dim] = clampIndex(from, n);
                        Value element = speculate(b, loc, part, at);
                        result = result ? arith::SelectOp::create(
                                              b, loc, from < 0, result, element)
                                        : element;
                        first = first + n;
                      }
                      return result;
                    });
}

#define GET_OP_CLASSES
#include "dialects/NN/Extend.cpp.inc"
