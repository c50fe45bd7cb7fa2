//===- FloatEmitter.cpp - equations on floats as IR -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include "lib/Transforms/ApproximateMath/Coefficients.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tenfold::approximate;

// ln 2 cut so that its product with any exponent is exact: 15 of 24 and 32 of
// 53 bits, as in fdlibm.
const Format tenfold::approximate::kF32 = {.mantissa = 23,
                                           .bias = 127,
                                           .exp = kExpF32,
                                           .exp2 = kExp2F32,
                                           .log = kLogF32,
                                           .sin = kSinF32,
                                           .cos = kCosF32,
                                           .atan = kAtanF32,
                                           .asin = kAsinF32,
                                           .sinh = kSinhF32,
                                           .ln2High = 0x1.62e3p-1,
                                           .ln2Low = 0x1.2fefa2p-17,
                                           .quarterPiHigh = 0x1.921fb8p-1,
                                           .quarterPiLow = -0x1.5dde98p-24};
const Format tenfold::approximate::kF64 = {
    .mantissa = 52,
    .bias = 1023,
    .exp = kExpF64,
    .exp2 = kExp2F64,
    .log = kLogF64,
    .sin = kSinF64,
    .cos = kCosF64,
    .atan = kAtanF64,
    .asin = kAsinF64,
    .sinh = kSinhF64,
    .ln2High = 0x1.62e42feep-1,
    .ln2Low = 0x1.a39ef35793c76p-33,
    .quarterPiHigh = 0x1.921fb54442d18p-1,
    .quarterPiLow = 0x1.1a62633145c07p-55};

/// Bits of the registers of vscalef on vectors and on scalars, and its rounding
/// mode, that of all other instructions.
constexpr int64_t kScaledBits = 512, kScaledScalarBits = 128;
constexpr int64_t kCurrentRounding = 4;

FloatEmitter::FloatEmitter(OpBuilder &builder, Location loc, Type type,
                           bool hasScale)
    : b(loc, builder), type(type), hasScale(hasScale) {}

const Format &FloatEmitter::format() const {
  return getElementTypeOrSelf(type).isF64() ? kF64 : kF32;
}

Type FloatEmitter::withElement(Type element) const {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(element);
  return element;
}

Type FloatEmitter::intType() const {
  unsigned width = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  return withElement(IntegerType::get(type.getContext(), width));
}

static TypedAttr splatOf(Type type, TypedAttr scalar) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return DenseElementsAttr::get(shaped, Attribute(scalar));
  return scalar;
}

static Expr constantOf(FloatEmitter &e, Type type, double value) {
  Type element = getElementTypeOrSelf(type);
  return {e, arith::ConstantOp::create(
                 e.b, splatOf(type, e.b.getFloatAttr(element, value)))};
}

Expr FloatEmitter::constant(double value) {
  return constantOf(*this, type, value);
}

Expr FloatEmitter::integer(int64_t value) {
  Type integers = intType();
  return {*this, arith::ConstantOp::create(
                     b, splatOf(integers,
                                b.getIntegerAttr(getElementTypeOrSelf(integers),
                                                 value)))};
}

template <typename FloatOp, typename IntOp> static Expr binary(Expr a, Expr b) {
  OpBuilder &builder = a.in().b;
  Location loc = a.in().b.getLoc();
  if (isa<FloatType>(getElementTypeOrSelf(Value(a).getType())))
    return {a.in(), FloatOp::create(builder, loc, a, b)};
  return {a.in(), IntOp::create(builder, loc, a, b)};
}

namespace tenfold::approximate {

Expr operator+(Expr a, Expr b) {
  return binary<arith::AddFOp, arith::AddIOp>(a, b);
}
Expr operator-(Expr a, Expr b) {
  return binary<arith::SubFOp, arith::SubIOp>(a, b);
}
Expr operator*(Expr a, Expr b) {
  return binary<arith::MulFOp, arith::MulIOp>(a, b);
}
Expr operator/(Expr a, Expr b) {
  return {a.in(), arith::DivFOp::create(a.in().b, a, b)};
}
Expr operator+(Expr a, double b) {
  return a + constantOf(a.in(), Value(a).getType(), b);
}
Expr operator-(Expr a, double b) {
  return a - constantOf(a.in(), Value(a).getType(), b);
}
Expr operator-(double a, Expr b) {
  return constantOf(b.in(), Value(b).getType(), a) - b;
}
Expr operator*(Expr a, double b) {
  return a * constantOf(a.in(), Value(a).getType(), b);
}

static Expr compare(arith::CmpFPredicate predicate, Expr a, Expr b) {
  return {a.in(), arith::CmpFOp::create(a.in().b, predicate, a, b)};
}
static Expr compare(arith::CmpFPredicate predicate, Expr a, double b) {
  return compare(predicate, a, constantOf(a.in(), Value(a).getType(), b));
}
Expr operator<(Expr a, double b) {
  return compare(arith::CmpFPredicate::OLT, a, b);
}
Expr operator<(Expr a, Expr b) {
  return compare(arith::CmpFPredicate::OLT, a, b);
}
Expr operator>=(Expr a, Expr b) {
  return compare(arith::CmpFPredicate::OGE, a, b);
}
Expr operator>=(Expr a, double b) {
  return compare(arith::CmpFPredicate::OGE, a, b);
}
Expr operator==(Expr a, double b) {
  return compare(arith::CmpFPredicate::OEQ, a, b);
}
Expr operator==(Expr a, Expr b) {
  return compare(arith::CmpFPredicate::OEQ, a, b);
}
Expr operator&&(Expr a, Expr b) {
  return {a.in(), arith::AndIOp::create(a.in().b, a, b)};
}
Expr operator||(Expr a, Expr b) {
  return {a.in(), arith::OrIOp::create(a.in().b, a, b)};
}
Expr operator!(Expr condition) {
  FloatEmitter &e = condition.in();
  Type type = Value(condition).getType();
  Value ones =
      arith::ConstantOp::create(e.b, splatOf(type, e.b.getBoolAttr(true)));
  return {e, arith::XOrIOp::create(e.b, condition, ones)};
}

} // namespace tenfold::approximate

