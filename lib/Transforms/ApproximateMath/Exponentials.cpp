//===- Exponentials.cpp - exp, exp2, expm1, sinh, cosh, tanh --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln(2)/2. Adding 1.5 *
// 2^mantissa rounds to an integer and leaves it in the low bits, from where one
// shift makes it an exponent.

#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include <cmath>

using namespace tenfold::approximate;

constexpr double kLog2E = 0x1.71547652b82fep+0;

static double roundingMagic(const Format &format) {
  return std::ldexp(1.5, format.mantissa);
}

/// 2^exponent for an exponent that `shifted` holds in its low bits.
static Expr powerOfTwo(FloatEmitter &e, Expr shifted, int64_t offset) {
  const Format &format = e.format();
  Expr exponent = e.shiftLeft(e.bits(shifted), format.mantissa);
  return e.fromBits(exponent +
                    e.integer((format.bias + offset) << format.mantissa));
}

/// p 2^n in one step where the CPU has it, else in two, the first of which
/// stays in range: results may overflow or be subnormal, rounded once.
static Expr scale(FloatEmitter &e, Expr p, Expr shifted, Expr x) {
  const Format &format = e.format();
  if (e.scalesInOne())
    return e.scaleInOne(p, shifted - roundingMagic(format));
  int64_t offset = (format.bias + 1) / 2;
  Expr negative = x < 0.0;
  Expr exponent = e.shiftLeft(e.bits(shifted), format.mantissa);
  Expr base =
      e.select(negative, e.integer((format.bias + offset) << format.mantissa),
               e.integer((format.bias - offset) << format.mantissa));
  Expr rest = e.select(negative, e.constant(std::ldexp(1.0, -offset)),
                       e.constant(std::ldexp(1.0, offset)));
  return p * e.fromBits(exponent + base) * rest;
}

/// An argument whose exponential can be computed: at most `most`, and 0 where
/// the result rounds to 0. CPUs take hundreds of cycles for an underflow, and
/// masked scores are full of them; but not vscalef.
static Expr inRange(FloatEmitter &e, Expr x, Expr isZero, double most) {
  Expr bounded = e.atMost(x, most);
  return e.scalesInOne() ? bounded : e.select(isZero, e.constant(0.0), bounded);
}

namespace {
struct Reduced {
  Expr shifted, r;
};
} // namespace

static Reduced reduceByLn2(FloatEmitter &e, Expr x) {
  const Format &format = e.format();
  double magic = roundingMagic(format);
  Expr shifted = e.fma(x, kLog2E, magic);
  Expr n = shifted - magic;
  return {shifted, e.fma(n, -format.ln2Low, e.fma(n, -format.ln2High, x))};
}

/// 1 + r (1 + r P): the last step rounds once.
static Expr expOfReduced(FloatEmitter &e, Expr r) {
  Expr q = e.fma(e.polynomial(r, e.format().exp), r, e.constant(1.0));
  return e.fma(q, r, e.constant(1.0));
}

Expr tenfold::approximate::emitExp(FloatEmitter &e, Expr x) {
  bool isF64 = &e.format() == &kF64;
  // Beyond these the result is 0 and infinity.
  Expr isZero = x < (isF64 ? -746.0 : -104.0);
  Expr bounded = inRange(e, x, isZero, isF64 ? 710.0 : 89.0);
  Reduced reduced = reduceByLn2(e, bounded);
  Expr result = scale(e, expOfReduced(e, reduced.r), reduced.shifted, bounded);
  return e.select(isZero, e.constant(0.0), result);
}

Expr tenfold::approximate::emitExpNegative(FloatEmitter &e, Expr x) {
  Reduced reduced = reduceByLn2(e, x);
  return expOfReduced(e, reduced.r) * powerOfTwo(e, reduced.shifted, 0);
}

Expr tenfold::approximate::emitExp2(FloatEmitter &e, Expr x) {
  return emitExp2(e, x, e.constant(0.0));
}

Expr tenfold::approximate::emitExp2(FloatEmitter &e, Expr x, Expr low) {
  bool isF64 = &e.format() == &kF64;
  Expr isZero = x < (isF64 ? -1076.0 : -151.0);
  Expr bounded = inRange(e, x, isZero, isF64 ? 1025.0 : 129.0);
  double magic = roundingMagic(e.format());
  Expr shifted = bounded + magic;
  Expr r = (bounded - (shifted - magic)) + low;
  Expr p = e.fma(e.polynomial(r, e.format().exp2), r, e.constant(1.0));
  return e.select(isZero, e.constant(0.0), scale(e, p, shifted, bounded));
}

// expm1(x) = 2 (s u + (s - 1/2)), s = 2^(n-1), u = exp(r) - 1; the half keeps s
// in range for the largest n.
Expr tenfold::approximate::emitExpM1(FloatEmitter &e, Expr x) {
  bool isF64 = &e.format() == &kF64;
  // At the lower bound the result rounds to -1.
  Expr bounded =
      e.atLeast(e.atMost(x, isF64 ? 710.0 : 89.0), isF64 ? -38.0 : -18.0);
  Reduced reduced = reduceByLn2(e, bounded);
  Expr r = reduced.r;
  Expr u = e.fma(e.polynomial(r, e.format().exp), r * r, r);
  Expr s = powerOfTwo(e, reduced.shifted, -1);
  Expr result = e.fma(s, u, s - 0.5) * 2.0;
  // Where x^2/2 is below half an ulp; keeps the sign of zero.
  return e.select(e.abs(x) < std::ldexp(1.0, -e.format().mantissa - 2), x,
                  result);
}

/// exp(x) / 2 of x >= 0, which is finite a little further than exp(x).
static Expr halfExp(FloatEmitter &e, Expr x) {
  Expr bounded = e.atMost(x, &e.format() == &kF64 ? 711.0 : 90.0);
  Reduced reduced = reduceByLn2(e, bounded);
  return scale(e, expOfReduced(e, reduced.r) * 0.5, reduced.shifted, bounded);
}

Expr tenfold::approximate::emitCosh(FloatEmitter &e, Expr x) {
  Expr half = halfExp(e, e.abs(x));
  return half + e.constant(0.25) / half;
}

// Up to 1, where the two exponentials would cancel, a polynomial.
Expr tenfold::approximate::emitSinh(FloatEmitter &e, Expr x) {
  Expr magnitude = e.abs(x), z = x * x;
  Expr half = halfExp(e, magnitude);
  Expr outer = half - e.constant(0.25) / half;
  Expr inner =
      e.fma(magnitude * z, e.polynomial(z, e.format().sinh), magnitude);
  return e.copySign(e.select(magnitude < 1.0, inner, outer), x);
}

// tanh|x| = q = t / (t + 2), t = expm1(2|x|); errors of t shrink by 2/(t+2).
// Where t < 2, what the sum lost is put back, with 1/(t+2) = (1-q)/2.
Expr tenfold::approximate::emitTanh(FloatEmitter &e, Expr x) {
  // Rounds to 1 from here on.
  Expr magnitude = e.atMost(e.abs(x), &e.format() == &kF64 ? 20.0 : 10.0);
  Expr t = emitExpM1(e, magnitude + magnitude);
  Expr sum = t + 2.0;
  Expr lost = t - (sum - 2.0);
  Expr q = t / sum;
  return e.copySign(e.select(t < 2.0, e.fma(q * lost, (q - 1.0) * 0.5, q), q),
                    x);
}
