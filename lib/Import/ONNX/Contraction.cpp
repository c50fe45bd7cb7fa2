//===- Contraction.cpp - matrix products ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All become `nn.einsum`, with an axis for each dimension. A batch dimension of
// one element that the other operand stretches is dropped first.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

Term einsum(Graph &g, Term lhs, Term rhs, const Twine &equation) {
  return g.emit("nn.einsum", {lhs, rhs},
                g.attribute("equation", g.builder.getStringAttr(equation)));
}

bool isOne(AffineExpr extent) {
  auto constant = dyn_cast<AffineConstantExpr>(extent);
  return constant && constant.getValue() == 1;
}

/// The batch axes of `x`, `b0` the last; those of one element where the other's
/// is not are dropped from `x`.
std::string batchAxes(Node &node, Term &x, const Term &other) {
  std::string axes;
  Dims kept;
  for (int64_t fromEnd = x.rank(); fromEnd > 2; --fromEnd) {
    AffineExpr extent = x.dims[x.rank() - fromEnd];
    bool isStretched = isOne(extent) && fromEnd <= other.rank() &&
                       !isOne(other.dims[other.rank() - fromEnd]);
    if (isStretched)
      continue;
    axes += "b" + std::to_string(fromEnd - 3) + " ";
    kept.push_back(extent);
  }
  kept.append(x.dims.end() - 2, x.dims.end());
  x = reshape(node, x, kept);
  return axes;
}

void buildMatMul(Node &node) { node.set(matmul(node, node.in(0), node.in(1))); }
/// alpha A B + beta C
void buildGemm(Node &node) {
  Graph &g = node.graph;
  double alpha = node.real("alpha", 1), beta = node.real("beta", 1);
  if (node.version < 7)
    node.integer("broadcast", 0); // of the third input, as ever
  Term a = node.in(0), b = node.in(1);
  if (node.failed())
    return;
  if (a.rank() != 2 || b.rank() != 2)
    return node.fail("expected matrices, got ranks " + Twine(a.rank()) +
                     " and " + Twine(b.rank()));
  StringRef left = node.integer("transA", 0) ? "k i" : "i k",
            right = node.integer("transB", 0) ? "j k" : "k j";
  Term result = einsum(g, a, b, left + ", " + right + " -> i j");
  if (alpha != 1)
    result = g.mul(result, g.scalar(a.element, alpha));
  if (node.has(2) && !node.failed()) {
    Term c = node.in(2);
    result = g.add(result, beta == 1 ? c : g.mul(c, g.scalar(a.element, beta)));
  }
  node.set(result);
}

/// Letters of an equation without ellipsis, spaced out as nn has them.
std::string spaced(StringRef letters) {
  std::string result;
  for (char letter : letters)
    if (llvm::isAlpha(letter))
      result += std::string(1, letter) + " ";
  return result;
}

/// Without `->` the letters that occur once, in order.
std::string outputOf(StringRef inputs) {
  std::string letters;
  for (char letter : inputs)
    if (llvm::isAlpha(letter) && inputs.count(letter) == 1)
      letters += letter;
  llvm::sort(letters);
  return letters;
}

/// The sum over what is not in the output, whose order it has.
void buildEinsumOfOne(Node &node, std::string input, std::string output) {
  Graph &g = node.graph;
  Term x = node.in(0);
  llvm::erase_if(input, [](char c) { return !llvm::isAlpha(c); });
  llvm::erase_if(output, [](char c) { return !llvm::isAlpha(c); });
  SmallVector<int64_t> sums, order;
  Dims kept;
  std::string left;
  for (auto [dim, letter] : llvm::enumerate(input)) {
    if (input.find(letter) != dim || node.failed() ||
        int64_t(input.size()) != x.rank())
      return node.fail("expected each letter once, as many as dimensions");
    bool isSum = output.find(letter) == std::string::npos;
    (isSum ? sums : order).push_back(dim);
    if (!isSum) {
      kept.push_back(x.dims[dim]);
      left += letter;
    }
  }
  Term sum = sums.empty() ? x : g.reduce("sum", x, sums);
  SmallVector<int64_t> places;
  for (char letter : output)
    places.push_back(left.find(letter));
  if (left.size() != output.size() || llvm::is_contained(places, -1))
    return node.fail("expected an output of letters of the input");
  node.set(transpose(g, reshape(node, sum, kept), places));
}

void buildEinsum(Node &node) {
  std::string text = node.string("equation", "");
  StringRef equation = text;
  if (equation.contains("...") || node.numInputs() > 2)
    return node.fail("expected one or two operands and an equation without "
                     "`...`, got " +
                     quoted(equation));
  auto [inputs, output] = equation.split("->");
  std::string result =
      equation.contains("->") ? output.str() : outputOf(inputs);
  if (node.numInputs() == 1)
    return buildEinsumOfOne(node, inputs.str(), result);
  auto [left, right] = inputs.split(',');
  node.set(
      einsum(node.graph, node.in(0), node.in(1),
             spaced(left) + ", " + spaced(right) + "-> " + spaced(result)));
}

constexpr Rule kRules[] = {
    {"Einsum", buildEinsum}, {"Gemm", buildGemm}, {"MatMul", buildMatMul}};

} // namespace

Term matmul(Node &node, Term lhs, Term rhs) {
  if (node.failed())
    return {};
  if (lhs.rank() == 0 || rhs.rank() == 0)
    return node.graph.fail(
        "expected operands of rank 1 at least, got a scalar");
  bool hasRow = lhs.rank() > 1, hasColumn = rhs.rank() > 1;
  std::string batch;
  for (int64_t axis = std::max(lhs.rank(), rhs.rank()) - 3; axis >= 0; --axis)
    batch += "b" + std::to_string(axis) + " ";
  Term x = lhs, y = rhs;
  std::string left = hasRow ? batchAxes(node, x, rhs) + "i k" : "k";
  std::string right = hasColumn ? batchAxes(node, y, lhs) + "k j" : "k";
  return einsum(node.graph, x, y,
                left + ", " + right + " -> " + batch + (hasRow ? "i " : "") +
                    (hasColumn ? "j" : ""));
}

ArrayRef<Rule> contractionRules() { return kRules; }

} // namespace tenfold::onnx
