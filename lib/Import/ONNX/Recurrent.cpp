//===- Recurrent.cpp - recurrent layers -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the input adds to the gates is one product for all steps; a step of the
// scan adds what the state does. Each direction is a scan of its own.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

Term product(Graph &g, Term x, Term weight, StringRef equation) {
  return g.emit("nn.einsum", {x, weight},
                g.attribute("equation", g.builder.getStringAttr(equation)));
}

Term activate(Graph &g, StringRef name, Term x) {
  if (name == "Sigmoid")
    return sigmoid(g, x);
  if (name == "Tanh")
    return g.emit("nn.tanh", x);
  if (name == "Relu")
    return g.emit("nn.max", {x, g.scalar(x.element, 0)});
  return g.fail("expected activations Sigmoid, Tanh or Relu, got " +
                quoted(name));
}

/// The weights of one direction; what the node does not have is empty.
struct Direction {
  Term weight, recurrent; ///< [gates, in], [gates, hidden]
  Term inputBias, stateBias, peephole;
  SmallVector<std::string> activations;
};

/// What a kind of layer does in a step: the next states, its output the first,
/// from them and from what the input adds to the gates.
struct Layer {
  int64_t gates, states;
  size_t firstState; ///< the first input that is an initial state
  SmallVector<StringRef> activations;
  SmallVector<Term> (*step)(Node &node, const Direction &direction, Term gates,
                            ArrayRef<Term> states);
};

/// Gate `index` of [batch, gates], `count` of them.
Term gateOf(Graph &g, Term gates, int64_t index, int64_t count) {
  Term split = g.rearrange(gates, "b (k h) -> k b h", g.attribute("k", count));
  return g.rearrange(g.slice(split, 0, index, index + 1), "() b h -> b h");
}

/// Part `index` of a vector of `count` equal ones.
Term partOf(Graph &g, Term vector, int64_t index, int64_t count) {
  Term split = g.rearrange(vector, "(k h) -> k h", g.attribute("k", count));
  return g.rearrange(g.slice(split, 0, index, index + 1), "() h -> h");
}

Term fromState(Graph &g, Term state, Term weight) {
  return product(g, state, weight, "b h, g h -> b g");
}

/// h' = f(W x + R h + b)
SmallVector<Term> stepRNN(Node &node, const Direction &direction, Term gates,
                          ArrayRef<Term> states) {
  Graph &g = node.graph;
  Term sum = g.add(gates, fromState(g, states[0], direction.recurrent));
  if (direction.stateBias)
    sum = g.add(sum, direction.stateBias);
  return {activate(g, direction.activations[0], sum)};
}

/// h' = (1 - z) n + z h, gates update, reset, hidden.
SmallVector<Term> stepGRU(Node &node, const Direction &direction, Term gates,
                          ArrayRef<Term> states) {
  Graph &g = node.graph;
  bool isLinear = node.integer("linear_before_reset", 0);
  Term state = states[0], weight = direction.recurrent;
  Term added = fromState(g, state, weight);
  if (direction.stateBias)
    added = g.add(added, direction.stateBias);
  auto gate = [&](int64_t index) {
    return g.add(gateOf(g, gates, index, 3), gateOf(g, added, index, 3));
  };
  Term update = activate(g, direction.activations[0], gate(0)),
       reset = activate(g, direction.activations[0], gate(1));
  Term hidden = g.mul(reset, gateOf(g, added, 2, 3));
  if (!isLinear) {
    Term rows =
        g.rearrange(weight, "(k g) h -> k g h", g.attribute("k", int64_t(3)));
    Term last = g.rearrange(g.slice(rows, 0, 2, 3), "() g h -> g h");
    hidden = fromState(g, g.mul(reset, state), last);
    if (direction.stateBias)
      hidden = g.add(hidden, partOf(g, direction.stateBias, 2, 3));
  }
  Term next = activate(g, direction.activations[1],
                       g.add(gateOf(g, gates, 2, 3), hidden));
  return {g.add(next, g.mul(update, g.sub(state, next)))};
}

