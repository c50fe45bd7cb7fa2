//===- Trigonometry.cpp - sin, cos, tan -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x = n pi/2 + r + low, |r| <= pi/4; n mod 4 chooses sin or cos of r and its
// sign. f32 subtracts in f64; beyond 2^28 it multiplies by the bits of 2/pi
// that matter (Payne and Hanek), behind a branch that is almost never taken.
// f64 subtracts pi/2 in three parts of 33 bits, exact for |n| up to 2^20.

#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <cmath>

using namespace mlir;
using namespace tenfold::approximate;

constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
/// From here on f32 needs more bits of pi than two doubles hold exactly.
constexpr double kHugeF32 = 0x1p28;
/// From here on f64 is refused: NaN.
constexpr double kHugeF64 = 0x1p20;
/// Bits of 2/pi, the first 32 behind the point in word 1.
constexpr int64_t kTwoOverPiWords[] = {0,          0x28be60db, 0x9391054a,
                                       0x7f09d5f4, 0x7d4d3770, 0x36d8a566,
                                       0x4f10e410, 0};

namespace {
struct Reduced {
  /// Integers of the float's width; only n mod 4 counts.
  Value n;
  Value r, low;
};
} // namespace

static Value shiftRight(FloatEmitter &w, Value x, Value by) {
  return arith::ShRUIOp::create(w.b, x, by);
}
static Value shiftLeft(FloatEmitter &w, Value x, Value by) {
  return arith::ShLIOp::create(w.b, x, by);
}
static Value both(FloatEmitter &w, Value x, Value y) {
  return arith::OrIOp::create(w.b, x, y);
}
static Value mask(FloatEmitter &w, Value x, int64_t bits) {
  return arith::AndIOp::create(w.b, x, w.integer(bits));
}

/// r + low as two f32 of an f64 `r`, and n as i32.
static Reduced narrow(FloatEmitter &e, FloatEmitter &w, Value n, Value r) {
  Value high = arith::TruncFOp::create(e.b, e.floatType(), r);
  Expr rest =
      Expr(w, r) - Expr(w, arith::ExtFOp::create(e.b, w.floatType(), high));
  Value low = arith::TruncFOp::create(e.b, e.floatType(), rest);
  return {arith::TruncIOp::create(e.b, e.intType(), n), high, low};
}

static Reduced reduceInF64(FloatEmitter &e, FloatEmitter &w, Value x) {
  Expr wide(w, arith::ExtFOp::create(e.b, w.floatType(), x));
  double magic = std::ldexp(1.5, w.format().mantissa);
  Expr shifted = w.fma(wide, kTwoOverPi, magic);
  Expr n = shifted - magic;
  Expr r =
      w.fma(n, -0x1.1a62633145c07p-54, w.fma(n, -0x1.921fb54442d18p+0, wide));
  return narrow(e, w, w.bits(shifted), r);
}

/// 96 bits of 2/pi from bit `exponent` on, as three words of 32.
static SmallVector<Value> windowOfTwoOverPi(FloatEmitter &w, Value exponent) {
  Value word = shiftRight(w, exponent, w.integer(5)),
        bit = mask(w, exponent, 31);
  auto pick = [&](unsigned offset) {
    Value picked = w.integer(kTwoOverPiWords[offset]);
    for (unsigned i = 1; i + offset < std::size(kTwoOverPiWords) && i <= 4;
         ++i) {
      Value here = arith::CmpIOp::create(w.b, arith::CmpIPredicate::eq, word,
                                         w.integer(i));
      picked = arith::SelectOp::create(
          w.b, here, w.integer(kTwoOverPiWords[i + offset]), picked);
    }
    return picked;
  };
  Value words[] = {pick(0), pick(1), pick(2), pick(3)};
  Value complement = w.integer(32) - Expr(w, bit);
  SmallVector<Value> window;
  for (unsigned i = 0; i < 3; ++i)
    window.push_back(mask(w,
                          both(w, shiftLeft(w, words[i], bit),
                               shiftRight(w, words[i + 1], complement)),
                          0xffffffff));
  return window;
}

static Reduced reduceHuge(FloatEmitter &e, FloatEmitter &w, Expr x) {
  Value bits = arith::ExtUIOp::create(e.b, w.intType(), e.bits(e.abs(x)));
  // |x| = significand / 2^32 * 2^exponent
  Expr significand(
      w, shiftLeft(w, both(w, mask(w, bits, 0x7fffff), w.integer(0x800000)),
                   w.integer(8)));
  Expr exponent = Expr(w, shiftRight(w, bits, w.integer(23))) - w.integer(126);
  SmallVector<Value> window = windowOfTwoOverPi(w, exponent);
  Expr low(w, shiftRight(w, significand * Expr(w, window[2]), w.integer(32)));
  Expr high(w, shiftLeft(w, significand * Expr(w, window[0]), w.integer(32)));
  // |x| 2/pi modulo 4, as a fraction of 2^62
  Expr product = high + (significand * Expr(w, window[1]) + low);
  Value n = shiftRight(w, product + w.integer(int64_t(1) << 61), w.integer(62));
  Expr fraction = w.shiftRightSigned(w.shiftLeft(product, 2), 2);
  Expr r = w.toFloat(fraction) * (0x1.921fb54442d18p+0 * 0x1p-62);
  Reduced reduced = narrow(e, w, n, r);
  Expr negative = x < 0.0, n32(e, reduced.n);
  Expr zero = e.constant(0.0);
  return {
      e.select(negative, e.integer(0) - n32, n32),
      e.select(negative, zero - Expr(e, reduced.r), Expr(e, reduced.r)),
      e.select(negative, zero - Expr(e, reduced.low), Expr(e, reduced.low))};
}

