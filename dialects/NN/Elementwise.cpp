//===- Elementwise.cpp - one scalar function at every index ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

// The scalar functions that the rows of Elementwise.td name.

static double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::nan("");
  return a == b ? (std::signbit(a) ? b : a) : std::max(a, b); // -0 < +0
}

static int64_t divideWrapping(int64_t a, int64_t b) {
  if (b == 0)
    return -1;
  return b == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(a)) : a / b;
}

template <typename T> static bool compare(Predicate predicate, T a, T b) {
  switch (predicate) {
  case Predicate::eq:
    return a == b;
  case Predicate::ne:
    return a != b;
  case Predicate::lt:
    return a < b;
  case Predicate::le:
    return a <= b;
  case Predicate::gt:
    return a > b;
  case Predicate::ge:
    return a >= b;
  }
  llvm_unreachable("every predicate is handled");
}

static int64_t remainder(int64_t a, int64_t b) {
  return b == 0 ? a : b == -1 ? 0 : a % b;
}

static int64_t floorRemainder(int64_t a, int64_t b) {
  int64_t rest = remainder(a, b);
  return b != 0 && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/// What the bits are as a number from 0.
static uint64_t magnitude(int64_t value, unsigned bits) {
  return uint64_t(value) << (64 - bits) >> (64 - bits);
}

template <typename F>
static int64_t binaryInteger(Operation *op, ArrayRef<int64_t> x, F &&f) {
  Type type = getElementTypeOrSelf(op->getResult(0).getType());
  return f(x[0], x[1], type.getIntOrFloatBitWidth());
}

static Value buildNegate(OpBuilder &b, Location loc, Value x) {
  if (isa<FloatType>(x.getType()))
    return arith::NegFOp::create(b, loc, x);
  return arith::SubIOp::create(b, loc, buildConstant(b, loc, x.getType(), 0),
                               x);
}

/// Integer division with the two undefined cases replaced: the divisor of both
/// becomes 1, and the quotient is chosen.
static Value buildDivide(OpBuilder &b, Location loc, Value x, Value y) {
  Type type = x.getType();
  if (isa<FloatType>(type))
    return arith::DivFOp::create(b, loc, x, y);
  Value zero = buildConstant(b, loc, type, 0),
        one = buildConstant(b, loc, type, 1);
  Value minusOne = buildConstant(b, loc, type, -1);
  Value byZero =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, y, zero);
  Value byMinusOne =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, y, minusOne);
  Value special = arith::OrIOp::create(b, loc, byZero, byMinusOne);
  Value divisor = arith::SelectOp::create(b, loc, special, one, y);
  Value quotient = arith::DivSIOp::create(b, loc, x, divisor);
  Value negative = arith::SubIOp::create(b, loc, zero, x);
  quotient = arith::SelectOp::create(b, loc, byMinusOne, negative, quotient);
  return arith::SelectOp::create(b, loc, byZero, minusOne, quotient);
}

static Value buildIs(OpBuilder &b, Location loc, arith::CmpIPredicate predicate,
                     Value x, double number) {
  return arith::CmpIOp::create(b, loc, predicate, x,
                               buildConstant(b, loc, x.getType(), number));
}

/// The two undefined cases have divisor 1; x % 0 is x.
static Value buildRemainder(OpBuilder &b, Location loc, Value x, Value y) {
  using P = arith::CmpIPredicate;
  Value byZero = buildIs(b, loc, P::eq, y, 0);
  Value special =
      arith::OrIOp::create(b, loc, byZero, buildIs(b, loc, P::eq, y, -1));
  Value one = buildConstant(b, loc, x.getType(), 1);
  Value divisor = arith::SelectOp::create(b, loc, special, one, y);
  Value rest = arith::RemSIOp::create(b, loc, x, divisor);
  return arith::SelectOp::create(b, loc, byZero, x, rest);
}

