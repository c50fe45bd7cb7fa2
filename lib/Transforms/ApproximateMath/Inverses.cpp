//===- Inverses.cpp - inverse circular and hyperbolic functions -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using namespace tenfold::approximate;

static Expr squareRoot(FloatEmitter &e, Expr x) {
  return {e, math::SqrtOp::create(e.b, x)};
}

//===----------------------------------------------------------------------===//
// asin, acos
//===----------------------------------------------------------------------===//

namespace {
/// asin(s) = s + rest: of |x| up to 1/2, beyond of s = sqrt((1 - |x|) / 2), for
/// which asin|x| = pi/2 - 2 asin(s).
struct Arc {
  Expr isOuter, s, rest;
};
} // namespace

static Arc arcOf(FloatEmitter &e, Expr x) {
  Expr magnitude = e.abs(x);
  Expr isOuter = magnitude >= 0.5;
  Expr outer = (1.0 - magnitude) * 0.5; // exact; its root is NaN beyond 1
  Expr z = e.select(isOuter, outer, x * x);
  Expr s = e.select(isOuter, squareRoot(e, outer), magnitude);
  return {isOuter, s, s * (z * e.polynomial(z, e.format().asin))};
}

Expr tenfold::approximate::emitAsin(FloatEmitter &e, Expr x) {
  Arc arc = arcOf(e, x);
  double high = 2 * e.format().quarterPiHigh, low = 2 * e.format().quarterPiLow;
  Expr outer = (high - (arc.s + arc.s)) - ((arc.rest + arc.rest) - low);
  return e.copySign(e.select(arc.isOuter, outer, arc.s + arc.rest), x);
}

Expr tenfold::approximate::emitAcos(FloatEmitter &e, Expr x) {
  Arc arc = arcOf(e, x);
  double high = 2 * e.format().quarterPiHigh, low = 2 * e.format().quarterPiLow;
  Expr inner = high - (x + (e.copySign(arc.rest, x) - low));
  Expr near = arc.s + arc.rest;
  Expr far = arc.s + (arc.rest - low);
  Expr outer = e.select(x < 0.0, 2 * high - (far + far), near + near);
  return e.select(arc.isOuter, outer, inner);
}

//===----------------------------------------------------------------------===//
// atan, atan2
//===----------------------------------------------------------------------===//

// The angle is m pi/4 +- atan(t), m from 0 to 4, |t| <= tan(pi/8): t is the
// lesser of |y| and |x| over the greater, from tan(pi/8) on turned by pi/4.
Expr tenfold::approximate::emitAtan2(FloatEmitter &e, Expr y, Expr x) {
  const Format &format = e.format();
  Expr zero = e.constant(0.0), one = e.constant(1.0);
  Expr isSteep = e.abs(x) < e.abs(y);
  Expr den = e.select(isSteep, e.abs(y), e.abs(x));
  Expr num = e.select(isSteep, e.abs(x), e.abs(y));
  // The sum of two large ones would be infinite.
  Expr scale =
      e.select(den >= std::ldexp(1.0, format.bias - 1), e.constant(0.25), one);
  den = den * scale;
  num = num * scale;
  // True for two infinities; two zeros have the angle 0.
  Expr isTurned = (num * (1 + std::sqrt(2.0)) >= den) && !(den == 0.0);
  Expr t =
      e.select(isTurned, num - den, num) / e.select(isTurned, num + den, den);
  t = e.select(num == den, zero, t);
  Expr isLeft = e.copySign(one, x) < 0.0; // -0 too
  Expr m = e.select(isTurned, one, zero);
  m = e.select(isSteep, 2.0 - m, m);
  m = e.select(isLeft, 4.0 - m, m);
  Expr flips = e.select(isSteep, e.constant(-1.0), one);
  t = t * e.select(isLeft, zero - flips, flips);
  Expr z = t * t;
  Expr rest =
      e.fma(t * z, e.polynomial(z, format.atan), m * format.quarterPiLow);
  Expr angle = m * format.quarterPiHigh + (t + rest);
  angle = e.select((x == x) && (y == y), angle, e.constant(NAN));
  return e.copySign(angle, y);
}

Expr tenfold::approximate::emitAtan(FloatEmitter &e, Expr x) {
  return emitAtan2(e, x, e.constant(1.0));
}

//===----------------------------------------------------------------------===//
// asinh, acosh, atanh
//===----------------------------------------------------------------------===//

/// log(1 + u) or, of large numbers, log(2 x): squares of these overflow, and 1
/// does not change them.
static Expr logOfSum(FloatEmitter &e, Expr x, Expr u) {
  Expr isLarge = x >= std::ldexp(1.0, e.format().mantissa + 5);
  Expr log = emitLog1p(e, e.select(isLarge, x, u));
  return log + e.select(isLarge, e.constant(M_LN2), e.constant(0.0));
}

// asinh|x| = log(|x| + sqrt(x^2 + 1))
Expr tenfold::approximate::emitAsinh(FloatEmitter &e, Expr x) {
  Expr magnitude = e.abs(x), square = x * x;
  Expr u = magnitude + square / (squareRoot(e, square + 1.0) + 1.0);
  return e.copySign(logOfSum(e, magnitude, u), x);
}

// acosh(x) = log(x + sqrt(x^2 - 1)), of t = x - 1
Expr tenfold::approximate::emitAcosh(FloatEmitter &e, Expr x) {
  Expr t = x - 1.0;
  Expr result = logOfSum(e, x, t + squareRoot(e, t * (t + 2.0)));
  return e.select(x < 1.0, e.constant(NAN), result);
}

// atanh|x| = log((1 + |x|) / (1 - |x|)) / 2
Expr tenfold::approximate::emitAtanh(FloatEmitter &e, Expr x) {
  Expr magnitude = e.abs(x);
  Expr u = (magnitude + magnitude) / (1.0 - magnitude);
  return e.copySign(emitLog1p(e, u) * 0.5, x);
}
