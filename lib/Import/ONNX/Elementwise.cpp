//===- Elementwise.cpp - operators on single elements ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Most have an op of nn; the activations are their formulas in the standard.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include "onnx.pb.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

Term constantLike(Node &node, const Term &x, double value) {
  return node.graph.scalar(x.element, value);
}

template <typename Function> void unary(Node &node, Function function) {
  Term x = node.in(0);
  if (!node.failed())
    node.set(function(node.graph, x));
}

#define UNARY(OP, NN)                                                          \
  {OP, [](Node &node) { node.set(node.graph.emit(NN, node.in(0))); }}
#define BINARY(OP, NN)                                                         \
  {OP, [](Node &node) {                                                        \
     node.set(node.graph.emit(NN, {node.in(0), secondOf(node)}));              \
   }}
#define COMPARE(OP, PREDICATE)                                                 \
  {OP, [](Node &node) {                                                        \
     node.set(node.graph.compare(PREDICATE, node.in(0), secondOf(node)));      \
   }}

/// Any number of operands, from the left.
void variadic(Node &node, StringRef op) {
  Term result = node.in(0);
  for (size_t i = 1; i < node.numInputs(); ++i)
    result = node.graph.emit(op, {result, node.in(i)});
  node.set(result);
}

void buildNot(Node &node) {
  unary(node, [](Graph &g, Term x) {
    return g.compare("eq", x, g.scalar(g.i1(), 0));
  });
}

void buildWhere(Node &node) {
  node.set(node.graph.select(node.in(0), node.in(1), node.in(2)));
}

void buildCast(Node &node) {
  auto target = elementType(node.integer("to"));
  bool saturates = node.integer("saturate", 1);
  if (auto mode = node.string("round_mode", "up"); mode != "up")
    return node.fail("expected attribute `round_mode` to be up, got " +
                     quoted(mode));
  if (!target)
    return node.fail(toString(target.takeError()));
  node.set(node.graph.cast(
      node.in(0), (*target)->type(node.graph.builder.getContext()), saturates));
}

void buildCastLike(Node &node) {
  bool saturates = node.integer("saturate", 1);
  Term x = node.in(0), like = node.in(1);
  node.set(node.graph.cast(x, like.element, saturates));
}

/// Elements of the other type with the same bits.
void buildBitCast(Node &node) {
  auto target = elementType(node.integer("to"));
  Term x = node.in(0);
  Graph &g = node.graph;
  if (!target)
    return node.fail(toString(target.takeError()));
  if (node.failed())
    return;
  Type element = (*target)->type(g.builder.getContext());
  if (isNarrow(x.element) || isNarrow(element))
    return node.fail(
        "expected integers from 8 bits and floats from 16 bits on, "
        "got narrower ones");
  x = g.asTensor(x.element.isInteger(1) ? g.cast(x, g.builder.getI8Type()) : x);
  x.element = carrierOf(x.element);
  Term result = g.emit("nn.bitcast", x,
                       g.attribute("to", TypeAttr::get(carrierOf(element))));
  result.element = element;
  node.set(result);
}

/// Of floats; integers have no limits to fall back on but their own.
void buildClip(Node &node) {
  Term x = node.in(0);
  auto limit = [&](size_t index, StringRef name) -> std::optional<Term> {
    if (node.version >= 11)
      return node.has(index) ? std::optional(node.in(index)) : std::nullopt;
    return node.hasAttribute(name)
               ? std::optional(constantLike(node, x, node.real(name)))
               : std::nullopt;
  };
  if (auto least = limit(1, "min"))
    x = node.graph.emit("nn.max", {x, *least});
  if (auto most = limit(2, "max"))
    x = node.graph.emit("nn.min", {x, *most});
  node.set(x);
}

//===----------------------------------------------------------------------===//
// Functions made of others
//===----------------------------------------------------------------------===//

Term relu(Graph &g, Term x) {
  return g.emit("nn.max", {x, g.scalar(x.element, 0)});
}

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which does not overflow.
Term softplus(Graph &g, Term x) {
  Term small = g.emit("nn.exp", g.emit("nn.neg", g.emit("nn.abs", x)));
  return g.add(relu(g, x), g.emit("nn.log1p", small));
}

/// One value where x is below zero, another from zero on.
Term bysign(Graph &g, Term x, Term negative, Term positive) {
  return g.select(g.compare("lt", x, g.scalar(x.element, 0)), negative,
                  positive);
}

Term scaled(Graph &g, Term x, double factor) {
  return g.mul(x, g.scalar(x.element, factor));
}

/// alpha * (exp(x) - 1)
Term exponential(Graph &g, Term x, double alpha) {
  return scaled(g, g.emit("nn.expm1", x), alpha);
}