Expr FloatEmitter::fma(Expr a, Expr b2, Expr c) {
  return {*this, math::FmaOp::create(b, a, b2, c)};
}
Expr FloatEmitter::abs(Expr x) { return {*this, math::AbsFOp::create(b, x)}; }
Expr FloatEmitter::copySign(Expr magnitude, Expr sign) {
  return {*this, math::CopySignOp::create(b, magnitude, sign)};
}
Expr FloatEmitter::truncate(Expr x) {
  return {*this, math::TruncOp::create(b, x)};
}

Expr FloatEmitter::select(Expr condition, Expr yes, Expr no) {
  return {*this, arith::SelectOp::create(b, condition, yes, no)};
}

// `bound < x ? bound : x` is what minps computes, NaN included; arith.minimumf
// would need two more instructions.
Expr FloatEmitter::atMost(Expr x, double high) {
  Expr bound = constant(high);
  return select(
      {*this, arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, bound, x)},
      bound, x);
}

Expr FloatEmitter::atLeast(Expr x, double low) {
  Expr bound = constant(low);
  return select(
      {*this, arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, bound, x)},
      bound, x);
}

Expr FloatEmitter::polynomial(Expr x, ArrayRef<double> c) {
  Expr sum = constant(c.back());
  for (double next : llvm::reverse(c.drop_back()))
    sum = fma(sum, x, constant(next));
  return sum;
}

Expr FloatEmitter::bits(Expr x) {
  return {*this, arith::BitcastOp::create(b, intType(), x)};
}
Expr FloatEmitter::fromBits(Expr x) {
  return {*this, arith::BitcastOp::create(b, type, x)};
}
Expr FloatEmitter::shiftLeft(Expr x, int64_t by) {
  return {*this, arith::ShLIOp::create(b, x, integer(by))};
}
Expr FloatEmitter::shiftRightSigned(Expr x, int64_t by) {
  return {*this, arith::ShRSIOp::create(b, x, integer(by))};
}
Expr FloatEmitter::toFloat(Expr x) {
  return {*this, arith::SIToFPOp::create(b, type, x)};
}

bool FloatEmitter::scalesInOne() const {
  auto vector = dyn_cast<VectorType>(type);
  return hasScale && (!vector || (vector.getRank() == 1 &&
                                  vector.getNumElements() *
                                          vector.getElementTypeBitWidth() ==
                                      kScaledBits));
}

Expr FloatEmitter::scaleInOne(Expr p, Expr n) {
  bool isScalar = !isa<VectorType>(type), isF64 = &format() == &kF64;
  int64_t bits = isScalar ? kScaledScalarBits : kScaledBits;
  auto lanes =
      VectorType::get({bits / (isF64 ? 64 : 32)}, getElementTypeOrSelf(type));
  auto inRegister = [&](Value value) -> Value {
    return isScalar ? vector::BroadcastOp::create(b, lanes, value) : value;
  };
  Value all = arith::ConstantOp::create(
      b, b.getIntegerAttr(b.getIntegerType(isScalar ? 8 : lanes.getDimSize(0)),
                          -1));
  Value rounding =
      arith::ConstantOp::create(b, b.getI32IntegerAttr(kCurrentRounding));
  std::string name = "llvm.x86.avx512.mask.scalef.";
  name += isScalar ? (isF64 ? "sd" : "ss") : (isF64 ? "pd.512" : "ps.512");
  Value scaled = LLVM::CallIntrinsicOp::create(
                     b, lanes, b.getStringAttr(name),
                     ValueRange{inRegister(p), inRegister(n),
                                inRegister(constant(0.0)), all, rounding})
                     .getResult(0);
  return {*this, isScalar ? vector::ExtractOp::create(b, scaled, 0) : scaled};
}
