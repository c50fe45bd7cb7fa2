//===- Window.cpp - windows that slide over dimensions --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Window.h"
#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

bool Window::isPlain() const {
  return !ceil && llvm::all_of(dims, [](const WindowDim &dim) {
    return dim.before == 0 && dim.after == 0 && dim.spread == 1;
  });
}

//===----------------------------------------------------------------------===//
// Attributes and shapes
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>>
nn::readSizes(DimContext &context, DictionaryAttr sizes, StringRef key,
              size_t rank, int64_t absent, std::optional<int64_t> least) {
  Attribute entry = sizes.get(key);
  if (!entry)
    return SmallVector<int64_t>(rank, absent);
  auto all = dyn_cast<ArrayAttr>(entry);
  SmallVector<Attribute> given(rank, entry);
  if (all)
    given.assign(all.begin(), all.end());
  if (given.size() != rank ||
      !llvm::all_of(given, llvm::IsaPred<IntegerAttr>)) {
    std::string got;
    llvm::raw_string_ostream stream(got);
    entry.print(stream, /*elideType=*/true);
    return context.error("expected `" + key + "` to be an integer or " +
                         Twine(rank) + " of them, got " + got);
  }
  auto values = llvm::map_to_vector(
      given, [](Attribute a) { return cast<IntegerAttr>(a).getInt(); });
  for (int64_t value : values)
    if (least && value < *least)
      return context.error("expected `" + key + "` of at least " +
                           Twine(*least) + ", got " + Twine(value));
  return values;
}

FailureOr<Window> nn::readWindow(DimContext &context, DictionaryAttr sizes,
                                 ArrayRef<int64_t> kernel,
                                 ArrayRef<StringRef> others) {
  SmallVector<StringRef> keys{"stride", "dilation", "padding", "before",
                              "after"};
  keys.append(others.begin(), others.end());
  for (NamedAttribute entry : sizes)
    if (!llvm::is_contained(keys, entry.getName().getValue()))
      return context.error("expected one of `" + llvm::join(keys, "`, `") +
                           "`, got `" + entry.getName().getValue() + "`");
  if (sizes.contains("padding") &&
      (sizes.contains("before") || sizes.contains("after")))
    return context.error(
        "expected `padding` or `before` and `after`, got both");
  bool both = sizes.contains("padding");
  auto steps = [&](StringRef key) {
    return readSizes(context, sizes, key, kernel.size(), 1, 1);
  };
  auto ends = [&](StringRef key) {
    return readSizes(context, sizes, both ? "padding" : key, kernel.size(), 0,
                     std::nullopt);
  };
  auto stride = steps("stride"), dilation = steps("dilation"),
       before = ends("before"), after = ends("after");
  if (failed(stride) || failed(dilation) || failed(before) || failed(after))
    return failure();
  Window window;
  for (auto [d, extent] : llvm::enumerate(kernel))
    window.dims.push_back(
        {extent, (*stride)[d], (*dilation)[d], (*before)[d], (*after)[d]});
  return window;
}

/// Elements of the dimension, and `padding` more.
static AffineExpr spreadAlong(const WindowDim &dim, AffineExpr n,
                              int64_t padding) {
  return n * dim.spread + (1 - dim.spread + padding);
}

/// floor((n + before + after - span) / stride) + 1. Where windows may pass the
/// end, it is ceil(..) + 1, and at most the ceil((n + before) / stride) that
/// begin before the padding behind: which is less does not depend on n.
static AffineExpr countAlong(const WindowDim &dim, AffineExpr n, bool ceil) {
  int64_t more = dim.after - dim.span() + dim.stride;
  if (ceil)
    return spreadAlong(dim, n, dim.before + std::min<int64_t>(more, 0))
        .ceilDiv(dim.stride);
  return spreadAlong(dim, n, dim.before + more).floorDiv(dim.stride);
}

FailureOr<Dims> nn::countWindows(DimContext &context, const Window &window,
                                 const Dims &x) {
  Dims counts;
  size_t first = x.size() - window.rank();
  for (auto [d, dim] : llvm::enumerate(window.dims)) {
    AffineExpr n = context.resolve(x[first + d]);
    AffineExpr padded = spreadAlong(dim, n, dim.before + dim.after);
    if (auto size = dyn_cast<AffineConstantExpr>(padded);
        size && size.getValue() < dim.span())
      return context.error("expected a window of at most the " +
                           Twine(size.getValue()) + " elements of dimension " +
                           Twine(first + d) + " with its padding, got one of " +
                           Twine(dim.span()));
    counts.push_back(countAlong(dim, n, window.ceil));
  }
  return counts;
}

