//===- Contraction.cpp - Einstein summation -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Pattern.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {
/// An equation with its axes numbered: those of the result first, then the
/// summed ones.
struct Equation {
  SmallVector<int64_t> lhs, rhs;
  int64_t resultRank = 0;
  int64_t axes = 0;
};
} // namespace

static FailureOr<Equation> analyze(DimContext &context, StringRef text,
                                   int64_t lhsRank, int64_t rhsRank) {
  std::string error;
  auto pattern = parsePattern(text, 2, error);
  if (failed(pattern) || failed(pattern->expand(0, lhsRank, error)) ||
      failed(pattern->expand(1, rhsRank, error)))
    return context.error("in equation \"" + text + "\": " + error);
  pattern->close();
  SmallVector<std::string> names;
  for (const AxisGroups *groups :
       {&pattern->inputs[0], &pattern->inputs[1], &pattern->output})
    for (const auto &group : *groups)
      if (group.size() != 1)
        return context.error("in equation \"" + text +
                             "\": expected no parentheses");
  for (const auto &group : pattern->output)
    names.push_back(group[0]);
  Equation result;
  result.resultRank = names.size();
  auto number = [&](const AxisGroups &groups) {
    return llvm::map_to_vector(groups, [&](const auto &group) -> int64_t {
      auto *at = llvm::find(names, group[0]);
      if (at == names.end())
        at = names.insert(names.end(), group[0]);
      return at - names.begin();
    });
  };
  result.lhs = number(pattern->inputs[0]);
  result.rhs = number(pattern->inputs[1]);
  result.axes = names.size();
  for (int64_t axis = 0; axis < result.resultRank; ++axis)
    if (!llvm::is_contained(result.lhs, axis) &&
        !llvm::is_contained(result.rhs, axis))
      return context.error("in equation \"" + text + "\": axis '" +
                           names[axis] + "' is not on the left");
  return result;
}

LogicalResult EinsumOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  auto equation = analyze(context, adaptor.getEquation(), operands[0].size(),
                          operands[1].size());
  if (failed(equation))
    return failure();
  Dims axes(equation->axes, AffineExpr());
  auto bind = [&](ArrayRef<int64_t> numbers,
                  const Dims &extents) -> LogicalResult {
    for (auto [axis, extent] : llvm::zip_equal(numbers, extents)) {
      auto size =
          axes[axis]
              ? context.unify(axes[axis], extent,
                              "an axis of \"" + adaptor.getEquation() + "\"")
              : FailureOr<AffineExpr>(extent);
      if (failed(size))
        return failure();
      axes[axis] = *size;
    }
    return success();
  };
  if (failed(bind(equation->lhs, operands[0])) ||
      failed(bind(equation->rhs, operands[1])))
    return failure();
  results.emplace_back(ArrayRef(axes).take_front(equation->resultRank));
  return success();
}

/// Strides of a tensor along every axis of the equation; 0 along axes that it
/// lacks.
static SmallVector<int64_t> axisStrides(ArrayRef<int64_t> numbers,
                                        ArrayRef<int64_t> shape, int64_t axes) {
  SmallVector<int64_t> result(axes, 0);
  for (auto [axis, stride] : llvm::zip_equal(numbers, stridesOf(shape)))
    result[axis] = stride;
  return result;
}

