//===- GroupNorm.cpp - normalisation of groups of channels ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

static FailureOr<int64_t> groupsOf(DimContext &context, DictionaryAttr sizes) {
  if (sizes.size() != 1 || !sizes.contains("groups"))
    return context.error("expected `groups` and no other size");
  auto groups = readSizes(context, sizes, "groups", 1, 1, 1);
  if (failed(groups))
    return failure();
  return groups->front();
}

LogicalResult GroupNormOp::inferShapes(DimContext &context, Adaptor adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  const Dims &x = operands[0];
  auto groups = groupsOf(context, adaptor.getSizes());
  if (failed(groups))
    return failure();
  if (x.size() < 2)
    return context.error("expected `x` to have batch and channels, got rank " +
                         Twine(x.size()));
  for (auto [name, scale] : llvm::zip_equal(
           ArrayRef<StringRef>{"`weight`", "`bias`"}, operands.drop_front())) {
    if (scale.size() != 1)
      return context.error("expected " + name + " to have rank 1, got rank " +
                           Twine(scale.size()));
    if (failed(context.unify(x[1], scale[0], "the dimension of " + name)))
      return failure();
  }
  auto channels = dyn_cast<AffineConstantExpr>(context.resolve(x[1]));
  if (channels && channels.getValue() % *groups != 0)
    return context.error("expected the number of channels of `x` to be a "
                         "multiple of `groups`, " +
                         Twine(*groups) + ", got " +
                         Twine(channels.getValue()));
  results.push_back(x);
  return success();
}

LogicalResult GroupNormOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  DimContext context(getContext(), getLoc());
  auto groups = groupsOf(context, getSizes());
  int64_t channels = x.shape()[1];
  if (failed(groups) || channels % *groups != 0)
    return emitOpError(
               "expected channels that are a multiple of `groups`, got ")
           << channels;
  HostTensor result(x.elementType(), x.shape());
  int64_t rows = x.shape()[0] * *groups, size = rows ? x.size() / rows : 0,
          plane = size ? size * *groups / channels : 0;
  std::vector<double> all = x.widened<double>();
  for (int64_t row = 0; size && row < rows; ++row) {
    ArrayRef<double> elements(all.data() + row * size, size);
    double mean = 0, variance = 0;
    for (double v : elements)
      mean += v / size;
    for (double v : elements)
      variance += (v - mean) * (v - mean) / size;
    double deviation = std::sqrt(variance + getEpsilon().convertToDouble());
    for (auto [i, v] : llvm::enumerate(elements)) {
      int64_t at = row * size + i, channel = at / plane % channels;
      result.setFloat(at,
                      (v - mean) / deviation * operands[1].getFloat(channel) +
                          operands[2].getFloat(channel));
    }
  }
  results.push_back(result);
  return success();
}

/// " a0 a1 ..", names of `count` axes.
static std::string axes(int64_t count) {
  std::string text;
  for (int64_t i = 0; i < count; ++i)
    text += (" a" + Twine(i)).str();
  return text;
}

FailureOr<SmallVector<Value>> GroupNormOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  DimContext context(getContext(), loc);
  auto groups = groupsOf(context, getSizes());
  if (failed(groups))
    return failure();
  int64_t rest = cast<RankedTensorType>(getX().getType()).getRank() - 2;
  std::string places = axes(rest), split = "n (g c)" + places,
              apart = "n g c" + places;
  Value x =
      rearranged(b, loc, getX(), split + " -> " + apart, {{"g", *groups}});
  auto dims = llvm::to_vector(llvm::seq<int64_t>(2, rest + 3));
  Value rows = rearranged(b, loc, standardized(b, loc, x, dims, getEpsilon()),
                          apart + " -> " + split);
  SmallVector<std::pair<std::string, int64_t>> ones;
  for (int64_t i = 0; i < rest; ++i)
    ones.emplace_back("a" + std::to_string(i), 1);
  auto ofChannels = [&](Value scale) {
    return rearranged(b, loc, scale, "(c" + places + ") -> c" + places, ones);
  };
  Value scaled = MulOp::create(b, loc, rows, ofChannels(getWeight()));
  return SmallVector<Value>{
      AddOp::create(b, loc, scaled, ofChannels(getBias()))};
}
