//===- Quantize.cpp - floats as integers ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {
/// The least and the greatest number of an integer type.
struct Limits {
  double low, high;
};
} // namespace

static Limits limitsOf(Type type, bool isUnsigned) {
  double count = std::ldexp(1.0, type.getIntOrFloatBitWidth());
  return isUnsigned ? Limits{0, count - 1} : Limits{-count / 2, count / 2 - 1};
}

/// The number that the bits of a signless integer stand for.
static double numberOf(double value, Type type, bool isUnsigned) {
  bool wraps = isUnsigned && value < 0;
  return wraps ? value + std::ldexp(1.0, type.getIntOrFloatBitWidth()) : value;
}

/// The quotient is rounded to f32, or to f64 where `x` is.
static double quantized(QuantizeOp op, ArrayRef<double> x) {
  bool isDouble = getElementTypeOrSelf(op.getX().getType()).isF64();
  Type to = op.getTo();
  Limits limits = limitsOf(to, op.getIsUnsigned());
  double quotient = x[0] / x[1];
  quotient = isDouble ? quotient : static_cast<float>(quotient);
  double sum = std::nearbyint(quotient) +
               (x.size() > 2 ? numberOf(x[2], to, op.getIsUnsigned()) : 0);
  if (std::isnan(sum))
    return 0;
  sum = std::clamp(sum, limits.low, limits.high);
  // As the bits of a signed integer.
  double half = limitsOf(to, false).high;
  return sum > half ? sum - 2 * (half + 1) : sum;
}

static double dequantized(DequantizeOp op, ArrayRef<double> x) {
  Type type = getElementTypeOrSelf(op.getX().getType());
  double zero = x.size() > 2 ? numberOf(x[2], type, op.getIsUnsigned()) : 0;
  return (numberOf(x[0], type, op.getIsUnsigned()) - zero) * x[1];
}

static Value widened(OpBuilder &b, Location loc, Value x, bool isUnsigned) {
  if (isUnsigned)
    return arith::ExtUIOp::create(b, loc, b.getI32Type(), x);
  return arith::ExtSIOp::create(b, loc, b.getI32Type(), x);
}

static Value buildQuantize(QuantizeOp op, OpBuilder &b, Location loc,
                           ValueRange x) {
  using P = arith::CmpFPredicate;
  Type type = x[0].getType();
  Value sum = math::RoundEvenOp::create(
      b, loc, arith::DivFOp::create(b, loc, x[0], x[1]));
  if (x.size() > 2)
    sum = arith::AddFOp::create(
        b, loc, sum,
        arith::SIToFPOp::create(b, loc, type,
                                widened(b, loc, x[2], op.getIsUnsigned())));
  Limits limits = limitsOf(op.getTo(), op.getIsUnsigned());
  auto replace = [&](P predicate, Value bound, double by) {
    Value test = arith::CmpFOp::create(b, loc, predicate, sum, bound);
    sum = arith::SelectOp::create(b, loc, test, buildConstant(b, loc, type, by),
                                  sum);
  };
  replace(P::OLT, buildConstant(b, loc, type, limits.low), limits.low);
  replace(P::OGT, buildConstant(b, loc, type, limits.high), limits.high);
  replace(P::UNO, sum, 0);
  Value whole = arith::FPToSIOp::create(b, loc, b.getI32Type(), sum);
  return arith::TruncIOp::create(b, loc, op.getTo(), whole);
}

static Value buildDequantize(DequantizeOp op, OpBuilder &b, Location loc,
                             ValueRange x) {
  Value number = widened(b, loc, x[0], op.getIsUnsigned());
  if (x.size() > 2)
    number = arith::SubIOp::create(b, loc, number,
                                   widened(b, loc, x[2], op.getIsUnsigned()));
  number = arith::SIToFPOp::create(b, loc, x[1].getType(), number);
  return arith::MulFOp::create(b, loc, number, x[1]);
}

/// Integers of 8 and 16 bits are exact in f32, sums with a zero point too.
static LogicalResult verifyIntegers(Operation *op, Type type, Value zero) {
  if (!type.isSignlessInteger(8) && !type.isSignlessInteger(16))
    return op->emitOpError("expected integers i8 or i16, got ") << type;
  if (zero && getElementTypeOrSelf(zero.getType()) != type)
    return op->emitOpError("expected `zero` of elements ")
           << type << ", got " << getElementTypeOrSelf(zero.getType());
  return success();
}

LogicalResult QuantizeOp::verify() {
  Type x = getElementTypeOrSelf(getX().getType());
  Type scale = getElementTypeOrSelf(getScale().getType());
  if (x != scale)
    return emitOpError("expected `scale` of elements ")
           << x << ", got " << scale;
  return verifyIntegers(*this, getTo(), getZero());
}

LogicalResult DequantizeOp::verify() {
  return verifyIntegers(*this, getElementTypeOrSelf(getX().getType()),
                        getZero());
}

//===----------------------------------------------------------------------===//
// bitcast
//===----------------------------------------------------------------------===//

LogicalResult BitcastOp::inferShapes(DimContext &, Adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  results.push_back(operands[0]);
  return success();
}

LogicalResult BitcastOp::verify() {
  Type from = getElementTypeOrSelf(getX().getType());
  bool fits = HostTensor::holds(getTo()) && !getTo().isIndex() &&
              !getTo().isInteger(1) && !from.isInteger(1) &&
              getTo().getIntOrFloatBitWidth() == from.getIntOrFloatBitWidth();
  if (!fits)
    return emitOpError("expected a type of as many bits as ")
           << from << ", 8 at least, got " << getTo();
  return success();
}

LogicalResult BitcastOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  HostTensor result(getTo(), operands[0].shape());
  std::memcpy(result.raw(), operands[0].raw(), result.bytes());
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> BitcastOp::decompose(OpBuilder &builder) {
  auto empty = emptyResults(*this, builder);
  if (failed(empty))
    return failure();
  int64_t rank = cast<RankedTensorType>(getX().getType()).getRank();
  AffineMap map = builder.getMultiDimIdentityMap(rank);
  return SmallVector<Value>{buildGeneric(
      builder, getLoc(), getX(), empty->front(), {map, map},
      SmallVector<bool>(rank, false),
      [&](OpBuilder &b, ValueRange args) -> Value {
        if (args[0].getType() == getTo())
          return args[0];
        return arith::BitcastOp::create(b, getLoc(), getTo(), args[0]);
      })};
}

#define GET_OP_CLASSES
#include "dialects/NN/Quantize.cpp.inc"
