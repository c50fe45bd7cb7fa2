//===- Streaming.cpp - layers that carry a state through a sequence -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

Term einsum(Graph &g, Term lhs, Term rhs, StringRef equation) {
  return g.emit("nn.einsum", {lhs, rhs},
                g.attribute("equation", g.builder.getStringAttr(equation)));
}

/// A convolution of each channel with what is before it; the last elements that
/// it saw are the state.
void buildCausalConv(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), weight = node.in(1);
  std::string activation = node.string("activation", "none");
  auto shape = integersOf(weight.dims);
  if (node.failed() || x.rank() != 3 || !shape || shape->size() != 3)
    return node.fail("expected an input and a known kernel of rank 3");
  int64_t past = shape->back() - 1;
  Term before = node.has(3)
                    ? node.in(3)
                    : broadcast(g, g.scalar(x.element, 0),
                                {x.dims[0], x.dims[1], g.sizes.constant(past)});
  Term all = past == 0 ? x
                       : g.emit("nn.concat", {before, x},
                                g.attribute("dim", int64_t(2)));
  auto groups =
      g.builder.getDictionaryAttr({g.attribute("groups", shape->front())});
  Term result = g.emit("nn.conv", {all, weight}, g.attribute("sizes", groups));
  if (node.has(2))
    result = g.add(result, overChannels(g, node.in(2), 3));
  if (activation == "silu" || activation == "swish")
    result = g.mul(result, sigmoid(g, result));
  else if (activation != "none")
    return node.fail("expected attribute `activation` to be none, silu or "
                     "swish, got " +
                     quoted(activation));
  node.set(result);
  if (node.wants(1))
    node.set(1, past == 0 ? g.slice(x, 2, 0, 0)
                          : g.slice(all, 2, -past, std::nullopt));
}

//===----------------------------------------------------------------------===//
// Linear attention
//===----------------------------------------------------------------------===//

/// Steps first, in f32: [steps, batch, heads, width].
Term stepsOf(Node &node, Term x, int64_t heads) {
  Graph &g = node.graph;
  return g.rearrange(g.cast(x, g.builder.getF32Type()), "b t (h d) -> t b h d",
                     g.attribute("h", heads));
}

/// S' = exp(decay) S + k (beta (v - k S)), a row of S for each of k's elements;
/// without beta S' = exp(decay) S + k v.
Term nextState(Graph &g, Term state, Term key, Term value, Term decay,
               Term beta) {
  if (decay)
    state =
        g.mul(state, g.rearrange(g.emit("nn.exp", decay), "b h d -> b h d ()"));
  if (beta)
    value = g.mul(
        beta, g.sub(value, einsum(g, state, key, "b h d m, b h d -> b h m")));
  return g.add(state, g.mul(g.rearrange(key, "b h d -> b h d ()"),
                            g.rearrange(value, "b h m -> b h () m")));
}

/// Of each head of the state as many consecutive ones of the queries are read.
Term readState(Graph &g, Term state, Term query, int64_t heads) {
  Term grouped =
      g.rearrange(query, "b (h g) d -> b h g d", g.attribute("h", heads));
  return g.rearrange(einsum(g, grouped, state, "b h g d, b h d m -> b h g m"),
                     "b h g m -> b (h g m)");
}

void buildLinearAttention(Node &node) {
  Graph &g = node.graph;
  Term query = node.in(0);
  int64_t queries = node.integer("q_num_heads"),
          heads = node.integer("kv_num_heads");
  std::string rule = node.string("update_rule", "gated_delta");
  double scale = node.real("scale", 0);
  node.integer("chunk_size", 0); // how, not what, is computed
  if (node.failed() || heads < 1 || queries < 1)
    return node.fail("expected numbers of heads from 1");
  if (node.has(4) != (rule == "gated" || rule == "gated_delta") ||
      node.has(5) != (rule == "delta" || rule == "gated_delta"))
    return node.fail("expected the inputs of update rule " + quoted(rule));
  Term q = stepsOf(node, query, queries), k = stepsOf(node, node.in(1), heads),
       v = stepsOf(node, node.in(2), heads);
  SmallVector<Term> over{q, k, v};
  for (size_t input : {4, 5})
    if (node.has(input)) {
      auto last = integersOf({node.in(input).dims.back()});
      bool isShared = last && last->front() == 1;
      over.push_back(stepsOf(node, node.in(input), isShared ? 1 : heads));
    }
  auto width = node.failed() ? std::nullopt : integersOf({q.dims[3]});
  if (!width)
    return node.fail("expected heads of known width");
  scale = scale == 0 ? 1 / std::sqrt(double(width->front())) : scale;
  Type kept = node.has(3) ? node.in(3).element : query.element;
  Type f32 = g.builder.getF32Type();
  Term state = node.has(3)
                   ? g.cast(node.in(3), f32)
                   : broadcast(g, g.scalar(f32, 0),
                               {k.dims[1], k.dims[2], k.dims[3], v.dims[3]});
  bool hasDecay = node.has(4), hasBeta = node.has(5);
  auto step = [&](ArrayRef<Term> carried, ArrayRef<Term> x) -> Step {
    Term next = nextState(g, carried[0], x[1], x[2], hasDecay ? x[3] : Term(),
                          hasBeta ? x[hasDecay ? 4 : 3] : Term());
    Term read = readState(g, next, x[0], heads);
    return {{next}, {g.mul(read, g.scalar(f32, scale))}};
  };
  auto results = g.scan(state, over, false, step);
  node.set(g.cast(g.rearrange(results[1], "t b o -> b t o"), query.element));
  if (node.wants(1))
    node.set(1, g.cast(results[0], kept));
}

constexpr Rule kRules[] = {
    {"CausalConvWithState", buildCausalConv},
    {"LinearAttention", buildLinearAttention},
};

} // namespace

ArrayRef<Rule> streamingRules() { return kRules; }

} // namespace tenfold::onnx
