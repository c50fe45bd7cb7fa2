//===- Windows.cpp - convolution and pooling ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

using Integers = SmallVector<int64_t>;

/// How a window moves over the last dimensions of an input.
struct Window {
  Integers kernel, stride, dilation, before, after;

  int64_t span(size_t dim) const {
    return (kernel[dim] - 1) * dilation[dim] + 1;
  }
};

Integers listOf(Node &node, StringRef name, size_t rank, int64_t otherwise) {
  Integers list = node.integers(name).value_or(Integers(rank, otherwise));
  if (list.size() != rank)
    node.fail("expected attribute `" + name + "` to have " + Twine(rank) +
              " numbers, got " + Twine(list.size()));
  return list;
}

/// As many windows as there are elements per stride: half of the missing
/// elements on each side, the odd one behind (SAME_UPPER) or before.
void padSame(Node &node, Window &window, ArrayRef<AffineExpr> extents,
             bool isUpper) {
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    auto size = dyn_cast<AffineConstantExpr>(extent);
    int64_t stride = window.stride[dim], span = window.span(dim);
    if (stride < 1 || (!size && stride != 1))
      return node.fail("expected `auto_pad` of a dim with strides of one");
    int64_t last =
        size ? (llvm::divideCeil(size.getValue(), stride) - 1) * stride : 0;
    int64_t missing =
        std::max<int64_t>(last + span - (size ? size.getValue() : 1), 0);
    window.before[dim] = (missing + (isUpper ? 0 : 1)) / 2;
    window.after[dim] = missing - window.before[dim];
  }
}

/// The attributes that all windows have; `extents` are those it moves over.
Window readWindow(Node &node, ArrayRef<AffineExpr> extents, Integers kernel,
                  bool isForward = true) {
  size_t rank = extents.size();
  Window window{kernel, listOf(node, "strides", rank, 1),
                listOf(node, "dilations", rank, 1), Integers(rank, 0),
                Integers(rank, 0)};
  Integers pads = listOf(node, "pads", 2 * rank, 0);
  std::string mode = node.string("auto_pad", "NOTSET");
  if (node.failed() || kernel.size() != rank) {
    node.fail("expected a window of " + Twine(rank) + " dimensions");
    return window;
  }
  if (mode == "NOTSET") {
    window.before.assign(pads.begin(), pads.begin() + rank);
    window.after.assign(pads.begin() + rank, pads.end());
  } else if (isForward && StringRef(mode).starts_with("SAME_")) {
    padSame(node, window, extents, mode == "SAME_UPPER");
  }
  return window;
}

SmallVector<NamedAttribute> sizesOf(Graph &g, const Window &window) {
  return {g.attribute("stride", window.stride),
          g.attribute("dilation", window.dilation),
          g.attribute("before", window.before),
          g.attribute("after", window.after)};
}

NamedAttribute dictionary(Graph &g, ArrayRef<NamedAttribute> entries) {
  return g.attribute("sizes", g.builder.getDictionaryAttr(entries));
}

/// The extents of a kernel, which are numbers.
Integers kernelOf(Node &node, const Term &weight) {
  auto kernel = integersOf(ArrayRef(weight.dims).drop_front(2));
  if (!kernel)
    node.fail("expected a kernel of known size");
  if (auto given = node.integers("kernel_shape"); given && kernel != given)
    node.fail("expected `kernel_shape` to be the size of the kernel");
  return kernel.value_or(Integers());
}

Term addBias(Node &node, Term x) {
  if (!node.has(2) || node.failed())
    return x;
  return node.graph.add(x, overChannels(node.graph, node.in(2), x.rank()));
}

bool isWindowed(Node &node, const Term &x) {
  if (!node.failed() && (x.rank() < 3 || x.rank() > 5))
    node.fail("expected one to three dimensions after the channels, got rank " +
              Twine(x.rank()));
  return !node.failed();
}

void buildConv(Node &node) {
  node.set(addBias(node, convolution(node, node.in(0), node.in(1))));
}

/// What is cut off the result so that it has the size that the node asks for.
void cutTransposed(Node &node, Window &window, ArrayRef<AffineExpr> extents,
                   ArrayRef<int64_t> more) {
  std::string mode = node.string("auto_pad", "NOTSET");
  bool isSame = StringRef(mode).starts_with("SAME_");
  auto wanted = node.integers("output_shape");
  auto sizes = integersOf(extents);
  if (!wanted && !isSame)
    return;
  if (!sizes || (wanted && wanted->size() != sizes->size()))
    return node.fail("expected dimensions of known size where the size of the "
                     "result is given");
  for (auto [dim, size] : llvm::enumerate(*sizes)) {
    int64_t stride = window.stride[dim];
    int64_t excess = stride * (size - 1) + more[dim] + window.span(dim) -
                     (wanted ? (*wanted)[dim] : size * stride);
    int64_t half = llvm::divideFloorSigned(excess, 2);
    window.before[dim] = mode == "SAME_UPPER" ? half : excess - half;
    window.after[dim] = excess - window.before[dim];
  }
}

