//===- FlexAttention.cpp - attention with scores that a graph changes -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include "onnx.pb.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// What the graph of an attribute makes of `x`, which keeps its type.
Term changed(Node &node, StringRef name, Term x) {
  const auto *graph = node.attribute(name);
  if (!graph || node.failed())
    return x;
  if (!graph->has_g() || graph->g().input_size() != 1 ||
      graph->g().output_size() != 1)
    return node.graph.fail("expected attribute `" + name +
                           "` to be a graph of one value");
  Term result = importGraph(node.graph, graph->g(), x).front();
  if (!node.failed() && (result.element != x.element || result.dims != x.dims))
    return node.graph.fail("expected attribute `" + name +
                           "` to keep type and extents");
  return result;
}

/// In f32 between the products, where numbers have 16 bits.
void buildFlexAttention(Node &node) {
  Graph &g = node.graph;
  Term query = node.in(0), key = node.in(1), value = node.in(2);
  if (node.failed() || query.rank() != 4 || key.rank() != 4 ||
      value.rank() != 4)
    return node.fail("expected queries, keys and values of rank 4");
  bool isShort = query.element.getIntOrFloatBitWidth() < 32;
  Type computed = isShort ? Type(g.builder.getF32Type()) : query.element;
  if (node.hasAttribute("softmax_precision")) {
    auto type = elementType(node.integer("softmax_precision"));
    if (!type)
      return node.fail(llvm::toString(type.takeError()));
    computed = (*type)->type(g.builder.getContext());
  }
  Term root = rootOfScale(node, query);
  Term scores = headProduct(node, g.mul(query, root), g.mul(key, root), "s d",
                            "t d", "s t");
  scores = changed(node, "score_mod", g.cast(scores, computed));
  Term weights = changed(node, "prob_mod", softmax(g, scores, 3));
  Term result =
      headProduct(node, weights, g.cast(value, computed), "s t", "t d", "s d");
  node.set(g.cast(result, value.element));
}

constexpr Rule kRules[] = {{"FlexAttention", buildFlexAttention}};

} // namespace

ArrayRef<Rule> flexAttentionRules() { return kRules; }

} // namespace tenfold::onnx