Term gelu(Graph &g, Term x, bool isTanh) {
  Term inner;
  if (isTanh) {
    Term cube = scaled(g, g.mul(g.mul(x, x), x), 0.044715);
    inner = g.emit("nn.tanh",
                   scaled(g, g.add(x, cube), 0.7978845608028654)); // sqrt(2/pi)
  } else {
    inner = g.emit("nn.erf", scaled(g, x, 0.7071067811865476)); // sqrt(1/2)
  }
  return g.mul(scaled(g, x, 0.5), g.add(inner, g.scalar(x.element, 1)));
}

void buildGelu(Node &node) {
  std::string approximate = node.string("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    return node.fail(
        "expected attribute `approximate` to be none or tanh, got " +
        quoted(approximate));
  unary(node,
        [&](Graph &g, Term x) { return gelu(g, x, approximate == "tanh"); });
}

void buildLeakyRelu(Node &node) {
  double alpha = node.real("alpha", 0.01);
  unary(node,
        [&](Graph &g, Term x) { return bysign(g, x, scaled(g, x, alpha), x); });
}

void buildPRelu(Node &node) {
  Term slope = node.in(1), x = node.in(0);
  bool isOld = node.version < 7 && slope.rank() == 1 && x.rank() > 1;
  if (isOld && slope.dims[0] != node.graph.sizes.constant(1))
    slope = overChannels(node.graph, slope, x.rank());
  unary(node,
        [&](Graph &g, Term x) { return bysign(g, x, g.mul(x, slope), x); });
}

void buildElu(Node &node) {
  double alpha = node.real("alpha", 1);
  unary(node, [&](Graph &g, Term x) {
    return bysign(g, x, exponential(g, x, alpha), x);
  });
}

void buildSelu(Node &node) {
  double alpha = node.real("alpha", 1.67326319217681884765625),
         gamma = node.real("gamma", 1.05070102214813232421875);
  unary(node, [&](Graph &g, Term x) {
    return scaled(g, bysign(g, x, exponential(g, x, alpha), x), gamma);
  });
}

void buildCelu(Node &node) {
  double alpha = node.real("alpha", 1);
  unary(node, [&](Graph &g, Term x) {
    Term curve = exponential(g, scaled(g, x, 1 / alpha), alpha);
    Term zero = g.scalar(x.element, 0);
    return g.add(relu(g, x), g.emit("nn.min", {curve, zero}));
  });
}

/// max(0, min(1, alpha x + beta))
Term hardSigmoid(Graph &g, Term x, double alpha, double beta) {
  Term line = g.add(scaled(g, x, alpha), g.scalar(x.element, beta));
  return relu(g, g.emit("nn.min", {line, g.scalar(x.element, 1)}));
}

void buildHardSigmoid(Node &node) {
  double alpha = node.real("alpha", 0.2), beta = node.real("beta", 0.5);
  unary(node, [&](Graph &g, Term x) { return hardSigmoid(g, x, alpha, beta); });
}

void buildHardSwish(Node &node) {
  unary(node, [](Graph &g, Term x) {
    return g.mul(x, hardSigmoid(g, x, 1.0 / 6, 0.5));
  });
}

void buildThresholdedRelu(Node &node) {
  double alpha = node.real("alpha", 1);
  unary(node, [&](Graph &g, Term x) {
    Term above = g.compare("gt", x, g.scalar(x.element, alpha));
    return g.select(above, x, g.scalar(x.element, 0));
  });
}

void buildShrink(Node &node) {
  double lambd = node.real("lambd", 0.5), bias = node.real("bias", 0);
  unary(node, [&](Graph &g, Term x) {
    Term shift = g.scalar(x.element, bias), zero = g.scalar(x.element, 0);
    Term upper = g.select(g.compare("gt", x, g.scalar(x.element, lambd)),
                          g.sub(x, shift), zero);
    return g.select(g.compare("lt", x, g.scalar(x.element, -lambd)),
                    g.add(x, shift), upper);
  });
}

void buildSwish(Node &node) {
  double alpha = node.real("alpha", 1);
  unary(node, [&](Graph &g, Term x) {
    return g.mul(x, sigmoid(g, scaled(g, x, alpha)));
  });
}

/// 1, 0 or -1; of NaN NaN, as `x` itself is added to no effect otherwise.
Term sign(Graph &g, Term x) {
  Term zero = g.scalar(x.element, 0);
  Term positive = g.cast(g.compare("gt", x, zero), x.element),
       negative = g.cast(g.compare("lt", x, zero), x.element);
  Term isNaN = g.compare("ne", x, x);
  return g.select(isNaN, x, g.sub(positive, negative));
}

