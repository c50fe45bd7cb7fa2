//===- Norm.cpp - softmax and norms of rows -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

using Row = MutableArrayRef<double>;

/// Replaces each row of `x` along `dim` by what `f` makes of it.
static HostTensor mapRows(const HostTensor &x, int64_t dim,
                          function_ref<void(Row)> f) {
  HostTensor result(x.elementType(), x.shape());
  dim += dim < 0 ? x.rank() : 0;
  SmallVector<int64_t> strides = stridesOf(x.shape()), outer(x.shape());
  outer[dim] = std::min<int64_t>(outer[dim], 1);
  std::vector<double> all = x.widened<double>(), row(x.shape()[dim]);
  forEachIndex(outer, [&](ArrayRef<int64_t> index) {
    int64_t first = std::inner_product(index.begin(), index.end(),
                                       strides.begin(), int64_t(0));
    for (auto [i, v] : llvm::enumerate(row))
      v = all[first + i * strides[dim]];
    f(row);
    for (auto [i, v] : llvm::enumerate(row))
      result.setFloat(first + i * strides[dim], v);
  });
  return result;
}

/// Each operand after the first scales or shifts the last dimension of `x`.
static LogicalResult inferNorm(DimContext &context, ArrayRef<StringRef> names,
                               ArrayRef<Dims> operands,
                               SmallVectorImpl<Dims> &results) {
  if (operands[0].empty())
    return context.error(
        "expected `x` to have a dimension to normalise, got rank 0");
  for (auto [name, scale] : llvm::zip_equal(names, operands.drop_front())) {
    if (scale.size() != 1)
      return context.error("expected " + name + " to have rank 1, got rank " +
                           Twine(scale.size()));
    if (failed(context.unify(operands[0].back(), scale[0],
                             "the dimension of " + name)))
      return failure();
  }
  results.push_back(operands[0]);
  return success();
}

/// 1 / sqrt(mean of the squares of `x` over `dims` + epsilon), one division a
/// row.
static Value inverseRoot(OpBuilder &b, Location loc, Value x,
                         ArrayRef<int64_t> dims, const APFloat &epsilon) {
  Value square =
      buildReduce(b, loc, Reduction::mean, MulOp::create(b, loc, x, x), dims);
  Type element = getElementTypeOrSelf(square.getType());
  Value shift = scalarTensor(b, loc, element, epsilon.convertToDouble());
  Value root = SqrtOp::create(b, loc, AddOp::create(b, loc, square, shift));
  return DivOp::create(b, loc, scalarTensor(b, loc, element, 1), root);
}

Value nn::standardized(OpBuilder &b, Location loc, Value x,
                       ArrayRef<int64_t> dims, const APFloat &epsilon) {
  Value mean = buildReduce(b, loc, Reduction::mean, x, dims);
  Value centred = SubOp::create(b, loc, x, mean);
  return MulOp::create(b, loc, centred,
                       inverseRoot(b, loc, centred, dims, epsilon));
}

//===----------------------------------------------------------------------===//
// softmax and log_softmax
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::inferShapes(DimContext &context, Adaptor adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

/// Shifts a row by its maximum and returns the sum of its exponentials.
static double shiftByMaximum(Row row) {
  double max = -std::numeric_limits<double>::infinity(), sum = 0;
  for (double v : row)
    max = std::isnan(max) || max > v ? max : v;
  for (double &v : row)
    sum += std::exp(v -= max);
  return sum;
}

LogicalResult SoftmaxOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  results.push_back(mapRows(operands[0], getDim(), [](Row row) {
    double sum = shiftByMaximum(row);
    for (double &v : row)
      v = std::exp(v) / sum;
  }));
  return success();
}

FailureOr<SmallVector<Value>> SoftmaxOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  int64_t dim = getDim();
  Value max = buildReduce(b, loc, Reduction::max, getX(), dim);
  Value exp = ExpOp::create(b, loc, SubOp::create(b, loc, getX(), max));
  Value sum = buildReduce(b, loc, Reduction::sum, exp, dim);
  return SmallVector<Value>{DivOp::create(b, loc, exp, sum)};
}

LogicalResult LogSoftmaxOp::inferShapes(DimContext &context, Adaptor adaptor,
                                        ArrayRef<Dims> operands,
                                        SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return normalizeDims(context, adaptor.getDim(), operands[0].size());
}

LogicalResult LogSoftmaxOp::evaluate(ArrayRef<HostTensor> operands,
                                     function_ref<HostTensor(Value)>,
                                     SmallVectorImpl<HostTensor> &results) {
  results.push_back(mapRows(operands[0], getDim(), [](Row row) {
    double logSum = std::log(shiftByMaximum(row));
    for (double &v : row)
      v -= logSum;
  }));
  return success();
}

FailureOr<SmallVector<Value>> LogSoftmaxOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  int64_t dim = getDim();
  Value max = buildReduce(b, loc, Reduction::max, getX(), dim);
  Value shifted = SubOp::create(b, loc, getX(), max);
  Value sum =
      buildReduce(b, loc, Reduction::sum, ExpOp::create(b, loc, shifted), dim);
  return SmallVector<Value>{
      SubOp::create(b, loc, shifted, LogOp::create(b, loc, sum))};
}

//===----------------------------------------------------------------------===//
// layer_norm
//===----------------------------------------------------------------------===//

LogicalResult LayerNormOp::inferShapes(DimContext &context, Adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  return inferNorm(context, {"`weight`", "`bias`"}, operands, results);
}

LogicalResult LayerNormOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  double epsilon = getEpsilon().convertToDouble();
  results.push_back(mapRows(operands[0], -1, [&](Row row) {
    double n = row.size();
    double mean = std::accumulate(row.begin(), row.end(), 0.0) / n;
    double variance = 0;
    for (double v : row)
      variance += (v - mean) * (v - mean) / n;
    double deviation = std::sqrt(variance + epsilon);
    for (auto [i, v] : llvm::enumerate(row))
      v = (v - mean) / deviation * operands[1].getFloat(i) +
          operands[2].getFloat(i);
  }));
  return success();
}

FailureOr<SmallVector<Value>> LayerNormOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  Value rows = standardized(b, loc, getX(), -1, getEpsilon());
  Value scaled = MulOp::create(b, loc, rows, getWeight());
  return SmallVector<Value>{AddOp::create(b, loc, scaled, getBias())};
}

//===----------------------------------------------------------------------===//
// rms_norm
//===----------------------------------------------------------------------===//

LogicalResult RmsNormOp::inferShapes(DimContext &context, Adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  return inferNorm(context, {"`weight`"}, operands, results);
}

LogicalResult RmsNormOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  double epsilon = getEpsilon().convertToDouble();
  results.push_back(mapRows(operands[0], -1, [&](Row row) {
    double square =
        std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    double root = std::sqrt(square / row.size() + epsilon);
    for (auto [i, v] : llvm::enumerate(row))
      v = v / root * operands[1].getFloat(i);
  }));
  return success();
}

FailureOr<SmallVector<Value>> RmsNormOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  Value inverse = inverseRoot(b, loc, getX(), -1, getEpsilon());
  return SmallVector<Value>{MulOp::create(
      b, loc, MulOp::create(b, loc, getX(), inverse), getWeight())};
}

#define GET_OP_CLASSES
#include "dialects/NN/Norm.cpp.inc"
