//===- Training.cpp - steps of optimisers ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs are the learning rate, the number of the step, then all weights, all
// gradients and all states of a kind; results all weights and all states.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// Of one weight: itself, its gradient, its states; then itself and these.
using Update =
    llvm::function_ref<SmallVector<Term>(ArrayRef<Term>, Term rate, Term step)>;

void updateAll(Node &node, size_t states, Update update) {
  size_t each = states + 2, count = (node.numInputs() - 2) / each;
  if (node.numInputs() < 2 + each || (node.numInputs() - 2) % each != 0)
    return node.fail("expected a gradient and states for each weight");
  Term rate = reshape(node, node.in(0), {}),
       step = reshape(node, node.in(1), {});
  for (size_t i = 0; i < count && !node.failed(); ++i) {
    SmallVector<Term> inputs;
    for (size_t kind = 0; kind < each; ++kind)
      inputs.push_back(node.in(2 + kind * count + i));
    for (auto [kind, result] : llvm::enumerate(update(inputs, rate, step)))
      node.set(kind * count + i, result);
  }
}

Term scaled(Graph &g, Term x, double factor) {
  return g.mul(x, g.scalar(x.element, factor));
}

/// The gradient, with that of a penalty for large weights.
Term regularized(Node &node, Term weight, Term gradient) {
  double norm = node.real("norm_coefficient", 0);
  return node.graph.add(scaled(node.graph, weight, norm), gradient);
}

/// A running mean that forgets.
Term mixed(Graph &g, Term old, Term fresh, double keep) {
  return g.add(scaled(g, old, keep), scaled(g, fresh, 1 - keep));
}

void buildAdagrad(Node &node) {
  Graph &g = node.graph;
  double decay = node.real("decay_factor", 0),
         epsilon = node.real("epsilon", 1e-6);
  auto update = [&](ArrayRef<Term> x, Term rate, Term step) {
    Term slow = g.add(scaled(g, g.cast(step, rate.element), decay),
                      g.scalar(rate.element, 1));
    Term gradient = regularized(node, x[0], x[1]);
    Term squares = g.add(x[2], g.mul(gradient, gradient));
    Term root =
        g.add(g.emit("nn.sqrt", squares), g.scalar(x[0].element, epsilon));
    Term change = g.div(g.mul(g.div(rate, slow), gradient), root);
    return SmallVector<Term>{g.sub(x[0], change), squares};
  };
  updateAll(node, 1, update);
}

/// The rate is larger at first, where the means still are too near to zero.
void buildAdam(Node &node) {
  Graph &g = node.graph;
  double alpha = node.real("alpha", 0.9), beta = node.real("beta", 0.999),
         epsilon = node.real("epsilon", 1e-6),
         after = node.real("norm_coefficient_post", 0);
  auto update = [&](ArrayRef<Term> x, Term rate, Term step) {
    Term gradient = regularized(node, x[0], x[1]);
    Term mean = mixed(g, x[2], gradient, alpha),
         squares = mixed(g, x[3], g.mul(gradient, gradient), beta);
    Term root =
        g.add(g.emit("nn.sqrt", squares), g.scalar(x[0].element, epsilon));
    Term time = g.cast(step, rate.element), one = g.scalar(rate.element, 1);
    auto rest = [&](double keep) {
      return g.sub(one, g.emit("nn.pow", {g.scalar(rate.element, keep), time}));
    };
    Term corrected =
        g.div(g.mul(rate, g.emit("nn.sqrt", rest(beta))), rest(alpha));
    Term isLater = g.compare("gt", step, g.scalar(step.element, 0));
    rate = g.select(isLater, corrected, rate);
    Term next = g.sub(x[0], g.mul(rate, g.div(mean, root)));
    return SmallVector<Term>{scaled(g, next, 1 - after), mean, squares};
  };
  updateAll(node, 2, update);
}

/// The gradient of the first step counts whole.
void buildMomentum(Node &node) {
  Graph &g = node.graph;
  double alpha = node.real("alpha"), beta = node.real("beta");
  std::string mode = node.string("mode", "");
  if (mode != "standard" && mode != "nesterov")
    return node.fail(
        "expected attribute `mode` to be standard or nesterov, got " +
        quoted(mode));
  auto update = [&](ArrayRef<Term> x, Term rate, Term step) {
    Term gradient = regularized(node, x[0], x[1]);
    Term isLater = g.compare("gt", step, g.scalar(step.element, 0));
    Term share = g.select(isLater, g.scalar(x[0].element, beta),
                          g.scalar(x[0].element, 1));
    Term speed = g.add(scaled(g, x[2], alpha), g.mul(share, gradient));
    Term change =
        mode == "standard" ? speed : g.add(gradient, scaled(g, speed, alpha));
    return SmallVector<Term>{g.sub(x[0], g.mul(rate, change)), speed};
  };
  updateAll(node, 1, update);
}

constexpr Rule kRules[] = {
    {"Adagrad", buildAdagrad},
    {"Adam", buildAdam},
    {"Momentum", buildMomentum},
};

} // namespace

ArrayRef<Rule> trainingRules() { return kRules; }

} // namespace tenfold::onnx
