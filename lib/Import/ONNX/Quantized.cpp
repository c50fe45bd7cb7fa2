//===- Quantized.cpp - integers with a scale and a zero point -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products of quantised numbers are sums of integers. Convolutions of them are
// computed in f64, which has them without loss below 2^53.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// A parameter beside `x`: one for all, one for each place of dimension `axis`,
/// or one for each `block` of them.
Term beside(Node &node, Term parameter, const Term &x, int64_t axis,
            int64_t block) {
  Graph &g = node.graph;
  AffineExpr one = g.sizes.constant(1);
  if (node.failed())
    return {};
  if (parameter.rank() == 0 ||
      (parameter.rank() == 1 && block == 0 && parameter.dims[0] == one))
    return reshape(node, parameter, {});
  axis = node.axis(axis, x.rank());
  if (node.failed())
    return {};
  if (parameter.rank() == 1 && block == 0) {
    Dims dims(x.rank(), one);
    dims[axis] = parameter.dims[0];
    return reshape(node, parameter, dims);
  }
  if (parameter.rank() != x.rank() || block < 1)
    return g.fail("expected parameters for the whole tensor, for an axis or "
                  "for blocks");
  Dims split(parameter.dims), merged(parameter.dims);
  split.insert(split.begin() + axis + 1, one);
  merged[axis] = merged[axis] * block;
  Dims stretched(split);
  stretched[axis + 1] = g.sizes.constant(block);
  Term all = reshape(
      node, broadcast(g, reshape(node, parameter, split), stretched), merged);
  auto size = dyn_cast<AffineConstantExpr>(x.dims[axis]);
  return size ? g.slice(all, axis, 0, size.getValue()) : all;
}

/// The integers that are asked for, of 8 bits without a sign if by nothing.
Type quantizedType(Node &node) {
  int64_t wanted = node.integer("output_dtype", 0);
  if (node.has(2))
    return node.in(2).element;
  auto type = elementType(wanted ? wanted : 2 /*UINT8*/);
  if (type)
    return (*type)->type(node.graph.builder.getContext());
  node.fail(llvm::toString(type.takeError()));
  return {};
}

/// Of floats the quotient, of integers the nearest one with its zero point, as
/// far as the type goes.
Term quantizeNarrow(Graph &g, Term x, Term scale, std::optional<Term> zero,
                    Type to, bool saturates) {
  Term y = g.div(x, scale);
  if (isa<FloatType>(to))
    return g.cast(y, to, saturates);
  double count = std::ldexp(1.0, to.getIntOrFloatBitWidth());
  double least = to.isUnsignedInteger() ? 0 : -count / 2;
  y = g.emit("nn.round", y);
  if (zero)
    y = g.add(y, g.cast(*zero, x.element));
  y = g.emit("nn.max", {y, g.scalar(x.element, least)});
  y = g.emit("nn.min", {y, g.scalar(x.element, least + count - 1)});
  return g.cast(y, to);
}

Term quantize(Graph &g, Term x, Term scale, std::optional<Term> zero, Type to) {
  SmallVector<Term> operands{x, scale};
  if (zero)
    operands.push_back(*zero);
  SmallVector<NamedAttribute> attributes{
      g.attribute("to", TypeAttr::get(carrierOf(to)))};
  if (isUnsigned(to))
    attributes.push_back(g.attribute("is_unsigned", g.builder.getUnitAttr()));
  Term result = g.emit("nn.quantize", operands, attributes);
  result.element = g.failed() ? Type() : to;
  return result;
}

void buildQuantize(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), scale = node.in(1);
  int64_t axis = node.integer("axis", 1), block = node.integer("block_size", 0);
  int64_t precision = node.integer("precision", 0);
  bool saturates = node.integer("saturate", 1); // of floats
  Type to = quantizedType(node);
  if (node.failed())
    return;
  Type computed =
      x.element == scale.element ? x.element : Type(g.builder.getF32Type());
  if (precision) {
    auto type = elementType(precision);
    if (!type)
      return node.fail(llvm::toString(type.takeError()));
    computed = (*type)->type(g.builder.getContext());
  }
  std::optional<Term> zero;
  if (node.has(2))
    zero = beside(node, node.in(2), x, axis, block);
  scale = g.cast(beside(node, scale, x, axis, block), computed);
  x = g.cast(x, computed);
  if (node.failed())
    return;
  node.set(isNarrow(to) ? quantizeNarrow(g, x, scale, zero, to, saturates)
                        : quantize(g, x, scale, zero, to));
}

/// (x - zero) * scale in the scale's type.
Term dequantizeNarrow(Node &node, ArrayRef<Term> operands, int64_t wanted) {
  Graph &g = node.graph;
  Type computed = operands[1].element;
  Term number = g.cast(operands[0], computed);
  if (operands.size() > 2)
    number = g.sub(number, g.cast(operands[2], computed));
  Term result = g.mul(number, operands[1]);
  auto type = elementType(wanted ? wanted : 1 /*FLOAT*/);
  if (!type)
    return g.fail(llvm::toString(type.takeError()));
  return wanted ? g.cast(result, (*type)->type(g.builder.getContext()))
                : result;
}

