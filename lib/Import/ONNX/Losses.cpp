//===- Losses.cpp - losses over classes -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

Term total(Node &node, Term x) {
  auto all = llvm::to_vector(llvm::seq<int64_t>(x.rank()));
  return reshape(node, node.graph.reduce("sum", x, all), {});
}

/// -w[t] x[t] for each target t, 0 where it is the one to ignore; then all of
/// these, their sum, or that over the sum of the weights. Classes are dimension
/// 1; input 1 are the targets, input 2 the weights.
Term likelihoodLoss(Node &node, Term x) {
  Graph &g = node.graph;
  Term targets = g.cast(node.in(1), g.i64());
  std::string reduction = node.string("reduction", "mean");
  if (node.failed() || targets.rank() + 1 != x.rank()) {
    node.fail("expected targets of a rank one less than the input");
    return {};
  }
  Dims column(targets.dims);
  column.insert(column.begin() + 1, g.sizes.constant(1));
  Term chosen = g.emit("nn.take_along", {x, reshape(node, targets, column)},
                       g.attribute("dim", int64_t(1)));
  Term zero = g.scalar(x.element, 0);
  Term weights = node.has(2)
                     ? g.emit("nn.gather", {node.in(2), targets})
                     : broadcast(g, g.scalar(x.element, 1), targets.dims);
  if (node.hasAttribute("ignore_index")) {
    Term ignored = g.scalar(g.i64(), double(node.integer("ignore_index")));
    weights = g.select(g.compare("eq", targets, ignored), zero, weights);
  }
  Term losses =
      g.emit("nn.neg", g.mul(reshape(node, chosen, targets.dims), weights));
  if (reduction == "none")
    return losses;
  if (reduction == "sum")
    return total(node, losses);
  return g.div(total(node, losses), total(node, weights));
}

void buildLikelihoodLoss(Node &node) {
  node.set(likelihoodLoss(node, node.in(0)));
}

void buildCrossEntropy(Node &node) {
  Term logits = node.graph.emit("nn.log_softmax", node.in(0),
                                node.graph.attribute("dim", int64_t(1)));
  node.set(likelihoodLoss(node, logits));
  if (node.wants(1))
    node.set(1, logits);
}

constexpr Rule kRules[] = {
    {"NegativeLogLikelihoodLoss", buildLikelihoodLoss},
    {"SoftmaxCrossEntropyLoss", buildCrossEntropy},
};

} // namespace

ArrayRef<Rule> lossRules() { return kRules; }

} // namespace tenfold::onnx