/// Swish of one input, times the other.
void buildSwiGLU(Node &node) {
  double alpha = node.real("alpha", 1);
  Term gate = node.in(0), x = node.in(1);
  unary(node, [&](Graph &g, Term) {
    return g.mul(g.mul(gate, sigmoid(g, scaled(g, gate, alpha))), x);
  });
}

void buildMean(Node &node) {
  Term sum = node.in(0);
  for (size_t i = 1; i < node.numInputs(); ++i)
    sum = node.graph.add(sum, node.in(i));
  if (!node.failed())
    node.set(node.graph.div(
        sum, node.graph.scalar(sum.element, double(node.numInputs()))));
}

void buildIsInf(Node &node) {
  bool positive = node.integer("detect_positive", 1),
       negative = node.integer("detect_negative", 1);
  unary(node, [&](Graph &g, Term x) {
    auto is = [&](bool wanted, double sign) {
      Term infinity = g.scalar(x.element, sign * HUGE_VAL);
      Term found = g.compare("eq", x, infinity);
      return wanted ? found : g.compare("ne", found, found);
    };
    return g.emit("nn.max", {is(positive, 1), is(negative, -1)});
  });
}

#define FORMULA(OP, FUNCTION) {OP, [](Node &node) { unary(node, FUNCTION); }}

constexpr Rule kRules[] = {
    UNARY("Abs", "nn.abs"),
    BINARY("Add", "nn.add"),
    BINARY("And", "nn.min"),
    {"BitCast", buildBitCast},
    {"Cast", buildCast},
    {"CastLike", buildCastLike},
    UNARY("Ceil", "nn.ceil"),
    {"Celu", buildCelu},
    {"Clip", buildClip},
    UNARY("Cos", "nn.cos"),
    BINARY("Div", "nn.div"),
    {"Elu", buildElu},
    COMPARE("Equal", "eq"),
    UNARY("Erf", "nn.erf"),
    UNARY("Exp", "nn.exp"),
    UNARY("Floor", "nn.floor"),
    {"Gelu", buildGelu},
    COMPARE("Greater", "gt"),
    COMPARE("GreaterOrEqual", "ge"),
    {"HardSigmoid", buildHardSigmoid},
    {"HardSwish", buildHardSwish},
    {"IsInf", buildIsInf},
    UNARY("IsNaN", "nn.is_nan"),
    {"LeakyRelu", buildLeakyRelu},
    COMPARE("Less", "lt"),
    COMPARE("LessOrEqual", "le"),
    UNARY("Log", "nn.log"),
    {"Max", [](Node &node) { variadic(node, "nn.max"); }},
    {"Mean", buildMean},
    {"Min", [](Node &node) { variadic(node, "nn.min"); }},
    FORMULA("Mish",
            [](Graph &g, Term x) {
              return g.mul(x, g.emit("nn.tanh", softplus(g, x)));
            }),
    BINARY("Mul", "nn.mul"),
    UNARY("Neg", "nn.neg"),
    {"Not", buildNot},
    BINARY("Or", "nn.max"),
    {"PRelu", buildPRelu},
    UNARY("Reciprocal", "nn.reciprocal"),
    FORMULA("Relu", relu),
    {"Selu", buildSelu},
    {"Shrink", buildShrink},
    FORMULA("Sigmoid", sigmoid),
    FORMULA("Sign", sign),
    UNARY("Sin", "nn.sin"),
    FORMULA("Softplus", softplus),
    FORMULA("Softsign",
            [](Graph &g, Term x) {
              return g.div(x,
                           g.add(g.emit("nn.abs", x), g.scalar(x.element, 1)));
            }),
    UNARY("Sqrt", "nn.sqrt"),
    BINARY("Sub", "nn.sub"),
    {"Sum", [](Node &node) { variadic(node, "nn.add"); }},
    {"SwiGLU", buildSwiGLU},
    {"Swish", buildSwish},
    UNARY("Tanh", "nn.tanh"),
    {"ThresholdedRelu", buildThresholdedRelu},
    {"Where", buildWhere},
    COMPARE("Xor", "ne"),
};

} // namespace

Term sigmoid(Graph &g, Term x) {
  return g.emit("nn.reciprocal", g.add(g.emit("nn.exp", g.emit("nn.neg", x)),
                                       g.scalar(x.element, 1)));
}

Term secondOf(Node &node) {
  Term x = node.in(0), y = node.in(1);
  if (node.version >= 7)
    return y;
  node.integer("broadcast", 0);
  if (!node.hasAttribute("axis"))
    return y;
  int64_t axis = node.axisAttribute(0, x.rank());
  Dims dims(y.dims);
  if (!node.failed() && axis + y.rank() <= x.rank())
    dims.append(x.rank() - axis - y.rank(), node.graph.sizes.constant(1));
  return reshape(node, y, dims);
}

ArrayRef<Rule> elementwiseRules() { return kRules; }

} // namespace tenfold::onnx
