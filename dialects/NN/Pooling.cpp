//===- Pooling.cpp - reductions of windows --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/IndexValue.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Reduction.h"
#include "dialects/NN/Window.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {
struct Pooling {
  Window window;
  bool countsPadding;
};
} // namespace

static FailureOr<Pooling> analyze(DimContext &context, DictionaryAttr sizes,
                                  const Dims &x) {
  auto all = dyn_cast_or_null<ArrayAttr>(sizes.get("kernel"));
  if (!all || all.empty())
    return context.error("expected `kernel` to be a list of integers");
  auto kernel = readSizes(context, sizes, "kernel", all.size(), 1, 1);
  if (failed(kernel))
    return failure();
  if (kernel->size() > x.size())
    return context.error(
        "expected `x` to have at least the " + Twine(kernel->size()) +
        " dimensions of `kernel`, got rank " + Twine(x.size()));
  auto window =
      readWindow(context, sizes, *kernel, {"kernel", "ceil", "count_padding"});
  auto ceil = readSizes(context, sizes, "ceil", 1, 0, 0),
       counted = readSizes(context, sizes, "count_padding", 1, 0, 0);
  if (failed(window) || failed(ceil) || failed(counted))
    return failure();
  window->ceil = ceil->front() != 0;
  return Pooling{*window, counted->front() != 0};
}

LogicalResult PoolOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  auto pooling = analyze(context, adaptor.getSizes(), operands[0]);
  if (failed(pooling))
    return failure();
  auto counts = countWindows(context, pooling->window, operands[0]);
  if (failed(counts))
    return failure();
  results.push_back(operands[0]);
  results.back().truncate(operands[0].size() - counts->size());
  results.back().append(*counts);
  return success();
}

/// How many taps of window `at` a mean over n elements counts: those on an
/// element, or also those in the padding.
template <typename Index>
static Index countTaps(const WindowDim &dim, bool padding, Index at, Index n) {
  Index first = at * dim.stride - dim.before,
        end = n + (padding ? dim.after : 0);
  auto tapsBefore = [&](Index element) {
    return (greater(element - first, 0) + (dim.dilation - 1)) / dim.dilation;
  };
  Index until = lesser(tapsBefore(end), dim.kernel);
  return padding ? until : greater(until - tapsBefore(n - n), 0);
}

LogicalResult PoolOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  DimContext context(getContext(), getLoc());
  Dims dims = context.of(RankedTensorType::get(x.shape(), x.elementType()));
  SmallVector<Dims> shapes;
  auto pooling = analyze(context, getSizes(), dims);
  if (failed(pooling) ||
      failed(inferShapes(context, Adaptor(*this), dims, shapes)))
    return failure();
  HostTensor result(x.elementType(), context.shapeOf(shapes[0]));
  size_t leading = x.rank() - pooling->window.rank();
  ArrayRef<int64_t> extents = x.shape().drop_front(leading);
  int64_t plane = 1, next = 0;
  for (int64_t extent : extents)
    plane *= extent;
  forEachIndex(result.shape(), [&](ArrayRef<int64_t> index) {
    ArrayRef<int64_t> at = index.drop_front(leading);
    int64_t first = 0, counted = 1;
    for (size_t d = 0; d < leading; ++d)
      first = first * x.shape()[d] + index[d];
    double total = identityOf(getKind());
    forEachTap(pooling->window, at, extents, [&](int64_t place) {
      if (place >= 0)
        total = combine(getKind(), total, x.getFloat(first * plane + place));
    });
    for (auto [d, dim] : llvm::enumerate(pooling->window.dims))
      counted *= countTaps(dim, pooling->countsPadding, at[d], extents[d]);
    bool isMean = getKind() == Reduction::mean;
    result.setFloat(next++, isMean ? total / counted : total);
  });
  results.push_back(result);
  return success();
}

