//===- FloatEmitter.h - equations on floats as IR -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_FLOATEMITTER_H
#define TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_FLOATEMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tenfold::approximate {

/// One binary format and its tables, lowest order first.
struct Format {
  /// Bits of the stored significand, exponent bias.
  int mantissa, bias;
  llvm::ArrayRef<double> exp, exp2, log, sin, cos, atan, asin, sinh;
  /// ln 2 = high + low; high times an exponent is exact.
  double ln2High, ln2Low;
  /// pi/4 likewise; high times 0 to 4 is exact.
  double quarterPiHigh, quarterPiLow;
};
extern const Format kF32, kF64;

class FloatEmitter;

/// A scalar or a vector, float or integer, with operators that emit IR. Integer
/// operators wrap.
class Expr {
public:
  Expr(FloatEmitter &emitter, mlir::Value value)
      : emitter(&emitter), value(value) {}
  operator mlir::Value() const { return value; }
  FloatEmitter &in() const { return *emitter; }

private:
  FloatEmitter *emitter;
  mlir::Value value;
};

Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator*(Expr a, Expr b);
Expr operator/(Expr a, Expr b);
Expr operator+(Expr a, double b);
Expr operator-(Expr a, double b);
Expr operator-(double a, Expr b);
Expr operator*(Expr a, double b);
/// Ordered comparisons: false where a NaN takes part.
Expr operator<(Expr a, double b);
Expr operator<(Expr a, Expr b);
Expr operator>=(Expr a, double b);
Expr operator>=(Expr a, Expr b);
Expr operator==(Expr a, double b);
Expr operator==(Expr a, Expr b);
Expr operator!(Expr condition);
Expr operator&&(Expr a, Expr b);
Expr operator||(Expr a, Expr b);

/// Emits ops on one float type, scalar or vector, at one place.
class FloatEmitter {
public:
  /// `hasScale` where the CPU has vscalef, for scalars and vectors that fill a
  /// register.
  FloatEmitter(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type,
               bool hasScale = false);

  const Format &format() const;
  mlir::Type floatType() const { return type; }
  mlir::Type withElement(mlir::Type element) const;
  mlir::Type intType() const;

  Expr constant(double value);
  /// An integer of the type's bits.
  Expr integer(int64_t value);
  Expr fma(Expr a, Expr b, Expr c);
  Expr fma(Expr a, double b, Expr c) { return fma(a, constant(b), c); }
  Expr fma(Expr a, double b, double c) {
    return fma(a, constant(b), constant(c));
  }
  Expr abs(Expr x);
  Expr copySign(Expr magnitude, Expr sign);
  Expr truncate(Expr x);
  Expr select(Expr condition, Expr yes, Expr no);
  /// The nearest of x and the bounds; NaN stays NaN. One instruction per bound
  /// on x86.
  Expr atMost(Expr x, double high);
  Expr atLeast(Expr x, double low);
  /// sum of c[i] x^i by Horner's rule with fused steps.
  Expr polynomial(Expr x, llvm::ArrayRef<double> c);
  Expr bits(Expr x);
  Expr fromBits(Expr x);
  Expr shiftLeft(Expr x, int64_t by);
  Expr shiftRightSigned(Expr x, int64_t by);
  Expr toFloat(Expr x);
  /// Whether one instruction computes p 2^n and rounds once.
  bool scalesInOne() const;
  Expr scaleInOne(Expr p, Expr n);

  mlir::ImplicitLocOpBuilder b;

private:
  mlir::Type type;
  bool hasScale;
};

Expr emitExp(FloatEmitter &e, Expr x);
/// exp on [-40, 0], where its last step needs no care.
Expr emitExpNegative(FloatEmitter &e, Expr x);
Expr emitExp2(FloatEmitter &e, Expr x);
/// 2^(x + low) for a low much smaller than 1.
Expr emitExp2(FloatEmitter &e, Expr x, Expr low);
Expr emitExpM1(FloatEmitter &e, Expr x);
Expr emitSinh(FloatEmitter &e, Expr x);
Expr emitCosh(FloatEmitter &e, Expr x);
Expr emitTanh(FloatEmitter &e, Expr x);
Expr emitLog(FloatEmitter &e, Expr x);
Expr emitLog2(FloatEmitter &e, Expr x);
Expr emitLog10(FloatEmitter &e, Expr x);
Expr emitLog1p(FloatEmitter &e, Expr x);
Expr emitErf(FloatEmitter &e, Expr x);
Expr emitSin(FloatEmitter &e, Expr x);
Expr emitCos(FloatEmitter &e, Expr x);
Expr emitTan(FloatEmitter &e, Expr x);
Expr emitAsin(FloatEmitter &e, Expr x);
Expr emitAcos(FloatEmitter &e, Expr x);
Expr emitAtan(FloatEmitter &e, Expr x);
Expr emitAtan2(FloatEmitter &e, Expr y, Expr x);
Expr emitAsinh(FloatEmitter &e, Expr x);
Expr emitAcosh(FloatEmitter &e, Expr x);
Expr emitAtanh(FloatEmitter &e, Expr x);
Expr emitPow(FloatEmitter &e, Expr x, Expr y);
Expr emitRsqrt(FloatEmitter &e, Expr x);

} // namespace tenfold::approximate

#endif // TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_FLOATEMITTER_H
