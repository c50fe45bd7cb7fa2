//===- Logarithms.cpp - log, log2, log10, log1p, pow ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x = 2^k (1+f) with 1+f in [1/sqrt(2), sqrt(2)); s = f/(2+f), z = s^2;
// log(1+f) = f - f^2/2 + s (f^2/2 + z P(z)), whose last term is small: the
// method of fdlibm's e_log.c.

#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using namespace tenfold::approximate;

namespace {
struct Parts {
  Expr k, f, halfSquare, correction; // log(1+f) = f - halfSquare + correction
};
} // namespace

/// Parts of a positive finite x; anything otherwise.
static Parts decompose(FloatEmitter &e, Expr x) {
  const Format &format = e.format();
  int64_t sqrtHalf = &format == &kF64 ? 0x3fe6a09e667f3bcd : 0x3f3504f3;
  double up = std::ldexp(1.0, format.mantissa + 2);
  Expr subnormal = x < std::ldexp(1.0, 1 - format.bias);
  Expr bits = e.bits(e.select(subnormal, x * up, x));
  Expr exponent =
      e.shiftRightSigned(bits - e.integer(sqrtHalf), format.mantissa);
  Expr f = e.fromBits(bits - e.shiftLeft(exponent, format.mantissa)) - 1.0;
  Expr k =
      e.toFloat(exponent) -
      e.select(subnormal, e.constant(format.mantissa + 2), e.constant(0.0));
  Expr s = f / (f + 2.0);
  Expr z = s * s;
  Expr halfSquare = f * f * 0.5;
  return {k, f, halfSquare, s * (halfSquare + z * e.polynomial(z, format.log))};
}

/// Results where x is no positive finite number.
static Expr fixLog(FloatEmitter &e, Expr x, Expr result) {
  Expr finite = x < INFINITY;
  result = e.select(finite, result, x);
  result = e.select(x < 0.0, e.constant(NAN), result);
  return e.select(x == 0.0, e.constant(-INFINITY), result);
}

Expr tenfold::approximate::emitLog(FloatEmitter &e, Expr x) {
  const Format &format = e.format();
  Parts p = decompose(e, x);
  Expr low = p.correction + p.k * format.ln2Low;
  return fixLog(e, x, p.k * format.ln2High - ((p.halfSquare - low) - p.f));
}

namespace {
/// 1/ln(base) and log_base(2) as high + low; `twoHigh` times an exponent is
/// exact.
struct Base {
  double high, low, twoHigh, twoLow;
};
struct Pair {
  Expr high, low;
};
} // namespace

/// log_base(x) as an unevaluated sum.
static Pair logPair(FloatEmitter &e, Expr x, const Base &base) {
  Parts p = decompose(e, x);
  Expr high = p.f - p.halfSquare;
  Expr low = ((p.f - high) - p.halfSquare) + p.correction;
  Expr scale = e.constant(base.high);
  Expr product = high * scale;
  Expr rest = e.fma(high, scale, e.constant(0.0) - product);
  rest =
      e.fma(low, scale, e.fma(high + low, base.low, rest)) + p.k * base.twoLow;
  Expr whole = p.k * base.twoHigh;
  Expr sum = whole + product;
  Expr tail = rest + ((whole - sum) + product);
  Expr total = sum + tail;
  return {total, (sum - total) + tail};
}

static const Base &baseOf(bool isF64, bool isTen) {
  static const Base two32 = {0x1.715476p+0, 0x1.4ae0cp-26, 1, 0},
                    ten32 = {0x1.bcb7b2p-2, -0x1.5b235ep-27, 0x1.344p-2,
                             0x1.3509f8p-18};
  static const Base two64 = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56, 1, 0},
                    ten64 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57,
                             0x1.34413509f6p-2, 0x1.9fef311f12b36p-42};
  return isF64 ? (isTen ? ten64 : two64) : (isTen ? ten32 : two32);
}

Expr tenfold::approximate::emitLog2(FloatEmitter &e, Expr x) {
  return fixLog(e, x, logPair(e, x, baseOf(&e.format() == &kF64, false)).high);
}

