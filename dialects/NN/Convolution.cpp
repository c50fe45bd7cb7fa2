//===- Convolution.cpp - sums over windows --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y[n, g o, i] = sum over c, k of x[n, g c, i stride + k dilation - before] *
// w[g o, c, k]. As linalg: the elements with their padding, then one op whose
// maps have the window in them, so that nothing is gathered. Each sum is
// written as fma steps: its order is that of the loops.

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Window.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {
/// What a convolution's attributes and the shape of its weight say.
struct Convolution {
  Window window;
  /// Channels of x and of the result are of one group.
  int64_t groups, channels, results;
};
} // namespace

constexpr size_t kMaxDims = 3;

static WindowDim spread(WindowDim dim, int64_t apart) {
  dim.spread = apart;
  return dim;
}

/// The window that sees, for each place of the result, the elements that a
/// transposed convolution adds there; its taps are in reverse order.
static WindowDim turnedAround(const WindowDim &dim, int64_t outputPadding) {
  int64_t most = dim.span() - 1;
  return {dim.kernel,
          /*stride=*/1,         dim.dilation,
          most - dim.before,    most - dim.after + outputPadding,
          /*spread=*/dim.stride};
}

/// `transposed`: the first extent of the weight is channels of x, of all
/// groups, and the second one results of one group.
static FailureOr<Convolution> analyze(DimContext &context, DictionaryAttr sizes,
                                      ArrayRef<Dims> operands,
                                      bool transposed) {
  const Dims &x = operands[0], &weight = operands[1];
  if (x.size() < 3 || x.size() > kMaxDims + 2)
    return context.error("expected `x` to have rank 3 to 5, got rank " +
                         Twine(x.size()));
  if (weight.size() != x.size())
    return context.error("expected `weight` to have the rank of `x`, " +
                         Twine(x.size()) + ", got rank " +
                         Twine(weight.size()));
  SmallVector<int64_t> shape = context.shapeOf(weight);
  if (ShapedType::isDynamicShape(shape) || llvm::is_contained(shape, 0))
    return context.error(
        "expected the extents of `weight` to be known and not zero");
  StringRef own = transposed ? "output_padding" : "spread";
  auto kernel = ArrayRef(shape).drop_front(2);
  auto window = readWindow(context, sizes, kernel, {"groups", own});
  auto groups = readSizes(context, sizes, "groups", 1, 1, 1);
  auto extra = readSizes(context, sizes, own, kernel.size(), !transposed,
                         transposed ? 0 : 1);
  if (failed(window) || failed(groups) || failed(extra))
    return failure();
  int64_t count = groups->front(), some = shape[0] / count;
  if (shape[0] % count != 0)
    return context.error("expected the first extent of `weight` to be a "
                         "multiple of `groups`, " +
                         Twine(count) + ", got " + Twine(shape[0]));
  int64_t channels = count * (transposed ? some : shape[1]);
  if (count > 1 && !isa<AffineConstantExpr>(context.resolve(x[1])))
    return context.error("expected the number of channels of `x` to be known "
                         "where there are groups");
  if (failed(context.unify(context.constant(channels), x[1],
                           "the number of channels of `x`")))
    return failure();
  for (auto [dim, number] : llvm::zip_equal(window->dims, *extra))
    dim = transposed ? turnedAround(dim, number) : spread(dim, number);
  return Convolution{*window, count, transposed ? some : shape[1],
                     transposed ? shape[1] : some};
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

/// Sums x * w over channels and taps, where `places(i)` are the elements under
/// the window at the i-th place of the result, -1 for a zero, and
/// `offset(o, c)` is where the taps of result o for channel c of its group
/// begin in the weight.
static void sumTaps(const Convolution &conv, const HostTensor &x,
                    const HostTensor &weight, const HostTensor &result,
                    function_ref<SmallVector<int64_t>(int64_t)> places,
                    function_ref<int64_t(int64_t, int64_t)> offset) {
  auto product = [](ArrayRef<int64_t> shape) {
    return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                           std::multiplies<>());
  };
  std::vector<double> elements = x.widened<double>(),
                      taps = weight.widened<double>();
  int64_t batch = x.shape()[0], plane = product(x.shape().drop_front(2)),
          positions = product(result.shape().drop_front(2)),
          results = conv.groups * conv.results,
          channels = conv.groups * conv.channels;
  for (int64_t i = 0; i < positions; ++i) {
    SmallVector<int64_t> under = places(i);
    for (int64_t n = 0; n < batch; ++n)
      for (int64_t o = 0; o < results; ++o) {
        double sum = 0;
        for (int64_t c = 0; c < conv.channels; ++c) {
          int64_t channel = o / conv.results * conv.channels + c;
          const double *from =
              elements.data() + (n * channels + channel) * plane;
          const double *tap = taps.data() + offset(o, c);
          for (int64_t place : under)
            sum += (place < 0 ? 0 : from[place]) * *tap++;
        }
        result.setFloat((n * results + o) * positions + i, sum);
      }
  }
}