void buildConvTranspose(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), weight = node.in(1);
  if (!isWindowed(node, x) || weight.rank() != x.rank())
    return node.fail("expected a kernel of the rank of the input");
  ArrayRef<AffineExpr> extents = ArrayRef(x.dims).drop_front(2);
  Integers more = listOf(node, "output_padding", extents.size(), 0);
  Window window = readWindow(node, extents, kernelOf(node, weight), false);
  if (node.failed())
    return;
  cutTransposed(node, window, extents, more);
  auto sizes = sizesOf(g, window);
  sizes.append({g.attribute("groups", node.integer("group", 1)),
                g.attribute("output_padding", more)});
  node.set(addBias(
      node, g.emit("nn.conv_transpose", {x, weight}, dictionary(g, sizes))));
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

Term pool(Node &node, StringRef kind, Term x, bool countsPadding = false,
          StringRef op = "nn.pool") {
  Graph &g = node.graph;
  if (!isWindowed(node, x))
    return {};
  Integers kernel = node.integers("kernel_shape").value_or(Integers());
  Window window = readWindow(node, ArrayRef(x.dims).drop_front(2), kernel);
  auto sizes = sizesOf(g, window);
  sizes.append({g.attribute("kernel", kernel),
                g.attribute("ceil", node.integer("ceil_mode", 0)),
                g.attribute("count_padding", int64_t(countsPadding))});
  return g.emit(op, x,
                {g.attribute("kind", nn::ReductionAttr::get(
                                         g.builder.getContext(),
                                         *nn::symbolizeReduction(kind))),
                 dictionary(g, sizes)});
}

/// Places count through the whole input, and its last dimensions column by
/// column where the storage order says so.
Term placesOf(Node &node, Term x, bool byColumns) {
  Graph &g = node.graph;
  Term place = pool(node, "max", x, false, "nn.arg_pool");
  auto extents = integersOf(ArrayRef(x.dims).drop_front(2));
  if (node.failed() || !extents)
    return g.fail("expected an input of known size where places are results");
  auto number = [&](int64_t n) { return g.scalar(g.i64(), double(n)); };
  int64_t whole = 1;
  Term rest = place;
  for (int64_t size : llvm::reverse(*extents))
    whole *= size;
  if (byColumns) { // of digits from the last, the last one counts most
    Term flipped = number(0);
    int64_t weight = whole;
    for (int64_t size : llvm::reverse(*extents)) {
      weight /= size;
      Term digit = g.emit("nn.rem", {rest, number(size)});
      rest = g.div(rest, number(size));
      flipped = g.add(flipped, g.mul(digit, number(weight)));
    }
    place = flipped;
  }
  Term image = g.iota(x.dims[0] * x.dims[1]);
  Dims dims(x.rank(), g.sizes.constant(1));
  dims[0] = x.dims[0];
  dims[1] = x.dims[1];
  return g.add(place, g.mul(reshape(node, image, dims), number(whole)));
}

void buildMaxPool(Node &node) {
  Term x = node.in(0);
  bool byColumns = node.integer("storage_order", 0); // of the indices
  if (node.failed())
    return;
  if (node.wants(1))
    node.set(1, placesOf(node, x, byColumns));
  // Integers of up to 16 bits are floats without loss.
  bool isNarrow = x.element.isInteger(8) || x.element.isInteger(16);
  Term wide =
      isNarrow ? node.graph.cast(x, node.graph.builder.getF32Type()) : x;
  node.set(node.graph.cast(pool(node, "max", wide), x.element));
}

void buildAveragePool(Node &node) {
  bool countsPadding = node.integer("count_include_pad", 0);
  node.set(pool(node, "mean", node.in(0), countsPadding));
}

/// |x|^p, or its inverse.
Term power(Graph &g, Term x, int64_t p, bool isRoot) {
  if (p == 1)
    return isRoot ? x : g.emit("nn.abs", x);
  if (p == 2)
    return isRoot ? g.emit("nn.sqrt", x) : g.mul(x, x);
  return g.emit("nn.pow", {isRoot ? x : g.emit("nn.abs", x),
                           g.scalar(x.element, isRoot ? 1.0 / p : p)});
}

void buildLpPool(Node &node, bool isGlobal) {
  Graph &g = node.graph;
  Term x = node.in(0);
  int64_t p = node.integer("p", 2);
  if (p < 1)
    return node.fail("expected attribute `p` from 1, got " + Twine(p));
  if (node.failed() || x.rank() < 3)
    return node.fail("expected an input of rank 3 at least");
  Term powers = power(g, x, p, false);
  Term sum = isGlobal
                 ? g.reduce("sum", powers,
                            llvm::to_vector(llvm::seq<int64_t>(2, x.rank())))
                 : pool(node, "sum", powers);
  node.set(power(g, sum, p, true));
}

constexpr Rule kRules[] = {
    {"AveragePool", buildAveragePool},
    {"Conv", buildConv},
    {"ConvTranspose", buildConvTranspose},
    {"GlobalLpPool", [](Node &n) { buildLpPool(n, true); }},
    {"LpPool", [](Node &n) { buildLpPool(n, false); }},
    {"MaxPool", buildMaxPool},
};

} // namespace

Term convolution(Node &node, Term x, Term weight) {
  Graph &g = node.graph;
  if (!isWindowed(node, x) || weight.rank() != x.rank())
    return g.fail("expected a kernel of the rank of the input");
  Window window =
      readWindow(node, ArrayRef(x.dims).drop_front(2), kernelOf(node, weight));
  auto sizes = sizesOf(g, window);
  sizes.push_back(g.attribute("groups", node.integer("group", 1)));
  return g.emit("nn.conv", {x, weight}, dictionary(g, sizes));
}

ArrayRef<Rule> windowRules() { return kRules; }

} // namespace tenfold::onnx