static Value anyLane(FloatEmitter &e, Value condition) {
  auto type = dyn_cast<VectorType>(condition.getType());
  if (!type)
    return condition;
  if (type.getRank() != 1)
    condition = vector::ShapeCastOp::create(
        e.b, VectorType::get({type.getNumElements()}, e.b.getI1Type()),
        condition);
  return vector::ReductionOp::create(e.b, vector::CombiningKind::OR, condition);
}

static Reduced reduceF32(FloatEmitter &e, Expr x) {
  FloatEmitter w(e.b, e.b.getLoc(), e.withElement(e.b.getF64Type()));
  Reduced usual = reduceInF64(e, w, x);
  Expr magnitude = e.abs(x);
  Expr huge = (magnitude >= kHugeF32) && (magnitude < INFINITY);
  Type types[] = {e.intType(), e.floatType(), e.floatType()};
  auto branch = scf::IfOp::create(e.b, types, anyLane(e, huge),
                                  /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(e.b), wideGuard(w.b);
  e.b.setInsertionPointToStart(branch.thenBlock());
  w.b.setInsertionPointToStart(branch.thenBlock());
  Reduced exact = reduceHuge(e, w, x);
  auto choose = [&](Value yes, Value no) -> Value {
    return arith::SelectOp::create(e.b, huge, yes, no);
  };
  Value chosen[] = {choose(exact.n, usual.n), choose(exact.r, usual.r),
                    choose(exact.low, usual.low)};
  scf::YieldOp::create(e.b, chosen);
  e.b.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(e.b, ValueRange{usual.n, usual.r, usual.low});
  return {branch.getResult(0), branch.getResult(1), branch.getResult(2)};
}

static Reduced reduceF64(FloatEmitter &e, Expr x) {
  constexpr double kPart1 = 0x1.921fb544p+0, kPart2 = 0x1.0b4611a6p-34,
                   kPart3 = 0x1.3198a2e037073p-69;
  // NaN from the first step on where |x| is out of range.
  Expr usable = e.select(e.abs(x) < kHugeF64, x, e.constant(NAN));
  double magic = std::ldexp(1.5, e.format().mantissa);
  Expr shifted = e.fma(usable, kTwoOverPi, magic);
  Expr n = shifted - magic;
  Expr first = e.fma(n, -kPart1, usable);
  Expr r = e.fma(n, -kPart2, first);
  Expr low = e.fma(n, -kPart3, e.fma(n, -kPart2, first - r));
  // low may be a few ulps of r by now
  Expr high = r + low;
  return {e.bits(shifted), high, (r - high) + low};
}

/// True where bit `bit` of the integers is set.
static Expr testBit(FloatEmitter &e, Value n, int64_t bit) {
  Value masked = arith::AndIOp::create(e.b, n, e.integer(bit));
  return {e, arith::CmpIOp::create(e.b, arith::CmpIPredicate::ne, masked,
                                   e.integer(0))};
}

namespace {
/// sin and cos of the reduced angle, and by how many quarter turns.
struct Turned {
  Expr sine, cosine, turns;
};
} // namespace

/// `low` corrects both to first order.
static Turned turn(FloatEmitter &e, Expr x) {
  Reduced reduced = &e.format() == &kF64 ? reduceF64(e, x) : reduceF32(e, x);
  Expr r(e, reduced.r), low(e, reduced.low);
  Expr z = r * r;
  Expr sine = r + e.fma(r * z, e.polynomial(z, e.format().sin), low);
  // 1 - z/2 in two pieces, so that the rest is added to what its rounding lost
  Expr half = z * 0.5;
  Expr rounded = 1.0 - half;
  Expr rest =
      e.fma(z * z, e.polynomial(z, e.format().cos), e.constant(0.0) - r * low);
  Expr cosine = rounded + (((1.0 - rounded) - half) + rest);
  return {sine, cosine, Expr(e, reduced.n)};
}

/// sin(x + quarter turns).
static Expr emitTurned(FloatEmitter &e, Expr x, int64_t turns) {
  Turned turned = turn(e, x);
  Value n = turned.turns + e.integer(turns);
  Expr result = e.select(testBit(e, n, 1), turned.cosine, turned.sine);
  return e.select(testBit(e, n, 2), e.constant(-0.0) - result, result);
}

/// x where x^3 / 3 is below half an ulp, which keeps the sign of zero.
static Expr unlessTiny(FloatEmitter &e, Expr x, Expr result) {
  Expr tiny = e.abs(x) < std::ldexp(1.0, -(e.format().mantissa + 3) / 2);
  return e.select(tiny, x, result);
}

Expr tenfold::approximate::emitSin(FloatEmitter &e, Expr x) {
  return unlessTiny(e, x, emitTurned(e, x, 0));
}

Expr tenfold::approximate::emitCos(FloatEmitter &e, Expr x) {
  return emitTurned(e, x, 1);
}

// tan(r + pi/2) = -cos(r) / sin(r)
Expr tenfold::approximate::emitTan(FloatEmitter &e, Expr x) {
  Turned turned = turn(e, x);
  Expr odd = testBit(e, turned.turns, 1);
  Expr over = e.select(odd, e.constant(-0.0) - turned.cosine, turned.sine);
  Expr under = e.select(odd, turned.sine, turned.cosine);
  return unlessTiny(e, x, over / under);
}
