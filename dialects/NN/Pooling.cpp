//===- Pooling.cpp - reductions of windows --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/IndexValue.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Reduction.h"
#include "dialects/NN/Window.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <limits>

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

static LogicalResult inferPooled(DimContext &context, DictionaryAttr sizes,
                                 const Dims &x,
                                 SmallVectorImpl<Dims> &results) {
  auto pooling = analyze(context, sizes, x);
  if (failed(pooling))
    return failure();
  auto counts = countWindows(context, pooling->window, x);
  if (failed(counts))
    return failure();
  results.push_back(x);
  results.back().truncate(x.size() - counts->size());
  results.back().append(*counts);
  return success();
}

LogicalResult PoolOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  return inferPooled(context, adaptor.getSizes(), operands[0], results);
}

LogicalResult ArgPoolOp::inferShapes(DimContext &context, Adaptor adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  if (failed(checkExtremum(context, adaptor.getKind())))
    return failure();
  return inferPooled(context, adaptor.getSizes(), operands[0], results);
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

/// An element of a result and what its window sees.
struct WindowAt {
  int64_t number;          // of the element
  ArrayRef<int64_t> at;    // the window, of those over one plane
  ArrayRef<int64_t> plane; // extents of the plane
  int64_t first;           // element of the plane in x
};

/// Calls `visit` for each element of the result of a pooling of `x`, in order.
static FailureOr<HostTensor> forEachWindow(
    Operation *op, DictionaryAttr sizes, const HostTensor &x, Type element,
    function_ref<void(const Pooling &, const WindowAt &, const HostTensor &)>
        visit) {
  DimContext context(op->getContext(), op->getLoc());
  Dims dims = context.of(RankedTensorType::get(x.shape(), x.elementType()));
  SmallVector<Dims> shapes;
  auto pooling = analyze(context, sizes, dims);
  if (failed(pooling) || failed(inferPooled(context, sizes, dims, shapes)))
    return failure();
  HostTensor result(element, context.shapeOf(shapes[0]));
  size_t leading = x.rank() - pooling->window.rank();
  ArrayRef<int64_t> extents = x.shape().drop_front(leading);
  int64_t plane = 1, next = 0;
  for (int64_t extent : extents)
    plane *= extent;
  forEachIndex(result.shape(), [&](ArrayRef<int64_t> index) {
    int64_t first = 0;
    for (size_t d = 0; d < leading; ++d)
      first = first * x.shape()[d] + index[d];
    visit(*pooling, {next++, index.drop_front(leading), extents, first * plane},
          result);
  });
  return result;
}

LogicalResult PoolOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  auto result = forEachWindow(
      *this, getSizes(), x, x.elementType(),
      [&](const Pooling &pooling, const WindowAt &w, const HostTensor &to) {
        int64_t counted = 1;
        double total = identityOf(getKind());
        forEachTap(pooling.window, w.at, w.plane, [&](int64_t place) {
          if (place >= 0)
            total = combine(getKind(), total, x.getFloat(w.first + place));
        });
        for (auto [d, dim] : llvm::enumerate(pooling.window.dims))
          counted *= countTaps(dim, pooling.countsPadding, w.at[d], w.plane[d]);
        bool isMean = getKind() == Reduction::mean;
        to.setFloat(w.number, isMean ? total / counted : total);
      });
  if (succeeded(result))
    results.push_back(*result);
  return result;
}

constexpr int64_t kNowhere = std::numeric_limits<int64_t>::max();

LogicalResult ArgPoolOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  auto result = forEachWindow(
      *this, getSizes(), x, IntegerType::get(getContext(), 64),
      [&](const Pooling &pooling, const WindowAt &w, const HostTensor &to) {
        int64_t best = kNowhere;
        double total = 0;
        forEachTap(pooling.window, w.at, w.plane, [&](int64_t place) {
          if (place < 0 || (best != kNowhere && std::isnan(total)))
            return;
          double value = x.getFloat(w.first + place);
          bool better =
              getKind() == Reduction::max ? value > total : value < total;
          if (best == kNowhere || better || std::isnan(value)) {
            best = place;
            total = value;
          }
        });
        to.setInt(w.number, best);
      });
  if (succeeded(result))
    results.push_back(*result);
  return result;
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

