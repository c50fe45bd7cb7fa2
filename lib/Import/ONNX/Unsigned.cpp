//===- Unsigned.cpp - numbers from 0 in signless integers -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// nn has signless integers. A term that means `ui8` has a value of `i8`, and
// rules need not know: each op that they build passes here. Most do the same to
// the bits. Division has ops of its own. The order is that of signed integers
// with the highest bit flipped, so ops that compare are given these.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {

bool isUnsigned(Type element) {
  return element.isUnsignedInteger() && !isNarrow(element);
}

static StringRef unsignedName(StringRef op) {
  return llvm::StringSwitch<StringRef>(op)
      .Case("nn.div", "nn.div_unsigned")
      .Cases({"nn.mod", "nn.rem"}, "nn.rem_unsigned")
      .Case("nn.shift_right", "nn.shift_right_unsigned")
      .Default(op);
}

static bool compares(StringRef op, ArrayRef<NamedAttribute> attributes) {
  if (llvm::is_contained({"nn.max", "nn.min", "nn.compare", "nn.sort"}, op))
    return true;
  return llvm::any_of(attributes, [](NamedAttribute attribute) {
    auto kind = dyn_cast<nn::ReductionAttr>(attribute.getValue());
    return kind && (kind.getValue() == nn::Reduction::max ||
                    kind.getValue() == nn::Reduction::min);
  });
}

/// Whether an op gives elements as they are, or only asks for extents.
static bool moves(StringRef op) {
  return llvm::is_contained({"nn.broadcast", "nn.concat", "nn.gather",
                             "nn.iota", "nn.pad", "nn.rearrange", "nn.reverse",
                             "nn.roll", "nn.scatter", "nn.select", "nn.slice",
                             "nn.take_along"},
                            op);
}

/// Whether a result is places, whatever the operand's elements are.
static bool isPlaces(StringRef op, size_t result) {
  return op == "nn.iota" || op == "nn.arg_reduce" || op == "nn.arg_pool" ||
         (op == "nn.sort" && result == 1);
}

/// With the highest bit flipped.
static Term flipped(Graph &g, Term x) {
  double highest = -std::ldexp(1.0, x.element.getIntOrFloatBitWidth() - 1);
  return g.emit("nn.xor", {x, g.scalar(x.element, highest)});
}

SmallVector<Term> Graph::emitCarried(StringRef op, size_t count,
                                     ArrayRef<Term> operands,
                                     ArrayRef<NamedAttribute> attributes) {
  if (op == "nn.abs")
    return SmallVector<Term>(operands);
  Type meaning;
  bool isOrdered =
      compares(op, attributes) && llvm::any_of(operands, [](const Term &term) {
        return isUnsigned(term.element);
      });
  SmallVector<Term> bits;
  for (Term term : operands) {
    if (isNarrow(term.element) && !moves(op)) {
      std::string type;
      llvm::raw_string_ostream(type) << term.element;
      fail("expected to move or to convert elements of " + type + ", got `" +
           op + "`");
      return SmallVector<Term>(count);
    }
    if (isCarried(term.element)) {
      meaning = term.element;
      term = withElement(asTensor(term), carrierOf(meaning));
      term = isOrdered ? flipped(*this, term) : term;
    }
    bits.push_back(term);
  }
  SmallVector<Term> results = emit(unsignedName(op), count, bits, attributes);
  for (auto [i, result] : llvm::enumerate(results)) {
    if (failed() || result.element != carrierOf(meaning) || isPlaces(op, i))
      continue;
    result = isOrdered ? flipped(*this, result) : result;
    result.element = meaning;
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

/// A signed type that holds all numbers of the unsigned one, but of `ui64`.
static Type wider(Graph &g, Type element) {
  return element.getIntOrFloatBitWidth() < 32 ? g.builder.getI32Type()
                                              : g.i64();
}

/// Numbers from 2^63 on are halved, the bit that is lost kept for rounding.
static Term floatOfLong(Graph &g, Term bits, Type element) {
  Term one = g.scalar(g.i64(), 1);
  Term half = g.emit("nn.or", {g.emit("nn.shift_right_unsigned", {bits, one}),
                               g.emit("nn.and", {bits, one})});
  Term isGreat = g.compare("lt", bits, g.scalar(g.i64(), 0));
  Term twice = g.mul(g.cast(half, element), g.scalar(element, 2));
  return g.select(isGreat, twice, g.cast(bits, element));
}

static Term fromUnsigned(Graph &g, Term x, Type element) {
  unsigned width = x.element.getIntOrFloatBitWidth();
  Term bits = withElement(g.asTensor(x), carrierOf(x.element));
  bool isWider =
      isa<FloatType>(element) || element.getIntOrFloatBitWidth() > width;
  if (!isWider)
    return g.cast(bits, element);
  if (width == 64)
    return floatOfLong(g, bits, element);
  Type wide = wider(g, x.element);
  Term mask = g.scalar(wide, std::ldexp(1.0, width) - 1);
  return g.cast(g.emit("nn.and", {g.cast(bits, wide), mask}), element);
}

/// Of floats the nearest number that there is, 0 for NaN.
static Term toUnsigned(Graph &g, Term x, Type element) {
  unsigned width = element.getIntOrFloatBitWidth();
  if (!isa<FloatType>(x.element))
    return withElement(g.cast(x, carrierOf(element)), element);
  Type wide = wider(g, element);
  double count = std::ldexp(1.0, width);
  Term number = g.emit("nn.max", {g.cast(x, wide), g.scalar(wide, 0)});
  if (width < 64) {
    number = g.emit("nn.min", {number, g.scalar(wide, count - 1)});
    return withElement(g.cast(number, carrierOf(element)), element);
  }
  x = g.cast(x, g.builder.getF64Type());
  Term half = g.scalar(x.element, count / 2);
  Term rest = g.cast(g.sub(x, half), wide);
  Term great = g.select(g.compare("ge", x, g.scalar(x.element, count)),
                        g.scalar(wide, -1), flipped(g, rest));
  return withElement(g.select(g.compare("ge", x, half), great, number),
                     element);
}

Term Graph::castUnsigned(Term x, Type element) {
  if (!isUnsigned(x.element))
    return toUnsigned(*this, x, element);
  Term result = fromUnsigned(*this, x, carrierOf(element));
  return failed() ? Term() : withElement(result, element);
}

} // namespace tenfold::onnx