static Value buildModulo(OpBuilder &b, Location loc, Value x, Value y) {
  using P = arith::CmpIPredicate;
  Value rest = buildRemainder(b, loc, x, y);
  // A remainder of the other sign than the divisor is moved to its side; of
  // x mod 0 = x nothing is to be moved, as y = 0.
  Value signs = arith::XOrIOp::create(b, loc, rest, y);
  Value differ =
      arith::AndIOp::create(b, loc, buildIs(b, loc, P::slt, signs, 0),
                            buildIs(b, loc, P::ne, rest, 0));
  return arith::SelectOp::create(b, loc, differ,
                                 arith::AddIOp::create(b, loc, rest, y), rest);
}

/// The undefined case has divisor 1, and the result that is given, or all bits.
template <typename Op>
static Value buildUnsigned(OpBuilder &b, Location loc, Value x, Value y,
                           Value byZero) {
  Value isZero = buildIs(b, loc, arith::CmpIPredicate::eq, y, 0);
  Value one = buildConstant(b, loc, x.getType(), 1);
  Value divisor = arith::SelectOp::create(b, loc, isZero, one, y);
  Value result = Op::create(b, loc, x, divisor);
  if (!byZero)
    byZero = buildConstant(b, loc, x.getType(), -1);
  return arith::SelectOp::create(b, loc, isZero, byZero, result);
}

/// Past the width, to the right with sign, it is a shift by all bits but one.
template <typename Shift>
static Value buildShift(OpBuilder &b, Location loc, Value x, Value by) {
  unsigned bits = x.getType().getIntOrFloatBitWidth();
  Value zero = buildConstant(b, loc, x.getType(), 0);
  Value last = buildConstant(b, loc, x.getType(), bits - 1);
  if (bits == 1) // the width is not a number of the type
    last = zero;
  Value inside =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, by, last);
  Value least = arith::SelectOp::create(b, loc, inside, by, last);
  Value shifted = Shift::create(b, loc, x, least);
  if (std::is_same_v<Shift, arith::ShRSIOp>)
    return shifted;
  return arith::SelectOp::create(b, loc, inside, shifted, zero);
}

static Value buildNot(OpBuilder &b, Location loc, Value x) {
  return arith::XOrIOp::create(b, loc, x,
                               buildConstant(b, loc, x.getType(), -1));
}

static Value buildAbsolute(OpBuilder &b, Location loc, Value x) {
  if (isa<FloatType>(x.getType()))
    return math::AbsFOp::create(b, loc, x);
  return MaxInteger::create(b, loc, x, buildNegate(b, loc, x));
}

static Value buildIsInfinite(OpBuilder &b, Location loc, Value x) {
  Value infinity = buildConstant(b, loc, x.getType(), INFINITY);
  return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ,
                               math::AbsFOp::create(b, loc, x), infinity);
}

namespace {
struct Sign {
  static Value create(OpBuilder &b, Location loc, Value x) {
    Value zero = buildConstant(b, loc, x.getType(), 0);
    auto when = [&](arith::CmpFPredicate predicate, double yes, Value no) {
      return arith::SelectOp::create(
          b, loc, arith::CmpFOp::create(b, loc, predicate, x, zero),
          buildConstant(b, loc, x.getType(), yes), no);
    };
    return when(arith::CmpFPredicate::OGT, 1,
                when(arith::CmpFPredicate::OLT, -1, x));
  }
};

struct Reciprocal {
  static Value create(OpBuilder &b, Location loc, Value x) {
    return arith::DivFOp::create(b, loc, buildConstant(b, loc, x.getType(), 1),
                                 x);
  }
};
} // namespace

static Value buildCompare(OpBuilder &b, Location loc, Predicate predicate,
                          Value x, Value y) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  static constexpr F floats[] = {F::OEQ, F::UNE, F::OLT,
                                 F::OLE, F::OGT, F::OGE};
  static constexpr I integers[] = {I::eq,  I::ne,  I::slt,
                                   I::sle, I::sgt, I::sge};
  static constexpr I booleans[] = {I::eq,  I::ne,  I::ult,
                                   I::ule, I::ugt, I::uge};
  unsigned i = static_cast<unsigned>(predicate);
  if (isa<FloatType>(x.getType()))
    return arith::CmpFOp::create(b, loc, floats[i], x, y);
  bool isBoolean = x.getType().isInteger(1);
  return arith::CmpIOp::create(b, loc, (isBoolean ? booleans : integers)[i], x,
                               y);
}