LogicalResult EinsumOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  const HostTensor &lhs = operands[0], &rhs = operands[1];
  DimContext context(getContext(), getLoc());
  auto equation = analyze(context, getEquation(), lhs.rank(), rhs.rank());
  if (failed(equation))
    return failure();
  SmallVector<int64_t> sizes(equation->axes);
  for (auto [numbers, x] :
       {std::pair(&equation->lhs, &lhs), std::pair(&equation->rhs, &rhs)})
    for (auto [axis, size] : llvm::zip_equal(*numbers, x->shape()))
      sizes[axis] = size;
  SmallVector<int64_t> a =
      axisStrides(equation->lhs, lhs.shape(), equation->axes);
  SmallVector<int64_t> b =
      axisStrides(equation->rhs, rhs.shape(), equation->axes);
  if (equation->axes == equation->resultRank) { // a sum of one product
    sizes.push_back(1);
    a.push_back(0);
    b.push_back(0);
  }
  ArrayRef<int64_t> kept = ArrayRef(sizes).take_front(equation->resultRank);
  ArrayRef<int64_t> summed = ArrayRef(sizes).drop_front(equation->resultRank);
  HostTensor result(lhs.elementType(), kept);
  auto offset = [](ArrayRef<int64_t> index, const int64_t *strides) {
    return std::inner_product(index.begin(), index.end(), strides, int64_t(0));
  };
  dispatch(lhs.elementType(), [&](auto zero) {
    using T = decltype(zero);
    using Sum = std::conditional_t<kIsFloat<T>, double, int64_t>;
    int64_t at = 0;
    const T *x = lhs.data<T>().data(), *y = rhs.data<T>().data();
    forEachIndex(kept, [&](ArrayRef<int64_t> outer) {
      const T *p = x + offset(outer, a.data()),
              *q = y + offset(outer, b.data());
      Sum sum = 0;
      forEachIndex(summed.drop_back(), [&](ArrayRef<int64_t> inner) {
        const T *u = p + offset(inner, a.data() + outer.size()),
                *w = q + offset(inner, b.data() + outer.size());
        for (int64_t k = 0; k < summed.back(); ++k)
          sum += static_cast<Sum>(u[k * a.back()]) *
                 static_cast<Sum>(w[k * b.back()]);
      });
      result.data<T>()[at++] = std::is_same_v<T, bool>
                                   ? static_cast<T>(int64_t(sum) & 1)
                                   : static_cast<T>(sum);
    });
  });
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> EinsumOp::decompose(OpBuilder &builder) {
  if (auto results = decomposedInF32(*this, builder))
    return *results;
  DimContext context(getContext(), getLoc());
  auto equation = analyze(context, getEquation(),
                          cast<RankedTensorType>(getLhs().getType()).getRank(),
                          cast<RankedTensorType>(getRhs().getType()).getRank());
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), builder);
  if (failed(equation) || failed(empty))
    return failure();
  auto map = [&](ArrayRef<int64_t> numbers) {
    auto exprs = llvm::map_to_vector(
        numbers, [&](int64_t axis) { return builder.getAffineDimExpr(axis); });
    return AffineMap::get(equation->axes, 0, exprs, getContext());
  };
  SmallVector<bool> summed(equation->axes, true);
  std::fill_n(summed.begin(), equation->resultRank, false);
  Type element = getElementTypeOrSelf(getLhs().getType());
  AffineMap result =
      leadingDims(getContext(), equation->axes, equation->resultRank);
  auto product = [&](OpBuilder &b, ValueRange args) -> Value {
    return isa<FloatType>(element)
               ? arith::MulFOp::create(b, getLoc(), args[0], args[1])
                     .getResult()
               : arith::MulIOp::create(b, getLoc(), args[0], args[1]);
  };
  // Nothing is summed: an element-wise op, which others fuse with.
  if (equation->axes == equation->resultRank)
    return SmallVector<Value>{buildGeneric(
        builder, getLoc(), {getLhs(), getRhs()}, empty->front(),
        {map(equation->lhs), map(equation->rhs), result}, summed, product)};
  Value zero = buildConstant(builder, getLoc(), element, 0);
  Value init = linalg::FillOp::create(builder, getLoc(), zero, empty->front())
                   .getResult(0);
  return SmallVector<Value>{
      buildGeneric(builder, getLoc(), {getLhs(), getRhs()}, init,
                   {map(equation->lhs), map(equation->rhs), result}, summed,
                   [&](OpBuilder &b, ValueRange args) -> Value {
                     Value term = product(b, args);
                     if (!isa<FloatType>(element))
                       return arith::AddIOp::create(b, getLoc(), args[2], term);
                     return arith::AddFOp::create(b, getLoc(), args[2], term);
                   })};
}

#define GET_OP_CLASSES
#include "dialects/NN/Contraction.cpp.inc"