/// Combines what `element` makes of each place of the padded `x` and of the
/// other operands, which have the shape of the result. Loops are over the
/// result, then over the window, whose extents come from an operand that is not
/// read.
static Value
reduceWindows(OpBuilder &b, Location loc, const Window &window, Value x,
              Reduction kind, ValueRange others, Value init, Reduction by,
              function_ref<Value(OpBuilder &, ValueRange)> element) {
  MLIRContext *context = b.getContext();
  auto type = cast<RankedTensorType>(x.getType());
  unsigned rank = type.getRank(), leading = rank - window.rank(),
           loops = rank + window.rank();
  auto kernel = llvm::map_to_vector(
      window.dims, [](const WindowDim &dim) { return dim.kernel; });
  SmallVector<Value> inputs{
      buildPadded(b, loc, x, window, identityOf(kind)),
      tensor::EmptyOp::create(b, loc, kernel, type.getElementType())};
  llvm::append_range(inputs, others);
  SmallVector<AffineExpr> from, tap;
  for (unsigned d = 0; d < leading; ++d)
    from.push_back(b.getAffineDimExpr(d));
  llvm::append_range(from, tapIndices(context, window, leading, rank));
  for (unsigned d = rank; d < loops; ++d)
    tap.push_back(b.getAffineDimExpr(d));
  SmallVector<AffineMap> maps{AffineMap::get(loops, 0, from, context),
                              AffineMap::get(loops, 0, tap, context)};
  maps.append(others.size() + 1, leadingDims(context, loops, rank));
  SmallVector<bool> reduced(loops, false);
  std::fill(reduced.begin() + rank, reduced.end(), true);
  return buildGeneric(b, loc, inputs, init, maps, reduced,
                      [&](OpBuilder &b, ValueRange args) {
                        return buildCombine(b, loc, by, args.back(),
                                            element(b, args.drop_back()));
                      });
}

FailureOr<SmallVector<Value>> PoolOp::decompose(OpBuilder &b) {
  if (auto results = decomposedInF32(*this, b))
    return *results;
  Location loc = getLoc();
  DimContext dims(getContext(), loc);
  auto type = cast<RankedTensorType>(getX().getType());
  auto pooling = analyze(dims, getSizes(), dims.of(type));
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), b);
  if (failed(pooling) || failed(empty))
    return failure();
  Value start =
      buildConstant(b, loc, type.getElementType(), identityOf(getKind()));
  Value init =
      linalg::FillOp::create(b, loc, start, empty->front()).getResult(0);
  Value total = reduceWindows(
      b, loc, pooling->window, getX(), getKind(), {}, init, getKind(),
      [](OpBuilder &, ValueRange args) { return args[0]; });
  if (getKind() == Reduction::mean)
    total = buildMean(b, loc, *pooling, getX(), total, empty->front());
  return SmallVector<Value>{total};
}

/// Where the tap of the op under construction stands in its plane, and whether
/// it is an element.
static std::pair<IndexValue, IndexValue> buildPlace(OpBuilder &b, Location loc,
                                                    const Window &window,
                                                    unsigned rank,
                                                    ArrayRef<Value> extents) {
  IndexValue place(b, loc, arith::ConstantIndexOp::create(b, loc, 0)),
      inside(b, loc, arith::ConstantIntOp::create(b, loc, 1, 1));
  unsigned leading = rank - window.rank();
  for (auto [d, dim] : llvm::enumerate(window.dims)) {
    IndexValue at(b, loc, linalg::IndexOp::create(b, loc, leading + d)),
        tap(b, loc, linalg::IndexOp::create(b, loc, rank + d)),
        n(b, loc, extents[d]);
    IndexValue i = at * dim.stride + tap * dim.dilation - dim.before;
    place = place * n + i;
    if (!window.isPlain())
      inside = inside & (i.constant(-1) < i) & (i < n);
  }
  return {place, inside};
}

/// The least place of those where the element is the greatest or NaN.
FailureOr<SmallVector<Value>> ArgPoolOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  DimContext dims(getContext(), loc);
  auto type = cast<RankedTensorType>(getX().getType());
  auto pooling = analyze(dims, getSizes(), dims.of(type));
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), b);
  if (failed(pooling) || failed(empty))
    return failure();
  const Window &window = pooling->window;
  unsigned rank = type.getRank();
  Value best = PoolOp::create(b, loc, getKind(), getX(), getSizes());
  Value nowhere =
      arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(kNowhere));
  Value init =
      linalg::FillOp::create(b, loc, nowhere, empty->front()).getResult(0);
  SmallVector<Value> extents;
  for (unsigned d = rank - window.rank(); d < rank; ++d)
    extents.push_back(b.createOrFold<tensor::DimOp>(loc, getX(), d));
  auto element = [&](OpBuilder &b, ValueRange args) -> Value {
    auto [place, inside] = buildPlace(b, loc, window, rank, extents);
    Value equal = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ,
                                        args[0], args[2]);
    Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO,
                                        args[0], args[0]);
    Value found = arith::OrIOp::create(b, loc, equal, isNan);
    found = arith::AndIOp::create(b, loc, found, inside);
    Value number = arith::IndexCastOp::create(b, loc, b.getI64Type(), place);
    return arith::SelectOp::create(b, loc, found, number, nowhere);
  };
  return SmallVector<Value>{reduceWindows(b, loc, window, getX(), getKind(),
                                          best, init, Reduction::min, element)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Pooling.cpp.inc"