/// Truncates towards zero; values beyond the type's range become its limits and
/// NaN becomes 0.
static Value buildFloatToInt(OpBuilder &b, Location loc, Value x,
                             IntegerType to) {
  Type from = x.getType();
  double limit = std::ldexp(1.0, to.getWidth() - 1);
  Value low = buildConstant(b, loc, from, -limit),
        high = buildConstant(b, loc, from, limit);
  auto constant = [&](APInt value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(to, value));
  };
  Value tooLow =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLE, x, low);
  Value tooHigh =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE, x, high);
  Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
  Value outside = arith::OrIOp::create(
      b, loc, arith::OrIOp::create(b, loc, tooLow, tooHigh), isNan);
  Value inside = arith::SelectOp::create(b, loc, outside,
                                         buildConstant(b, loc, from, 0), x);
  Value result = arith::FPToSIOp::create(b, loc, to, inside);
  result = arith::SelectOp::create(
      b, loc, tooLow, constant(APInt::getSignedMinValue(to.getWidth())),
      result);
  return arith::SelectOp::create(
      b, loc, tooHigh, constant(APInt::getSignedMaxValue(to.getWidth())),
      result);
}

static Value buildCast(OpBuilder &b, Location loc, Value x, Type to) {
  Type from = x.getType();
  if (from == to)
    return x;
  if (to.isInteger(1))
    return buildCompare(b, loc, Predicate::ne, x,
                        buildConstant(b, loc, from, 0));
  if (isa<FloatType>(from) && isa<FloatType>(to)) {
    bool isFar = from.isF64() && to.getIntOrFloatBitWidth() < 32;
    if (isFar)
      x = arith::TruncFOp::create(b, loc, b.getF32Type(), x);
    if (from.getIntOrFloatBitWidth() < to.getIntOrFloatBitWidth())
      return arith::ExtFOp::create(b, loc, to, x);
    return arith::TruncFOp::create(b, loc, to, x);
  }
  if (isa<FloatType>(from))
    return buildFloatToInt(b, loc, x, cast<IntegerType>(to));
  if (isa<FloatType>(to)) {
    Type computed = to.isF64() ? to : b.getF32Type();
    Value number =
        from.isInteger(1)
            ? arith::UIToFPOp::create(b, loc, computed, x).getResult()
            : arith::SIToFPOp::create(b, loc, computed, x).getResult();
    return buildCast(b, loc, number, to);
  }
  if (from.getIntOrFloatBitWidth() > to.getIntOrFloatBitWidth())
    return arith::TruncIOp::create(b, loc, to, x);
  return from.isInteger(1) ? arith::ExtUIOp::create(b, loc, to, x).getResult()
                           : arith::ExtSIOp::create(b, loc, to, x).getResult();
}

/// Strides by which a broadcast operand is read at an index of the result; 0
/// where it stretches.
static SmallVector<int64_t> broadcastStrides(ArrayRef<int64_t> shape,
                                             size_t rank) {
  SmallVector<int64_t> strides(rank, 0), own = stridesOf(shape);
  for (size_t i = 0, offset = rank - shape.size(); i < shape.size(); ++i)
    strides[offset + i] = shape[i] == 1 ? 0 : own[i];
  return strides;
}

static SmallVector<int64_t> broadcastShape(ArrayRef<HostTensor> operands) {
  SmallVector<int64_t> shape;
  for (const HostTensor &operand : operands) {
    if (operand.rank() > static_cast<int64_t>(shape.size()))
      shape.insert(shape.begin(), operand.rank() - shape.size(), 1);
    for (auto [size, own] :
         llvm::zip(llvm::reverse(shape), llvm::reverse(operand.shape())))
      size = size == 1 ? own : size;
  }
  return shape;
}