void nn::forEachTap(const Window &window, ArrayRef<int64_t> at,
                    ArrayRef<int64_t> x, function_ref<void(int64_t)> visit) {
  auto kernel = llvm::map_to_vector(
      window.dims, [](const WindowDim &dim) { return dim.kernel; });
  forEachIndex(kernel, [&](ArrayRef<int64_t> tap) {
    int64_t place = 0;
    for (auto [d, dim] : llvm::enumerate(window.dims)) {
      int64_t i = at[d] * dim.stride + tap[d] * dim.dilation - dim.before;
      bool inside = i >= 0 && i % dim.spread == 0 && i / dim.spread < x[d];
      place = place < 0 || !inside ? -1 : place * x[d] + i / dim.spread;
    }
    visit(place);
  });
}

//===----------------------------------------------------------------------===//
// IR
//===----------------------------------------------------------------------===//

/// Whether there is one window, whatever stands behind it.
static bool isOneWindow(const WindowDim &dim, AffineExpr n) {
  auto count = dyn_cast<AffineConstantExpr>(countAlong(dim, n, false));
  return count && count.getValue() == 1;
}

/// Elements of each dimension that windows reach, from the first of the
/// padding; what stands behind the last window goes where that is one, for then
/// taps alone are the index.
static Dims paddedDims(DimContext &context, const Window &window,
                       const Dims &x) {
  Dims result = x;
  size_t first = x.size() - window.rank();
  for (auto [d, dim] : llvm::enumerate(window.dims)) {
    AffineExpr &n = result[first + d];
    if (dim.skips())
      n = countAlong(dim, n, window.ceil);
    else if (window.ceil)
      n = (countAlong(dim, n, true) - 1) * dim.stride + dim.span();
    else if (isOneWindow(dim, n))
      n = context.constant(dim.span());
    else
      n = spreadAlong(dim, n, dim.before + dim.after);
  }
  return result;
}

static Value emptyOf(OpBuilder &b, Location loc, DimContext &context,
                     const Dims &dims, Value like) {
  Type element = getElementTypeOrSelf(like.getType());
  auto type = RankedTensorType::get(context.shapeOf(dims), element);
  SmallVector<Value> sizes;
  for (auto [d, dim] : llvm::enumerate(dims))
    if (type.isDynamicDim(d))
      sizes.push_back(materialize(b, loc, dim, like));
  return tensor::EmptyOp::create(b, loc, type, sizes);
}

/// Whether element `from` of n stands at i.
static Value isElement(IndexValue i, IndexValue from, int64_t spread,
                       IndexValue n) {
  IndexValue inside =
      i.compare(arith::CmpIPredicate::sge, i.constant(0)) & (from < n);
  if (spread == 1)
    return inside;
  return inside & i.compare(arith::CmpIPredicate::eq, from * spread);
}

Value nn::buildPadded(OpBuilder &b, Location loc, Value x, const Window &window,
                      double fill) {
  auto type = cast<RankedTensorType>(x.getType());
  int64_t rank = type.getRank(), first = rank - window.rank();
  DimContext context(b.getContext(), loc);
  Dims own = context.of(type), dims = paddedDims(context, window, own);
  if (window.isPlain() && dims == own)
    return x;
  Value empty = emptyOf(b, loc, context, dims, x);
  SmallVector<Value> extents;
  for (int64_t d = first; d < rank; ++d)
    extents.push_back(b.createOrFold<tensor::DimOp>(loc, x, d));
  auto element = [&](OpBuilder &b, ValueRange) {
    SmallVector<Value> at;
    for (size_t d = 0; d < dims.size(); ++d)
      at.push_back(linalg::IndexOp::create(b, loc, d));
    Value inside = arith::ConstantIntOp::create(b, loc, 1, 1);
    for (auto [dim, extent, index] : llvm::zip_equal(
             window.dims, extents, MutableArrayRef(at).drop_front(first))) {
      IndexValue n(b, loc, extent), place(b, loc, index),
          i = place * (dim.skips() ? dim.stride : 1) - dim.before,
          from = i / dim.spread;
      inside = arith::AndIOp::create(b, loc, inside,
                                     isElement(i, from, dim.spread, n));
      index = clampIndex(from, n);
    }
    Value value = speculate(b, loc, x, at);
    Value outside = buildConstant(b, loc, type.getElementType(), fill);
    return arith::SelectOp::create(b, loc, inside, value, outside).getResult();
  };
  return buildGeneric(b, loc, {}, empty, b.getMultiDimIdentityMap(dims.size()),
                      SmallVector<bool>(dims.size(), false), element);
}

SmallVector<AffineExpr> nn::tapIndices(MLIRContext *context,
                                       const Window &window, unsigned at,
                                       unsigned tap) {
  SmallVector<AffineExpr> indices;
  for (const WindowDim &dim : window.dims) {
    AffineExpr i = getAffineDimExpr(at++, context),
               k = getAffineDimExpr(tap++, context) * dim.dilation;
    indices.push_back(i * (dim.skips() ? 1 : dim.stride) + k);
  }
  return indices;
}