void buildDequantize(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), scale = node.in(1);
  int64_t axis = node.integer("axis", 1), block = node.integer("block_size", 0);
  int64_t wanted = node.integer("output_dtype", 0);
  if (node.failed())
    return;
  SmallVector<Term> operands{x, beside(node, scale, x, axis, block)};
  if (node.has(2))
    operands.push_back(beside(node, node.in(2), x, axis, block));
  if (x.element.isInteger(32)) // whose zero point is 0
    return node.set(g.mul(g.cast(x, scale.element), operands[1]));
  if (isNarrow(x.element))
    return node.set(dequantizeNarrow(node, operands, wanted));
  SmallVector<NamedAttribute> attributes;
  if (isUnsigned(x.element))
    attributes.push_back(g.attribute("is_unsigned", g.builder.getUnitAttr()));
  Term result = g.emit("nn.dequantize", operands, attributes);
  auto type = elementType(wanted ? wanted : 1 /*FLOAT*/);
  if (!type)
    return node.fail(llvm::toString(type.takeError()));
  if (wanted)
    result = g.cast(result, (*type)->type(g.builder.getContext()));
  node.set(result);
}

/// From the least to the greatest element and 0, in 255 steps.
void buildDynamicQuantize(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  if (node.failed())
    return;
  Term zero = g.scalar(x.element, 0), steps = g.scalar(x.element, 255);
  auto extreme = [&](StringRef kind) {
    auto all = llvm::to_vector(llvm::seq(x.rank()));
    Term found = reshape(node, g.reduce(kind, x, all), {});
    return g.emit(("nn." + kind).str(), {found, zero});
  };
  Term least = extreme("min"), range = g.sub(extreme("max"), least);
  Term isFlat = g.compare("eq", range, zero);
  Term scale = g.div(g.select(isFlat, g.scalar(x.element, 1), range), steps);
  Term place = g.emit("nn.round", g.sub(zero, g.div(least, scale)));
  Type to = IntegerType::get(x.element.getContext(), 8, IntegerType::Unsigned);
  Term point = g.cast(place, to); // saturates
  node.set(0, quantize(g, x, scale, point, to));
  node.set(1, scale);
  node.set(2, point);
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Input `index` less its zero point, input `zero`, which is one for all, for
/// each row `dim` of the input, or of its rank.
Term centred(Node &node, size_t index, size_t zero, int64_t dim, Type type) {
  Graph &g = node.graph;
  Term x = g.cast(node.in(index), type);
  if (!node.has(zero) || node.failed())
    return x;
  Term point = g.cast(node.in(zero), type);
  if (point.rank() != x.rank() || x.rank() < 2)
    point = beside(node, point, x, dim, 0);
  return g.sub(x, point);
}

void buildMatMulInteger(Node &node) {
  Type i32 = node.graph.builder.getI32Type();
  node.set(
      matmul(node, centred(node, 0, 2, -2, i32), centred(node, 1, 3, -1, i32)));
}

/// Integers `sum` of two scales, as those of the result, whose scale is input
/// `scale` and whose zero point is the one after it.
void requantize(Node &node, Term sum, Term scales, size_t scale) {
  Graph &g = node.graph;
  Type f64 = g.builder.getF64Type();
  Term point = node.in(scale + 1);
  Term factor = g.cast(g.div(scales, node.in(scale)), f64);
  Term result = g.add(g.mul(g.cast(sum, f64), factor), g.cast(point, f64));
  node.set(g.cast(g.emit("nn.round", result), point.element));
}

void buildQLinearMatMul(Node &node) {
  Graph &g = node.graph;
  Type i32 = g.builder.getI32Type();
  Term lhs = centred(node, 0, 2, -2, i32), rhs = centred(node, 3, 5, -1, i32);
  if (node.failed())
    return;
  Term scales = g.mul(beside(node, node.in(1), lhs, -2, 0),
                      beside(node, node.in(4), rhs, -1, 0));
  requantize(node, matmul(node, lhs, rhs), scales, 6);
}

void buildConvInteger(Node &node) {
  Type f64 = node.graph.builder.getF64Type();
  Term sum = convolution(node, centred(node, 0, 2, 1, f64),
                         centred(node, 1, 3, 0, f64));
  node.set(node.graph.cast(sum, node.graph.builder.getI32Type()));
}

void buildQLinearConv(Node &node) {
  Graph &g = node.graph;
  Type f64 = g.builder.getF64Type();
  Term x = centred(node, 0, 2, 1, f64), weight = centred(node, 3, 5, 0, f64);
  Term sum = convolution(node, x, weight);
  if (node.has(8))
    sum = g.add(sum, overChannels(g, g.cast(node.in(8), f64), x.rank()));
  Term scales = g.mul(node.in(1), beside(node, node.in(4), sum, 1, 0));
  requantize(node, sum, scales, 6);
}

constexpr Rule kRules[] = {
    {"ConvInteger", buildConvInteger},
    {"DequantizeLinear", buildDequantize},
    {"DynamicQuantizeLinear", buildDynamicQuantize},
    {"MatMulInteger", buildMatMulInteger},
    {"QLinearConv", buildQLinearConv},
    {"QLinearMatMul", buildQLinearMatMul},
    {"QuantizeLinear", buildQuantize},
};

} // namespace

ArrayRef<Rule> quantizedRules() { return kRules; }

} // namespace tenfold::onnx
