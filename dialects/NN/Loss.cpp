//===- Loss.cpp - losses with a rule of their own -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include "llvm/Support/FormatVariadic.h"

#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

LogicalResult CrossEntropyOp::inferShapes(DimContext &context, Adaptor adaptor,
                                          ArrayRef<Dims> operands,
                                          SmallVectorImpl<Dims> &results) {
  const Dims &logits = operands[0], &targets = operands[1];
  // Null where it is the default.
  if (FloatAttr smoothing = adaptor.getSmoothingAttr())
    if (double part = smoothing.getValueAsDouble(); !(part >= 0 && part <= 1))
      return context.error("expected `smoothing` in [0, 1], got " +
                           llvm::formatv("{0}", part));
  if (logits.size() != targets.size() + 1)
    return context.error("expected `targets` of a rank one less than `logits` "
                         "of rank " +
                         Twine(logits.size()) + ", got rank " +
                         Twine(targets.size()));
  for (size_t d = 0; d < targets.size(); ++d)
    if (failed(context.unify(logits[d], targets[d],
                             "dimension " + Twine(d) + " of `targets`")))
      return failure();
  results.push_back(targets);
  return success();
}

/// log(sum exp) less the logits, by the weight of each class.
static double lossOf(ArrayRef<double> row, int64_t target, double smoothing) {
  double max = -std::numeric_limits<double>::infinity(), sum = 0, total = 0;
  for (double v : row)
    max = std::isnan(max) || max > v ? max : v;
  for (double v : row)
    sum += std::exp(v - max);
  double logSum = std::log(sum);
  for (double v : row)
    total += v - max - logSum;
  double loss = -(1 - smoothing) * (row[target] - max - logSum);
  return smoothing == 0 ? loss : loss - smoothing / row.size() * total;
}

LogicalResult CrossEntropyOp::evaluate(ArrayRef<HostTensor> operands,
                                       function_ref<HostTensor(Value)>,
                                       SmallVectorImpl<HostTensor> &results) {
  const HostTensor &targets = operands[1];
  int64_t classes = operands[0].shape().back();
  if (classes == 0 && targets.size() > 0)
    return emitOpError("expected `logits` to have classes");
  std::vector<double> logits = operands[0].widened<double>();
  HostTensor result(operands[0].elementType(), targets.shape());
  for (int64_t i = 0; i < targets.size(); ++i) {
    int64_t target = targets.getInt(i);
    bool isIgnored = getIgnore() && target == int64_t(*getIgnore());
    target = std::clamp<int64_t>(target, 0, classes - 1);
    ArrayRef<double> row(logits.data() + i * classes, classes);
    result.setFloat(
        i,
        isIgnored ? 0 : lossOf(row, target, getSmoothing().convertToDouble()));
  }
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> CrossEntropyOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  Type element = getElementTypeOrSelf(getType());
  auto scaled = [&](Value x, double by) -> Value {
    return MulOp::create(b, loc, x, scalarTensor(b, loc, element, by));
  };
  auto squeezed = [&](Value x) -> Value {
    return RearrangeOp::create(b, loc, x, "... () -> ...",
                               b.getDictionaryAttr({}));
  };
  double smoothing = getSmoothing().convertToDouble();
  Value logs = LogSoftmaxOp::create(b, loc, getLogits(), -1);
  Value at = RearrangeOp::create(b, loc, getTargets(), "... -> ... ()",
                                 b.getDictionaryAttr({}));
  Value loss = scaled(squeezed(TakeAlongOp::create(b, loc, logs, at, -1)),
                      smoothing - 1);
  if (smoothing != 0) {
    Value mean = squeezed(buildReduce(b, loc, Reduction::mean, logs, -1));
    loss = SubOp::create(b, loc, loss, scaled(mean, smoothing));
  }
  if (!getIgnore())
    return SmallVector<Value>{loss};
  Type index = getElementTypeOrSelf(getTargets().getType());
  auto constant = DenseElementsAttr::get(
      RankedTensorType::get({}, index),
      Attribute(b.getIntegerAttr(index, int64_t(*getIgnore()))));
  Value ignored = CompareOp::create(
      b, loc, Predicate::eq, getTargets(),
      arith::ConstantOp::create(b, loc, cast<TypedAttr>(Attribute(constant))));
  return SmallVector<Value>{SelectOp::create(
      b, loc, ignored, scalarTensor(b, loc, element, 0), loss)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Loss.cpp.inc"