/// c' = f c + i g, h' = o tanh(c'), gates input, output, forget, cell.
SmallVector<Term> stepLSTM(Node &node, const Direction &direction, Term gates,
                           ArrayRef<Term> states) {
  Graph &g = node.graph;
  Term sum = g.add(gates, fromState(g, states[0], direction.recurrent));
  if (direction.stateBias)
    sum = g.add(sum, direction.stateBias);
  Term cell = states[1];
  auto gate = [&](int64_t index, Term seen) {
    Term x = gateOf(g, sum, index, 4);
    if (direction.peephole && index < 3)
      x = g.add(x, g.mul(partOf(g, direction.peephole, index, 3), seen));
    return activate(g, direction.activations[index < 3 ? 0 : 1], x);
  };
  Term next =
      g.add(g.mul(gate(2, cell), cell), g.mul(gate(0, cell), gate(3, cell)));
  Term output =
      g.mul(gate(1, next), activate(g, direction.activations[2], next));
  return {output, next};
}

/// Row `index` of an input over directions.
Term rowOf(Node &node, size_t input, int64_t index) {
  if (!node.has(input))
    return {};
  Term x = node.in(input);
  if (node.failed() || x.rank() < 2)
    return {};
  // One direction alone is a view, through which weights can be packed.
  bool isOne = x.dims[0] == node.graph.sizes.constant(1);
  return reshape(node, isOne ? x : node.graph.slice(x, 0, index, index + 1),
                 Dims(ArrayRef(x.dims).drop_front()));
}

Direction directionOf(Node &node, const Layer &layer, int64_t index,
                      ArrayRef<std::string> activations) {
  Graph &g = node.graph;
  Direction direction{rowOf(node, 1, index), rowOf(node, 2, index)};
  if (Term bias = rowOf(node, 3, index)) {
    direction.inputBias = partOf(g, bias, 0, 2);
    direction.stateBias = partOf(g, bias, 1, 2);
  }
  if (layer.states == 2)
    direction.peephole = rowOf(node, 7, index);
  size_t count = layer.activations.size();
  for (size_t i = 0; i < count; ++i)
    direction.activations.push_back(activations.empty()
                                        ? layer.activations[i].str()
                                        : activations[index * count + i]);
  return direction;
}

/// The output of all steps, [steps, batch, hidden], then the last states. Past
/// the end of a sequence states stay, and outputs are zero.
SmallVector<Term> runDirection(Node &node, const Layer &layer,
                               const Direction &direction, Term x,
                               ArrayRef<Term> states, bool isReverse) {
  Graph &g = node.graph;
  Term gates = product(g, x, direction.weight, "t b i, g i -> t b g");
  if (direction.inputBias)
    gates = g.add(gates, direction.inputBias);
  SmallVector<Term> over{gates};
  Term lengths;
  if (node.has(4)) {
    lengths = g.rearrange(g.cast(node.in(4), g.i64()), "b -> b ()");
    over.push_back(g.iota(x.dims[0]));
  }
  Term zero = g.scalar(x.element, 0);
  auto step = [&](ArrayRef<Term> before, ArrayRef<Term> slices) -> Step {
    auto next = layer.step(node, direction, slices[0], before);
    if (!lengths)
      return {next, {next[0]}};
    Term isInside = g.compare("lt", slices[1], lengths);
    Term output = g.select(isInside, next[0], zero);
    for (auto [after, stays] : llvm::zip_equal(next, before))
      after = g.select(isInside, after, stays);
    return {next, {output}};
  };
  SmallVector<Term> results = g.scan(states, over, isReverse, step);
  std::rotate(results.begin(), results.end() - 1, results.end());
  return results;
}

