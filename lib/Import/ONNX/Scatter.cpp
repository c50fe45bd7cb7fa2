//===- Scatter.cpp - elements and parts at places that are data -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// 0, 1, 2, ... along dimension `dim` of tensors of `rank`.
Term placesAlong(Graph &g, AffineExpr extent, int64_t dim, int64_t rank) {
  std::string pattern = "a -> a";
  for (int64_t after = dim + 1; after < rank; ++after)
    pattern += " ()";
  return g.rearrange(g.iota(extent), pattern);
}

AffineExpr sizeOf(Graph &g, ArrayRef<AffineExpr> extents) {
  return productOf(extents, g.builder.getContext());
}

/// As much of each other dimension as the indices have.
Term cutTo(Graph &g, Term x, ArrayRef<AffineExpr> extents, int64_t axis) {
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    auto size = dyn_cast<AffineConstantExpr>(extent);
    if (int64_t(dim) != axis && size && x.dims[dim] != extent)
      x = g.slice(x, dim, 0, size.getValue());
  }
  return x;
}

void buildGatherElements(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), indices = node.in(1);
  int64_t axis = node.axisAttribute(0, x.rank());
  if (node.failed() || indices.rank() != x.rank())
    return node.fail("expected indices of the rank of the input");
  indices = fromStart(g, indices, x.dims[axis]);
  node.set(g.emit("nn.take_along", {cutTo(g, x, indices.dims, axis), indices},
                  g.attribute("dim", axis)));
}

/// Tuples of indices along the last dimension, as places in the dimensions that
/// they count, these as one. `first` is the dimension of `x` they begin with;
/// those before it are shared.
Term placesOf(Node &node, const Term &x, Term tuples, int64_t first,
              int64_t &count) {
  Graph &g = node.graph;
  auto width = tuples.rank() == 0
                   ? AffineConstantExpr()
                   : dyn_cast<AffineConstantExpr>(tuples.dims.back());
  if (!width || width.getValue() < 0 || first + width.getValue() > x.rank())
    return g.fail("expected tuples of indices of known size");
  count = width.getValue();
  Dims dims(ArrayRef(tuples.dims).drop_back());
  Term places = broadcast(g, g.scalar(g.i64(), 0), dims);
  tuples = g.cast(tuples, g.i64());
  for (int64_t i = 0; i < count; ++i) {
    Term index =
        reshape(node, g.slice(tuples, tuples.rank() - 1, i, i + 1), dims);
    AffineExpr extent = x.dims[first + i];
    places = g.add(g.mul(places, g.size(extent)), fromStart(g, index, extent));
  }
  for (int64_t dim = 0; dim < first; ++dim) {
    AffineExpr inner = sizeOf(g, ArrayRef(x.dims).slice(first, count));
    AffineExpr outer =
        sizeOf(g, ArrayRef(x.dims).slice(dim + 1, first - dim - 1));
    places = g.add(places, g.mul(placesAlong(g, x.dims[dim], dim, dims.size()),
                                 g.size(inner * outer)));
  }
  count += first;
  return places;
}

/// The first `count` dimensions as one.
Term mergeFirst(Node &node, Term x, int64_t count) {
  Dims dims{sizeOf(node.graph, ArrayRef(x.dims).take_front(count))};
  dims.append(x.dims.begin() + count, x.dims.end());
  return reshape(node, x, dims);
}

void buildGatherND(Node &node) {
  Term x = node.in(0), tuples = node.in(1);
  int64_t first = node.integer("batch_dims", 0), count = 0;
  if (node.failed() || first < 0 || first >= std::min(x.rank(), tuples.rank()))
    return node.fail("expected fewer shared dimensions than there are");
  Term places = placesOf(node, x, tuples, first, count);
  if (!node.failed())
    node.set(
        node.graph.emit("nn.gather", {mergeFirst(node, x, count), places}));
}

/// Rows of `x` at `places`, with its first `count` dimensions as one, replaced
/// or joined by others.
void scatterRows(Node &node, Term x, Term places, Term rows, int64_t count) {
  Graph &g = node.graph;
  std::string reduction = node.string("reduction", "none");
  auto kind = llvm::StringSwitch<StringRef>(reduction)
                  .Case("add", "sum")
                  .Case("mul", "prod")
                  .Cases({"max", "min", "none"}, reduction)
                  .Default("");
  if (kind.empty())
    return node.fail("expected attribute `reduction` to be none, add, mul, max "
                     "or min, got " +
                     quoted(reduction));
  SmallVector<NamedAttribute> attributes{g.attribute("axis", int64_t(0))};
  if (kind != "none")
    attributes.push_back(g.attribute(
        "by", nn::ReductionAttr::get(g.builder.getContext(),
                                     *nn::symbolizeReduction(kind))));
  if (node.failed())
    return;
  Term result = g.emit("nn.scatter", {mergeFirst(node, x, count), places, rows},
                       attributes);
  node.set(reshape(node, result, x.dims));
}

void buildScatterND(Node &node) {
  Term x = node.in(0), tuples = node.in(1), rows = node.in(2);
  int64_t count = 0;
  Term places = placesOf(node, x, tuples, 0, count);
  scatterRows(node, x, places, rows, count);
}

/// Each index is made a place among all elements.
void buildScatterElements(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), indices = node.in(1), values = node.in(2);
  int64_t axis = node.axisAttribute(0, x.rank());
  if (node.failed() || indices.rank() != x.rank())
    return node.fail("expected indices of the rank of the input");
  indices = fromStart(g, g.cast(indices, g.i64()), x.dims[axis]);
  Term places = g.scalar(g.i64(), 0);
  for (int64_t dim = 0; dim < x.rank(); ++dim) {
    Term index = dim == axis ? indices
                             : placesAlong(g, indices.dims[dim], dim, x.rank());
    AffineExpr stride = sizeOf(g, ArrayRef(x.dims).drop_front(dim + 1));
    places = g.add(places, g.mul(index, g.size(stride)));
  }
  scatterRows(node, x, places, values, x.rank());
}

constexpr Rule kRules[] = {
    {"GatherElements", buildGatherElements},
    {"GatherND", buildGatherND},
    {"Scatter", buildScatterElements},
    {"ScatterElements", buildScatterElements},
    {"ScatterND", buildScatterND},
};

} // namespace

ArrayRef<Rule> scatterRules() { return kRules; }

} // namespace tenfold::onnx