/// The number of elements of the window at the indices of the op under
/// construction.
static Value buildCount(OpBuilder &b, Location loc, const Pooling &pooling,
                        Value x, ArrayRef<Value> extents) {
  int64_t taps = 1;
  for (const WindowDim &dim : pooling.window.dims)
    taps *= dim.kernel;
  IndexValue count(b, loc, arith::ConstantIndexOp::create(b, loc, taps));
  if (pooling.window.isPlain() ||
      (pooling.countsPadding && !pooling.window.ceil))
    return count;
  count = count.constant(1);
  size_t leading =
      cast<RankedTensorType>(x.getType()).getRank() - extents.size();
  for (auto [d, dim] : llvm::enumerate(pooling.window.dims)) {
    IndexValue at(b, loc, linalg::IndexOp::create(b, loc, leading + d));
    count = count * countTaps(dim, pooling.countsPadding, at,
                              IndexValue(b, loc, extents[d]));
  }
  return count;
}

static Value buildMean(OpBuilder &b, Location loc, const Pooling &pooling,
                       Value x, Value total, Value empty) {
  auto type = cast<RankedTensorType>(total.getType());
  SmallVector<Value> extents;
  for (int64_t d = type.getRank() - pooling.window.rank(); d < type.getRank();
       ++d)
    extents.push_back(b.createOrFold<tensor::DimOp>(loc, x, d));
  AffineMap map = b.getMultiDimIdentityMap(type.getRank());
  return buildGeneric(b, loc, total, empty, {map, map},
                      SmallVector<bool>(type.getRank(), false),
                      [&](OpBuilder &b, ValueRange args) -> Value {
                        Value count = buildCount(b, loc, pooling, x, extents);
                        Value integer = arith::IndexCastOp::create(
                            b, loc, b.getI64Type(), count);
                        Value divisor = arith::SIToFPOp::create(
                            b, loc, type.getElementType(), integer);
                        return arith::DivFOp::create(b, loc, args[0], divisor);
                      });
}

/// Loops over the result, then over the window, whose extents come from an
/// operand that is not read.
FailureOr<SmallVector<Value>> PoolOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  MLIRContext *context = getContext();
  DimContext dims(context, loc);
  auto type = cast<RankedTensorType>(getX().getType());
  auto pooling = analyze(dims, getSizes(), dims.of(type));
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), b);
  if (failed(pooling) || failed(empty))
    return failure();
  const Window &window = pooling->window;
  unsigned rank = type.getRank(), leading = rank - window.rank(),
           loops = rank + window.rank();
  Value padded = buildPadded(b, loc, getX(), window, identityOf(getKind()));
  auto kernel = llvm::map_to_vector(
      window.dims, [](const WindowDim &dim) { return dim.kernel; });
  Value taps = tensor::EmptyOp::create(b, loc, kernel, type.getElementType());
  SmallVector<AffineExpr> from, tap;
  for (unsigned d = 0; d < leading; ++d)
    from.push_back(b.getAffineDimExpr(d));
  llvm::append_range(from, tapIndices(context, window, leading, rank));
  for (unsigned d = rank; d < loops; ++d)
    tap.push_back(b.getAffineDimExpr(d));
  SmallVector<bool> reduced(loops, false);
  std::fill(reduced.begin() + rank, reduced.end(), true);
  Value start =
      buildConstant(b, loc, type.getElementType(), identityOf(getKind()));
  Value init =
      linalg::FillOp::create(b, loc, start, empty->front()).getResult(0);
  Value total =
      buildGeneric(b, loc, {padded, taps}, init,
                   {AffineMap::get(loops, 0, from, context),
                    AffineMap::get(loops, 0, tap, context),
                    leadingDims(context, loops, rank)},
                   reduced, [&](OpBuilder &b, ValueRange args) {
                     return buildCombine(b, loc, getKind(), args[2], args[0]);
                   });
  if (getKind() == Reduction::mean)
    total = buildMean(b, loc, *pooling, getX(), total, empty->front());
  return SmallVector<Value>{total};
}

#define GET_OP_CLASSES
#include "dialects/NN/Pooling.cpp.inc"