/// The index of element `linear` of `shape`.
static SmallVector<int64_t> indexOf(int64_t linear, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> index(shape.size());
  for (size_t d = shape.size(); d-- > 0; linear /= shape[d])
    index[d] = linear % shape[d];
  return index;
}

//===----------------------------------------------------------------------===//
// IR
//===----------------------------------------------------------------------===//

/// Splits dimension `dim`, of a known extent, in `groups` and the rest.
static Value splitGroups(OpBuilder &b, Location loc, Value x, int64_t dim,
                         int64_t groups) {
  auto type = cast<RankedTensorType>(x.getType());
  if (groups == 1)
    return x;
  SmallVector<int64_t> shape(type.getShape());
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, x);
  shape.insert(shape.begin() + dim, groups);
  sizes.insert(sizes.begin() + dim, b.getIndexAttr(groups));
  shape[dim + 1] /= groups;
  sizes[dim + 1] = b.getIndexAttr(shape[dim + 1]);
  SmallVector<ReassociationIndices> parts;
  for (int64_t d = 0; d < type.getRank(); ++d)
    parts.push_back(d < dim    ? ReassociationIndices{d}
                    : d == dim ? ReassociationIndices{d, d + 1}
                               : ReassociationIndices{d + 1});
  return tensor::ExpandShapeOp::create(
      b, loc, RankedTensorType::get(shape, type.getElementType()), x, parts,
      sizes);
}

static Value mergeGroups(OpBuilder &b, Location loc, Value x, Type type,
                         int64_t groups) {
  if (groups == 1)
    return x;
  SmallVector<ReassociationIndices> parts{{0}, {1, 2}};
  for (int64_t d = 3; d < cast<RankedTensorType>(x.getType()).getRank(); ++d)
    parts.push_back({d});
  return tensor::CollapseShapeOp::create(b, loc, type, x, parts);
}

/// Sums over windows of `x`, which is padded. Loops are batch, group, result
/// and place, then tap and channel; without groups, or where each is one
/// channel and one result, there is no loop of them.
static Value buildSums(OpBuilder &b, Location loc, const Convolution &conv,
                       Value x, Value weight, Value empty) {
  MLIRContext *context = b.getContext();
  bool isDepthwise = conv.groups > 1 && conv.channels * conv.results == 1;
  int64_t groups = isDepthwise ? 1 : conv.groups;
  bool grouped = groups > 1;
  unsigned rank = conv.window.rank(), result = grouped + 1, place = result + 1,
           tap = place + rank, channel = tap + rank, loops = channel + 1;
  auto dim = [&](unsigned loop) { return getAffineDimExpr(loop, context); };
  SmallVector<AffineExpr> from{dim(0)}, of, to{dim(0)};
  if (grouped)
    for (auto *indices : {&from, &of, &to})
      indices->push_back(dim(1));
  from.push_back(dim(isDepthwise ? result : channel));
  llvm::append_range(from, tapIndices(context, conv.window, place, tap));
  of.append({dim(result), dim(channel)});
  to.push_back(dim(result));
  for (unsigned d = 0; d < rank; ++d) {
    of.push_back(dim(tap + d));
    to.push_back(dim(place + d));
  }
  Type type = empty.getType();
  Value zero = buildConstant(b, loc, getElementTypeOrSelf(type), 0);
  Value split = splitGroups(b, loc, empty, 1, groups);
  Value init = linalg::FillOp::create(b, loc, zero, split).getResult(0);
  // A window of one element makes a matrix product, which kernels fuse.
  bool isPointwise = llvm::all_of(
      conv.window.dims, [](const WindowDim &dim) { return dim.kernel == 1; });
  SmallVector<bool> summed(loops, false);
  std::fill(summed.begin() + tap, summed.end(), true);
  Value sums = buildGeneric(
      b, loc,
      {splitGroups(b, loc, x, 1, groups),
       splitGroups(b, loc, weight, 0, groups)},
      init,
      {AffineMap::get(loops, 0, from, context),
       AffineMap::get(loops, 0, of, context),
       AffineMap::get(loops, 0, to, context)},
      summed, [&](OpBuilder &b, ValueRange args) -> Value {
        if (!isPointwise)
          return math::FmaOp::create(b, loc, args[0], args[1], args[2]);
        return arith::AddFOp::create(
            b, loc, args[2], arith::MulFOp::create(b, loc, args[0], args[1]));
      });
  return mergeGroups(b, loc, sums, type, groups);
}

//===----------------------------------------------------------------------===//
// conv and conv_transpose
//===----------------------------------------------------------------------===//

static LogicalResult inferConvolution(DimContext &context, DictionaryAttr sizes,
                                      ArrayRef<Dims> operands, bool transposed,
                                      SmallVectorImpl<Dims> &results) {
  auto conv = analyze(context, sizes, operands, transposed);
  if (failed(conv))
    return failure();
  auto counts = countWindows(context, conv->window, operands[0]);
  if (failed(counts))
    return failure();
  results.push_back(
      {operands[0][0], context.constant(conv->groups * conv->results)});
  results.back().append(*counts);
  return success();
}