/// The initial states of a direction, zero where the node has none.
SmallVector<Term> initialStates(Node &node, const Layer &layer, int64_t index,
                                Term x, const Direction &direction,
                                bool isBatchFirst) {
  Graph &g = node.graph;
  SmallVector<Term> states;
  for (int64_t i = 0; i < layer.states; ++i) {
    size_t input = layer.firstState + i;
    if (!node.has(input)) {
      states.push_back(broadcast(g, g.scalar(x.element, 0),
                                 {x.dims[1], direction.recurrent.dims[1]}));
      continue;
    }
    Term all = node.in(input);
    if (isBatchFirst)
      all = g.rearrange(all, "b d h -> d b h");
    states.push_back(
        g.rearrange(g.slice(all, 0, index, index + 1), "() b h -> b h"));
  }
  return states;
}

/// Results of all directions as one; `pattern` gives each its dimension.
void setJoined(Node &node, size_t output, ArrayRef<Term> parts, int64_t dim,
               StringRef pattern, StringRef order) {
  Graph &g = node.graph;
  if (!node.wants(output))
    return;
  SmallVector<Term> split;
  for (const Term &part : parts)
    split.push_back(g.rearrange(part, pattern));
  Term all = g.emit("nn.concat", split, g.attribute("dim", dim));
  node.set(output, order.empty() ? all : g.rearrange(all, order));
}

void buildRecurrent(Node &node, const Layer &layer) {
  Graph &g = node.graph;
  std::string way = node.string("direction", "forward");
  int64_t directions = way == "bidirectional" ? 2 : 1;
  if (way != "forward" && way != "reverse" && way != "bidirectional")
    return node.fail("expected attribute `direction` to be forward, reverse or "
                     "bidirectional, got " +
                     quoted(way));
  bool isBatchFirst = node.integer("layout", 0);
  node.integer("hidden_size", 0); // that of the weights
  auto activations = node.strings("activations");
  if (!activations.empty() &&
      activations.size() != layer.activations.size() * directions)
    return node.fail("expected activations for each direction");
  Term x = node.in(0);
  if (isBatchFirst)
    x = g.rearrange(x, "b t i -> t b i");
  SmallVector<SmallVector<Term>> results(layer.states + 1);
  for (int64_t index = 0; index < directions && !node.failed(); ++index) {
    Direction direction = directionOf(node, layer, index, activations);
    if (node.failed() || direction.recurrent.rank() != 2 || x.rank() != 3)
      return node.fail("expected an input and weights of rank 3");
    auto states = initialStates(node, layer, index, x, direction, isBatchFirst);
    bool isReverse = index == 1 || way == "reverse";
    auto parts = runDirection(node, layer, direction, x, states, isReverse);
    for (auto [all, part] : llvm::zip_equal(results, parts))
      all.push_back(part);
  }
  if (node.failed())
    return;
  setJoined(node, 0, results[0], 1, "t b h -> t () b h",
            isBatchFirst ? "t d b h -> b t d h" : "");
  for (int64_t i = 1; i <= layer.states; ++i)
    setJoined(node, i, results[i], 0, "b h -> () b h",
              isBatchFirst ? "d b h -> b d h" : "");
}

void buildRNN(Node &node) {
  buildRecurrent(node, {1, 1, 5, {"Tanh"}, stepRNN});
}

void buildGRU(Node &node) {
  node.integer("linear_before_reset", 0);
  buildRecurrent(node, {3, 1, 5, {"Sigmoid", "Tanh"}, stepGRU});
}

void buildLSTM(Node &node) {
  buildRecurrent(node, {4, 2, 5, {"Sigmoid", "Tanh", "Tanh"}, stepLSTM});
}

constexpr Rule kRules[] = {
    {"GRU", buildGRU}, {"LSTM", buildLSTM}, {"RNN", buildRNN}};

} // namespace

ArrayRef<Rule> recurrentRules() { return kRules; }

} // namespace tenfold::onnx
