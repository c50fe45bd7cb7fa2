//===- Attention.cpp - attention and what goes with it --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attention is written as the standard has it, as two products around a
// softmax: its other results are what stands between them.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

std::optional<int64_t> numberOf(AffineExpr extent) {
  auto constant = dyn_cast<AffineConstantExpr>(extent);
  return constant ? std::optional(constant.getValue()) : std::nullopt;
}

Term einsum(Graph &g, Term lhs, Term rhs, StringRef equation) {
  return g.emit("nn.einsum", {lhs, rhs},
                g.attribute("equation", g.builder.getStringAttr(equation)));
}

/// [batch, heads, sequence, width], which [batch, sequence, heads * width] is
/// made to.
Term splitHeads(Node &node, Term x, StringRef attribute) {
  if (node.failed() || x.rank() == 4)
    return x;
  return node.graph.rearrange(
      x, "b s (h d) -> b h s d",
      node.graph.attribute("h", node.integer(attribute)));
}

Term mergeHeads(Graph &g, Term x, bool isFlat) {
  return isFlat ? g.rearrange(x, "b h s d -> b s (h d)") : x;
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// What is added to the scores: 0 or -inf, or what the mask says.
class Bias {
public:
  Bias(Node &node, Type element) : g(node.graph), element(element) {}

  void keep(Term condition) {
    add(g.select(condition, g.scalar(element, 0), lowest()));
  }
  void add(Term term) { total = total ? g.add(total, term) : term; }
  Term lowest() { return g.scalar(element, -HUGE_VAL); }

  Term total;

private:
  Graph &g;
  Type element;
};

/// The given mask; keys behind its end are not attended to.
void addMask(Node &node, Bias &bias, Term mask, Type element, AffineExpr keys) {
  Graph &g = node.graph;
  if (node.failed() || mask.rank() == 0)
    return node.fail("expected a mask of rank 1 at least");
  if (mask.element.isInteger(1))
    mask = g.select(mask, g.scalar(element, 0), bias.lowest());
  auto given = numberOf(mask.dims.back()), wanted = numberOf(keys);
  if (given && wanted && *given < *wanted)
    mask = g.emit(
        "nn.pad", mask,
        {g.attribute("dim", int64_t(-1)), g.attribute("before", int64_t(0)),
         g.attribute("after", *wanted - *given),
         g.attribute("value", -HUGE_VAL),
         g.attribute("mode", nn::PaddingAttr::get(g.builder.getContext(),
                                                  nn::Padding::constant))});
  bias.add(mask);
}

/// Query i stands at i + offset: behind the past, or at the end of as many keys
/// as are no padding.
void addPlaces(Node &node, Bias &bias, AffineExpr queries, AffineExpr keys,
               Term past) {
  Graph &g = node.graph;
  bool isCausal = node.integer("is_causal", 0);
  int64_t left = node.integer("left_window_size", -1),
          right = node.integer("right_window_size", -1);
  Term filled;
  if (node.has(6))
    filled = g.rearrange(node.in(6), "b -> b () () ()");
  Term column = g.iota(keys), row;
  if (isCausal || left >= 0 || right >= 0) {
    row = g.rearrange(g.iota(queries), "i -> i ()");
    if (past)
      row = g.add(row, g.size(past.dims[2]));
    else if (filled)
      row = g.add(row, g.sub(filled, g.size(queries)));
  }
  auto number = [&](int64_t n) { return g.size(g.sizes.constant(n)); };
  if (isCausal)
    bias.keep(g.compare("ge", row, column));
  if (left >= 0)
    bias.keep(g.compare("le", g.sub(row, column), number(left)));
  if (right >= 0)
    bias.keep(g.compare("le", g.sub(column, row), number(right)));
  if (filled)
    bias.keep(g.compare("lt", column, filled));
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// The new keys or values behind those of the past, which are a result too.
Term withPast(Node &node, Term x, size_t input, size_t output) {
  if (node.has(input))
    x = node.graph.emit("nn.concat", {node.in(input), x},
                        node.graph.attribute("dim", int64_t(2)));
  if (node.wants(output))
    node.set(output, x);
  return x;
}

Term softcap(Node &node, Term scores) {
  Graph &g = node.graph;
  double cap = node.real("softcap", 0);
  if (cap <= 0)
    return scores;
  Term limit = g.scalar(scores.element, cap);
  return g.mul(g.emit("nn.tanh", g.div(scores, limit)), limit);
}

/// Rows of which no key is attended to are zero.
Term weightsOf(Node &node, Term scores, const Term &bias) {
  Graph &g = node.graph;
  if (node.hasAttribute("softmax_precision")) {
    auto type = elementType(node.integer("softmax_precision"));
    if (!type)
      return g.fail(llvm::toString(type.takeError()));
    scores = g.cast(scores, (*type)->type(g.builder.getContext()));
  }
  Term weights = softmax(g, scores, scores.rank() - 1);
  if (!bias || node.failed())
    return weights;
  Term isEmpty = g.compare("eq", g.reduce("max", bias, bias.rank() - 1),
                           g.scalar(bias.element, -HUGE_VAL));
  return g.select(isEmpty, g.scalar(weights.element, 0), weights);
}

/// Which of the steps the fourth result is.
enum Step { Product, Capped, Biased, Softmax };

void buildAttention(Node &node) {
  Graph &g = node.graph;
  bool isFlat = node.in(0).rank() == 3;
  Term query = splitHeads(node, node.in(0), "q_num_heads");
  Term key = splitHeads(node, node.in(1), "kv_num_heads");
  Term value = splitHeads(node, node.in(2), "kv_num_heads");
  for (StringRef heads : {"q_num_heads", "kv_num_heads"})
    node.integer(heads, 0);
  key = withPast(node, key, 4, 1);
  value = withPast(node, value, 5, 2);
  if (node.failed() || query.rank() != 4 || key.rank() != 4 ||
      value.rank() != 4)
    return node.fail("expected queries, keys and values of rank 3 or 4");
  Bias bias(node, query.element);
  if (node.has(3))
    addMask(node, bias, node.in(3), query.element, key.dims[2]);
  addPlaces(node, bias, query.dims[2], key.dims[2],
            node.has(4) ? node.in(4) : Term());
  Term root = rootOfScale(node, query);
  Term steps[4];
  steps[Product] = headProduct(node, g.mul(query, root), g.mul(key, root),
                               "s d", "t d", "s t");
  steps[Capped] = softcap(node, steps[Product]);
  steps[Biased] = bias.total ? g.add(steps[Capped], bias.total) : steps[Capped];
  steps[Softmax] =
      g.cast(weightsOf(node, steps[Biased], bias.total), query.element);
  Term result = headProduct(node, steps[Softmax], value, "s t", "t d", "s d");
  node.set(mergeHeads(g, result, isFlat));
  int64_t mode = node.integer("qk_matmul_output_mode", 0);
  if (node.wants(3) && !node.failed())
    node.set(3, steps[std::clamp<int64_t>(mode, Product, Softmax)]);
}

//===----------------------------------------------------------------------===//
// Rotary embedding
//===----------------------------------------------------------------------===//

/// Cosines or sines for each place, [batch, 1, sequence, width / 2].
Term anglesOf(Node &node, size_t input) {
  Term cache = node.in(input);
  if (node.has(3))
    cache = node.graph.emit("nn.gather", {cache, node.in(3)});
  return node.graph.rearrange(cache, "b s r -> b () s r");
}

void buildRotaryEmbedding(Node &node) {
  Graph &g = node.graph;
  bool isFlat = node.in(0).rank() == 3,
       isInterleaved = node.integer("interleaved", 0);
  Term x = splitHeads(node, node.in(0), "num_heads");
  node.integer("num_heads", 0);
  int64_t given = node.integer("rotary_embedding_dim", 0);
  auto whole = node.failed() ? std::nullopt : numberOf(x.dims.back());
  if (!whole || x.rank() != 4 || given < 0 || given > *whole)
    return node.fail("expected heads of known width");
  int64_t width = given ? given : *whole;
  auto part = [&](int64_t from, int64_t to, int64_t step) {
    return g.slice(x, 3, from, to, step);
  };
  Term first = isInterleaved ? part(0, width, 2) : part(0, width / 2, 1),
       second = isInterleaved ? part(1, width, 2) : part(width / 2, width, 1);
  Term cosine = anglesOf(node, 1), sine = anglesOf(node, 2);
  Term real = g.sub(g.mul(cosine, first), g.mul(sine, second)),
       imaginary = g.add(g.mul(sine, first), g.mul(cosine, second));
  SmallVector<Term> parts{real, imaginary};
  if (isInterleaved) {
    for (Term &term : parts)
      term = g.rearrange(term, "b h s r -> b h s r ()");
    Term pairs = g.emit("nn.concat", parts, g.attribute("dim", int64_t(4)));
    parts = {g.rearrange(pairs, "b h s r c -> b h s (r c)")};
  }
  if (width < *whole)
    parts.push_back(part(width, *whole, 1));
  node.set(mergeHeads(
      g, g.emit("nn.concat", parts, g.attribute("dim", int64_t(3))), isFlat));
}

constexpr Rule kRules[] = {
    {"Attention", buildAttention},
    {"RotaryEmbedding", buildRotaryEmbedding},
};

} // namespace

Term headProduct(Node &node, Term x, Term y, StringRef from, StringRef with,
                 StringRef to) {
  Graph &g = node.graph;
  if (node.failed())
    return {};
  auto equation = [&](const char *many, const char *few) {
    return (many + from + ", " + few + with + " -> " + many + to).str();
  };
  if (x.dims[1] == y.dims[1])
    return einsum(g, x, y, equation("b h ", "b h "));
  auto few = numberOf(y.dims[1]);
  if (!few)
    return g.fail("expected known numbers of heads");
  Term grouped =
      g.rearrange(x, "b (h g) s d -> b h g s d", g.attribute("h", *few));
  Term product = einsum(g, grouped, y, equation("b h g ", "b h "));
  return g.rearrange(product, "b h g s d -> b (h g) s d");
}

Term rootOfScale(Node &node, const Term &query) {
  auto width = numberOf(query.dims[3]);
  bool isGiven = node.hasAttribute("scale");
  if (!isGiven && !width)
    return node.graph.fail("expected heads of known width");
  double scale =
      isGiven ? node.real("scale") : 1 / std::sqrt(double(width.value_or(1)));
  return node.graph.scalar(query.element, std::sqrt(scale));
}

ArrayRef<Rule> attentionRules() { return kRules; }

} // namespace tenfold::onnx