/// Applies the function at every index, reading operands as `Wide`.
template <typename Wide, typename F>
static void applyEverywhere(ArrayRef<HostTensor> operands,
                            ArrayRef<int64_t> shape, F &&store) {
  SmallVector<std::vector<Wide>> elements;
  SmallVector<SmallVector<int64_t>> strides;
  for (const HostTensor &operand : operands) {
    elements.push_back(operand.widened<Wide>());
    strides.push_back(broadcastStrides(operand.shape(), shape.size()));
  }
  SmallVector<Wide> x(operands.size());
  int64_t at = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> index) {
    for (size_t k = 0; k < x.size(); ++k)
      x[k] = elements[k][std::inner_product(index.begin(), index.end(),
                                            strides[k].begin(), int64_t(0))];
    store(at++, ArrayRef<Wide>(x));
  });
}

/// Extents that are not statically one must be equal.
static LogicalResult checkBroadcast(Operation *op,
                                    ArrayRef<HostTensor> operands,
                                    ArrayRef<int64_t> shape) {
  for (auto [operand, type] : llvm::zip_equal(operands, op->getOperandTypes()))
    for (int64_t i = 0; i < operand.rank(); ++i) {
      int64_t d = shape.size() - operand.rank() + i, own = operand.shape()[i];
      if (own != shape[d] && cast<ShapedType>(type).getDimSize(i) != 1)
        return op->emitOpError("expected dimension ")
               << d << " to be " << shape[d] << ", got " << own;
    }
  return success();
}

LogicalResult nn::evaluateElementwise(ElementwiseOpInterface op,
                                      ArrayRef<HostTensor> operands,
                                      SmallVectorImpl<HostTensor> &results) {
  SmallVector<int64_t> shape = broadcastShape(operands);
  if (failed(checkBroadcast(op, operands, shape)))
    return failure();
  HostTensor result(getElementTypeOrSelf(op->getResult(0).getType()), shape);
  // A function of floats anywhere is evaluated in double and rounded once,
  // which is exact for + - * / and sqrt.
  if (llvm::any_of(operands, [](const HostTensor &operand) {
        return isa<FloatType>(operand.elementType());
      }))
    applyEverywhere<double>(operands, shape, [&](int64_t at, auto x) {
      result.setFloat(at, op.applyFloat(x));
    });
  else
    applyEverywhere<int64_t>(operands, shape, [&](int64_t at, auto x) {
      result.setInt(at, op.applyInt(x));
    });
  results.push_back(result);
  return success();
}

/// The function on f32 where there are shorter floats: every target computes
/// it, and rounding to them comes last.
static Value buildInF32(ElementwiseOpInterface op, OpBuilder &b,
                        ValueRange args) {
  auto isShort = [](Type type) {
    return isa<FloatType>(type) && type.getIntOrFloatBitWidth() < 32;
  };
  SmallVector<Value> x(args);
  for (Value &each : x)
    if (isShort(each.getType()))
      each = buildCast(b, op.getLoc(), each, b.getF32Type());
  Value result = op.buildScalar(b, x);
  Type type = getElementTypeOrSelf(op->getResult(0).getType());
  return isShort(type) ? buildCast(b, op.getLoc(), result, type) : result;
}

FailureOr<SmallVector<Value>>
nn::decomposeElementwise(ElementwiseOpInterface op, OpBuilder &builder) {
  auto empty = emptyResults(cast<DimsOpInterface>(op.getOperation()), builder);
  if (failed(empty))
    return failure();
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  int64_t rank = type.getRank();
  SmallVector<AffineMap> maps;
  for (Type operand : op->getOperandTypes()) {
    auto own = cast<RankedTensorType>(operand);
    SmallVector<AffineExpr> exprs;
    for (int64_t i = 0, offset = rank - own.getRank(); i < own.getRank(); ++i)
      exprs.push_back(own.getDimSize(i) == 1 && type.getDimSize(offset + i) != 1
                          ? builder.getAffineConstantExpr(0)
                          : builder.getAffineDimExpr(offset + i));
    maps.push_back(AffineMap::get(rank, 0, exprs, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(rank));
  return SmallVector<Value>{buildGeneric(
      builder, op.getLoc(), op->getOperands(), empty->front(), maps,
      SmallVector<bool>(rank, false), [&](OpBuilder &b, ValueRange args) {
        return buildInF32(op, b, args.drop_back());
      })};
}

#define GET_OP_CLASSES
#include "dialects/NN/Elementwise.cpp.inc"
