//===- Order.cpp - sorted and cumulative elements -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

void buildTopK(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  int64_t axis = node.axisAttribute(-1, x.rank());
  bool isLargest = node.integer("largest", 1);
  node.integer("sorted", 1); // in order is one of the orders
  Dims count = node.version >= 10 ? node.extentsIn(1)
                                  : Dims{g.sizes.constant(node.integer("k"))};
  if (node.failed() || count.size() != 1)
    return node.fail("expected one number of elements");
  auto order = isLargest ? nn::Order::descending : nn::Order::ascending;
  SmallVector<NamedAttribute> attributes{
      g.attribute("order", nn::OrderAttr::get(g.builder.getContext(), order)),
      g.attribute("dim", axis)};
  if (g.sizes.resolve(count[0]) != g.sizes.resolve(x.dims[axis])) { // not all
    auto first = integersOf(count);
    if (!first)
      return (void)node.integersIn(1); // says what it is not
    attributes.push_back(g.attribute("first", first->front()));
  }
  auto results = g.emit("nn.sort", 2, x, attributes);
  node.set(0, results[0]);
  node.set(1, results[1]);
}

void buildCumulative(Node &node, StringRef kind) {
  Graph &g = node.graph;
  Term x = node.in(0);
  auto axis = node.integersIn(1);
  if (node.failed() || axis->size() != 1)
    return node.fail("expected one axis");
  SmallVector<NamedAttribute> attributes{
      g.attribute("kind",
                  nn::ReductionAttr::get(g.builder.getContext(),
                                         *nn::symbolizeReduction(kind))),
      g.attribute("dim", node.axis((*axis)[0], x.rank()))};
  for (StringRef flag : {"exclusive", "reverse"})
    if (node.integer(flag, 0))
      attributes.push_back(g.attribute(flag, g.builder.getUnitAttr()));
  node.set(g.emit("nn.cumulative", x, attributes));
}

constexpr Rule kRules[] = {
    {"CumProd", [](Node &n) { buildCumulative(n, "prod"); }},
    {"CumSum", [](Node &n) { buildCumulative(n, "sum"); }},
    {"TopK", buildTopK},
};

} // namespace

ArrayRef<Rule> orderRules() { return kRules; }

} // namespace tenfold::onnx