static FailureOr<HostTensor> evaluateConvolution(Operation *op,
                                                 DictionaryAttr sizes,
                                                 ArrayRef<HostTensor> operands,
                                                 bool transposed) {
  const HostTensor &x = operands[0], &weight = operands[1];
  DimContext context(op->getContext(), op->getLoc());
  SmallVector<Dims> dims, shapes;
  for (const HostTensor &tensor : operands)
    dims.push_back(context.of(
        RankedTensorType::get(tensor.shape(), tensor.elementType())));
  auto conv = analyze(context, sizes, dims, transposed);
  if (failed(conv) ||
      failed(inferConvolution(context, sizes, dims, transposed, shapes)))
    return failure();
  HostTensor result(x.elementType(), context.shapeOf(shapes[0]));
  auto places = [&](int64_t i) {
    SmallVector<int64_t> under;
    forEachTap(conv->window, indexOf(i, result.shape().drop_front(2)),
               x.shape().drop_front(2),
               [&](int64_t place) { under.push_back(place); });
    if (transposed)
      std::reverse(under.begin(), under.end());
    return under;
  };
  int64_t taps = weight.size() / (weight.shape()[0] * weight.shape()[1]);
  auto offset = [&](int64_t o, int64_t c) {
    if (!transposed)
      return (o * conv->channels + c) * taps;
    int64_t channel = o / conv->results * conv->channels + c;
    return (channel * conv->results + o % conv->results) * taps;
  };
  sumTaps(*conv, x, weight, result, places, offset);
  return result;
}

/// The default is not yet there while the op is parsed.
template <typename Adaptor> static DictionaryAttr sizesOf(Adaptor adaptor) {
  DictionaryAttr sizes = adaptor.getSizes();
  return sizes ? sizes : DictionaryAttr::get(adaptor.getX().getContext());
}

LogicalResult ConvOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  return inferConvolution(context, sizesOf(adaptor), operands, false, results);
}

LogicalResult ConvOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  auto result = evaluateConvolution(*this, getSizes(), operands, false);
  if (succeeded(result))
    results.push_back(*result);
  return result;
}

FailureOr<SmallVector<Value>> ConvOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  DimContext context(getContext(), getLoc());
  SmallVector<Dims> dims;
  for (Value operand : getOperands())
    dims.push_back(context.of(cast<ShapedType>(operand.getType())));
  auto conv = analyze(context, getSizes(), dims, false);
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), b);
  if (failed(conv) || failed(empty))
    return failure();
  Value padded = buildPadded(b, getLoc(), getX(), conv->window, 0);
  return SmallVector<Value>{
      buildSums(b, getLoc(), *conv, padded, getWeight(), empty->front())};
}

LogicalResult ConvTransposeOp::inferShapes(DimContext &context, Adaptor adaptor,
                                           ArrayRef<Dims> operands,
                                           SmallVectorImpl<Dims> &results) {
  return inferConvolution(context, sizesOf(adaptor), operands, true, results);
}

LogicalResult ConvTransposeOp::evaluate(ArrayRef<HostTensor> operands,
                                        function_ref<HostTensor(Value)>,
                                        SmallVectorImpl<HostTensor> &results) {
  auto result = evaluateConvolution(*this, getSizes(), operands, true);
  if (succeeded(result))
    results.push_back(*result);
  return result;
}

/// A convolution by the weight turned around, its channels exchanged.
FailureOr<SmallVector<Value>> ConvTransposeOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  DimContext context(getContext(), getLoc());
  SmallVector<Dims> dims;
  for (Value operand : getOperands())
    dims.push_back(context.of(cast<ShapedType>(operand.getType())));
  auto conv = analyze(context, getSizes(), dims, true);
  if (failed(conv))
    return failure();
  auto entry = [&](StringRef name, int64_t WindowDim::*field) {
    auto values = llvm::map_to_vector(
        conv->window.dims, [&](const WindowDim &dim) { return dim.*field; });
    return b.getNamedAttr(name, b.getI64ArrayAttr(values));
  };
  Value weight = getWeight();
  for (auto [d, dim] : llvm::enumerate(conv->window.dims))
    if (dim.kernel > 1)
      weight = ReverseOp::create(b, getLoc(), weight, d + 2);
  auto groups = b.getNamedAttr("groups", b.getI64IntegerAttr(conv->groups));
  weight = rearranged(b, getLoc(), weight, "(g i) o ... -> (g o) i ...",
                      {{"g", conv->groups}});
  return SmallVector<Value>{ConvOp::create(
      b, getLoc(), getX(), weight,
      b.getDictionaryAttr({entry("dilation", &WindowDim::dilation),
                           entry("before", &WindowDim::before),
                           entry("after", &WindowDim::after),
                           entry("spread", &WindowDim::spread), groups}))};
}

#define GET_OP_CLASSES
#include "dialects/NN/Convolution.cpp.inc"