Expr tenfold::approximate::emitLog10(FloatEmitter &e, Expr x) {
  return fixLog(e, x, logPair(e, x, baseOf(&e.format() == &kF64, true)).high);
}

// log1p(x) = log(u) + (x - (u - 1)) / u for u = 1 + x rounded.
Expr tenfold::approximate::emitLog1p(FloatEmitter &e, Expr x) {
  const Format &format = e.format();
  Expr u = x + 1.0;
  Expr added = u - 1.0;
  Expr lost = (1.0 - (u - added)) + (x - added);
  Parts p = decompose(e, u);
  Expr low = p.correction + (p.k * format.ln2Low + lost / u);
  Expr result = p.k * format.ln2High - ((p.halfSquare - low) - p.f);
  // Where x^2/2 is below half an ulp; keeps the sign of zero.
  result =
      e.select(e.abs(x) < std::ldexp(1.0, -format.mantissa - 2), x, result);
  return fixLog(e, u, result);
}

/// 2^(y log2|x|) on finite, non-zero operands.
static Expr powMagnitude(FloatEmitter &e, Expr x, Expr y) {
  Pair log = logPair(e, x, baseOf(&e.format() == &kF64, false));
  Expr high = y * log.high;
  Expr low = e.fma(y, log.low, e.fma(y, log.high, e.constant(0.0) - high));
  // Far beyond overflow and underflow low is no number.
  constexpr double kFar = 2048;
  return emitExp2(e, high, e.select(e.abs(high) < kFar, low, e.constant(0.0)));
}

/// f32 goes through f64, where a plain product of y and log2 is good enough for
/// f32.
static Expr powMagnitudeOf(FloatEmitter &e, Expr x, Expr y) {
  if (&e.format() == &kF64)
    return powMagnitude(e, x, y);
  Type wide = e.withElement(e.b.getF64Type());
  FloatEmitter w(e.b, e.b.getLoc(), wide);
  Expr xw(w, arith::ExtFOp::create(e.b, wide, Value(x))),
      yw(w, arith::ExtFOp::create(e.b, wide, Value(y)));
  Expr log = logPair(w, xw, baseOf(true, false)).high;
  return {e,
          arith::TruncFOp::create(e.b, e.floatType(), emitExp2(w, yw * log))};
}

Expr tenfold::approximate::emitPow(FloatEmitter &e, Expr x, Expr y) {
  Expr zero = e.constant(0.0), one = e.constant(1.0),
       infinity = e.constant(INFINITY), nan = e.constant(NAN);
  Expr magnitude = e.abs(x);
  Expr result = powMagnitudeOf(e, magnitude, y);
  // |x| = 0 or infinity: the other one if y has the other sign
  Expr grows = !(y < 0.0);
  result = e.select(magnitude == 0.0, e.select(grows, zero, infinity), result);
  result =
      e.select(magnitude == INFINITY, e.select(grows, infinity, zero), result);
  // |y| = infinity
  Expr above = magnitude >= 1.0;
  Expr runaway = e.select(above, e.select(grows, infinity, zero),
                          e.select(grows, zero, infinity));
  runaway = e.select(magnitude == 1.0, one, runaway);
  result = e.select(e.abs(y) == INFINITY, runaway, result);
  // negative x: NaN unless y is an integer, and an odd one gives the sign
  Expr isInteger = e.truncate(y) == y;
  Expr half = y * 0.5;
  Expr odd = isInteger && !(e.truncate(half) == half);
  Expr finiteNegative = (x < 0.0) && !(magnitude == INFINITY);
  result = e.select(finiteNegative && !isInteger, nan, result);
  result = e.select(odd, e.copySign(result, x), result);
  // NaN in either, except x^0 and 1^y
  result = e.select((x == x) && (y == y), result, nan);
  return e.select((y == 0.0) || (x == 1.0), one, result);
}

Expr tenfold::approximate::emitRsqrt(FloatEmitter &e, Expr x) {
  return e.constant(1.0) / Expr(e, math::SqrtOp::create(e.b, x));
}
