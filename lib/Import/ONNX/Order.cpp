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
  auto count = node.version >= 10 ? node.integersIn(1)
                                  : SmallVector<int64_t>{node.integer("k")};
  if (node.failed() || count->size() != 1)
    return node.fail("expected one number of elements");
  auto order = isLargest ? nn::Order::descending : nn::Order::ascending;
  auto results = g.emit(
      "nn.sort", 2, x,
      {g.attribute("order", nn::OrderAttr::get(g.builder.getContext(), order)),
       g.attribute("dim", axis), g.attribute("first", (*count)[0])});
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
