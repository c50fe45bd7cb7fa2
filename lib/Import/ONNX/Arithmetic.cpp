//===- Arithmetic.cpp - powers, remainders, bits --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

#define UNARY(OP, NN)                                                          \
  {OP, [](Node &node) { node.set(node.graph.emit(NN, node.in(0))); }}
#define BINARY(OP, NN)                                                         \
  {OP, [](Node &node) {                                                        \
     node.set(node.graph.emit(NN, {node.in(0), secondOf(node)}));              \
   }}

/// Exponents that are written as products and roots.
std::optional<Term> shortPower(Graph &g, Term x, double exponent) {
  if (exponent == 1)
    return x;
  if (exponent == 2)
    return g.mul(x, x);
  if (exponent == 3)
    return g.mul(g.mul(x, x), x);
  if (exponent == 0.5 && isa<FloatType>(x.element))
    return g.emit("nn.sqrt", x);
  return std::nullopt;
}

/// The result has the type of the base; integers are raised as f64, without
/// loss up to 2^53.
void buildPow(Node &node) {
  Graph &g = node.graph;
  Term base = node.in(0), exponent = secondOf(node);
  if (node.failed())
    return;
  if (auto known = node.knownNumber(1))
    if (auto power = shortPower(g, base, *known))
      return node.set(*power);
  Type type =
      isa<FloatType>(base.element) ? base.element : g.builder.getF64Type();
  Term power = g.emit("nn.pow", {g.cast(base, type), g.cast(exponent, type)});
  node.set(g.cast(power, base.element));
}

/// x - y trunc(x / y), and by infinity x; then, for the sign of the divisor, y
/// more where signs differ. In f64, which is exact where the quotient of f32
/// has 29 bits at most.
Term floatRemainder(Graph &g, Term x, Term y, bool isTruncated) {
  Type element = x.element;
  x = g.cast(x, g.builder.getF64Type());
  y = g.cast(y, g.builder.getF64Type());
  Term zero = g.scalar(y.element, 0);
  Term rest = g.sub(x, g.mul(y, g.emit("nn.trunc", g.div(x, y))));
  Term isFinite = g.compare("eq", g.emit("nn.is_inf", x), g.scalar(g.i1(), 0));
  Term byInfinity = g.emit("nn.min", {g.emit("nn.is_inf", y), isFinite});
  rest = g.select(byInfinity, x, rest);
  if (!isTruncated) {
    Term differs =
        g.compare("ne", g.compare("lt", rest, zero), g.compare("lt", y, zero));
    Term moves = g.emit("nn.min", {differs, g.compare("ne", rest, zero)});
    rest = g.select(moves, g.add(rest, y), rest);
  }
  return g.cast(rest, element);
}

/// The remainder has the sign of the divisor, with `fmod` that of the dividend.
void buildMod(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), y = node.in(1);
  bool isTruncated = node.integer("fmod", 0);
  if (node.failed())
    return;
  if (isa<FloatType>(x.element))
    return node.set(floatRemainder(g, x, y, isTruncated));
  node.set(g.emit(isTruncated ? "nn.rem" : "nn.mod", {x, y}));
}

void buildBitShift(Node &node) {
  std::string direction = node.string("direction", "");
  if (direction != "LEFT" && direction != "RIGHT")
    return node.fail(
        "expected attribute `direction` to be LEFT or RIGHT, got " +
        quoted(direction));
  node.set(
      node.graph.emit(direction == "LEFT" ? "nn.shift_left" : "nn.shift_right",
                      {node.in(0), node.in(1)}));
}

constexpr Rule kRules[] = {
    UNARY("Acos", "nn.acos"),
    UNARY("Acosh", "nn.acosh"),
    UNARY("Asin", "nn.asin"),
    UNARY("Asinh", "nn.asinh"),
    UNARY("Atan", "nn.atan"),
    UNARY("Atanh", "nn.atanh"),
    {"BitShift", buildBitShift},
    BINARY("BitwiseAnd", "nn.and"),
    UNARY("BitwiseNot", "nn.not"),
    BINARY("BitwiseOr", "nn.or"),
    BINARY("BitwiseXor", "nn.xor"),
    UNARY("Cosh", "nn.cosh"),
    {"Mod", buildMod},
    {"Pow", buildPow},
    UNARY("Round", "nn.round"),
    UNARY("Sinh", "nn.sinh"),
    UNARY("Tan", "nn.tan"),
};

} // namespace

ArrayRef<Rule> arithmeticRules() { return kRules; }

} // namespace tenfold::onnx
