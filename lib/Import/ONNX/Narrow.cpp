//===- Narrow.cpp - floats of 8 and 4 bits, integers of 4 and 2 -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The standard only moves and converts these numbers. A term that means
// `f8E4M3FN` has a value of `f16`, which has all of its numbers, and one that
// means `i4` an `i8`. Converting to such a float rounds |x| to its numbers,
// halves to even:
//
//   from the least normal one on   the bits that are cut are rounded away
//   below it                       (|x| + c) - c, where the last place of c is
//                                  the least number
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Graph.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {

bool isNarrow(Type element) {
  unsigned bits = element.getIntOrFloatBitWidth();
  return isa<FloatType>(element) ? bits <= 8 : bits < 8 && bits > 1;
}

Type carrierOf(Type element) {
  Builder b(element.getContext());
  if (isa<Float8E8M0FNUType>(element)) // from 2^-127 to 2^127
    return b.getF32Type();
  if (isNarrow(element))
    return isa<FloatType>(element) ? Type(b.getF16Type()) : b.getI8Type();
  return isUnsigned(element) ? b.getIntegerType(element.getIntOrFloatBitWidth())
                             : element;
}

namespace {

/// Rounds numbers of f32 or f64 to those of a narrow float type.
class Rounding {
public:
  Rounding(Graph &g, Term x, FloatType to)
      : g(g), x(x), kind(to.getFloatSemantics()),
        stored(x.element.isF64() ? 52 : 23),
        bits(g.builder.getIntegerType(x.element.getIntOrFloatBitWidth())),
        cut(stored + 1 - int(llvm::APFloat::semanticsPrecision(kind))) {}

  /// Without a sign, as f8E8M0FNU is: the next power of two that is not less.
  Term up() {
    Term below = integer(std::ldexp(1.0, stored) - 1);
    Term y = number(cutOff(g.add(bitsOf(magnitude()), below)));
    y = g.emit("nn.max", {y, scalar(std::ldexp(1.0, -127))});
    Term isFinite = g.compare("lt", magnitude(), scalar(HUGE_VAL));
    return g.select(isFinite, y, scalar(NAN));
  }

  Term nearest(bool saturates) {
    double greatest = llvm::APFloat::getLargest(kind).convertToDouble();
    double least = std::ldexp(1.0, llvm::APFloat::semanticsMinExponent(kind));
    bool hasNaN = llvm::APFloat::semanticsHasNaN(kind);
    double beyond = saturates || !hasNaN                   ? greatest
                    : llvm::APFloat::semanticsHasInf(kind) ? HUGE_VAL
                                                           : NAN;
    Term isSmall = g.compare("lt", magnitude(), scalar(least));
    Term y = g.select(isSmall, subnormal(least), normal());
    y = g.select(g.compare("gt", y, scalar(greatest)), scalar(beyond), y);
    Term isNaN = g.compare("ne", x, x);
    y = g.select(isNaN, hasNaN ? x : scalar(0), y);
    return signedAs(y);
  }

private:
  Term scalar(double value) { return g.scalar(x.element, value); }
  Term integer(double value) { return g.scalar(bits, value); }
  Term number(Term of) {
    return g.emit("nn.bitcast", of,
                  g.attribute("to", TypeAttr::get(x.element)));
  }
  Term bitsOf(Term of) {
    return g.emit("nn.bitcast", of, g.attribute("to", TypeAttr::get(bits)));
  }
  Term magnitude() { return g.emit("nn.abs", x); }
  Term cutOff(Term whole) {
    return g.emit("nn.and", {whole, integer(-std::ldexp(1.0, cut))});
  }

  /// Half a step is added, less one where the last bit that stays is even.
  Term normal() {
    Term whole = bitsOf(magnitude());
    Term last = g.emit(
        "nn.and",
        {g.emit("nn.shift_right_unsigned", {whole, integer(cut)}), integer(1)});
    Term half = g.add(last, integer(std::ldexp(1.0, cut - 1) - 1));
    return number(cutOff(g.add(whole, half)));
  }

  Term subnormal(double least) {
    Term c = scalar(std::ldexp(least, cut));
    return g.sub(g.add(magnitude(), c), c);
  }

  Term signedAs(Term y) {
    Term sign =
        g.emit("nn.and",
               {bitsOf(x), integer(-std::ldexp(1.0, stored == 52 ? 63 : 31))});
    y = number(g.emit("nn.or", {bitsOf(y), sign}));
    bool hasNegativeZero = llvm::APFloat::getZero(kind, true).isNegative();
    return hasNegativeZero ? y : g.add(y, scalar(0));
  }

  Graph &g;
  Term x;
  const llvm::fltSemantics &kind;
  int stored; ///< bits of a significand
  Type bits;
  int cut; ///< bits of it that the narrow type does not have
};

} // namespace

/// The last bits of what nn.cast makes of it.
static Term toNarrowInteger(Graph &g, Term x, Type element) {
  if (isa<FloatType>(x.element))
    x = g.cast(x, g.builder.getI32Type());
  x = g.cast(x, g.builder.getI8Type());
  Term unused = g.scalar(g.builder.getI8Type(),
                         8 - double(element.getIntOrFloatBitWidth()));
  x = g.emit("nn.shift_left", {x, unused});
  return g.emit(element.isUnsignedInteger() ? "nn.shift_right_unsigned"
                                            : "nn.shift_right",
                {x, unused});
}

Term Graph::castNarrow(Term x, Type element, bool saturates) {
  if (isNarrow(x.element))
    return cast(withElement(asTensor(x), carrierOf(x.element)), element,
                saturates);
  auto to = dyn_cast<FloatType>(element);
  if (!to) {
    Term result = toNarrowInteger(*this, x, element);
    return failed() ? Term() : withElement(result, element);
  }
  // A number that f64 rounds is greater than all of these.
  bool isWide =
      x.element.isF64() || x.element.isInteger(64) || x.element.isInteger(32);
  x = cast(x, isWide ? Type(builder.getF64Type()) : builder.getF32Type());
  if (failed())
    return {};
  Rounding rounding(*this, x, to);
  Term result = cast(isa<Float8E8M0FNUType>(to) ? rounding.up()
                                                : rounding.nearest(saturates),
                     carrierOf(element));
  return failed() ? Term() : withElement(result, element);
}

} // namespace tenfold::onnx
