//===- Rope.cpp - rotary position embedding -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <numbers>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

constexpr double kTurn = 2 * std::numbers::pi;

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

/// Elements that rotate: an even number, static.
static FailureOr<int64_t>
rotated(DimContext &context, std::optional<uint64_t> dims, AffineExpr width) {
  auto size = dyn_cast<AffineConstantExpr>(context.resolve(width));
  int64_t count = dims ? *dims : size ? size.getValue() : 0;
  if (!size && !dims)
    return context.error("expected a static width of `x`, or `dims`");
  if (count <= 0 || count % 2 != 0)
    return context.error("expected an even number of `dims`, got " +
                         Twine(count));
  if (size && count > size.getValue())
    return context.error("expected at most " + Twine(size.getValue()) +
                         " `dims`, the width of `x`, got " + Twine(count));
  return count;
}

LogicalResult RopeOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  const Dims &x = operands[0], &positions = operands[1];
  if (x.size() != 4)
    return context.error("expected `x` to have rank 4, got rank " +
                         Twine(x.size()));
  if (positions.size() > 2)
    return context.error("expected `positions` to have rank 2, got rank " +
                         Twine(positions.size()));
  SmallVector<Dims> both{{x[0], x[2]}, positions}, broadcast;
  if (failed(broadcastDims(context, both, broadcast)))
    return failure();
  for (auto [own, size] : llvm::zip_equal(both[0], broadcast[0]))
    if (failed(context.unify(own, size, "a dimension of `positions`")))
      return failure();
  auto count = rotated(context, adaptor.getDims(), x[3]);
  if (failed(count))
    return failure();
  if (adaptor.getFactors() &&
      (operands[2].size() != 1 ||
       failed(context.unify(context.constant(*count / 2), operands[2][0],
                            "the number of `factors`"))))
    return operands[2].size() == 1
               ? failure()
               : context.error("expected `factors` to have rank 1, got rank " +
                               Twine(operands[2].size()));
  results.push_back(x);
  return success();
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

/// Position of pair `i`'s first element and the distance to its second.
static std::pair<int64_t, int64_t> pairAt(Pairing pairing, int64_t i,
                                          int64_t dims) {
  return pairing == Pairing::adjacent ? std::pair(2 * i, int64_t(1))
                                      : std::pair(i, dims / 2);
}

LogicalResult RopeOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0], &positions = operands[1];
  HostTensor result(x.elementType(), x.shape());
  int64_t width = x.shape()[3], dims = getDims().value_or(width);
  if (dims > width)
    return emitOpError("expected at most ")
           << width << " `dims`, the width of `x`, got " << dims;
  double base = getBase().convertToDouble(),
         magnitude = getMagnitude().convertToDouble();
  int64_t rank = positions.rank();
  auto step = [&](int64_t fromLast) { // stride of a broadcast dimension
    bool moves = rank >= fromLast && positions.shape()[rank - fromLast] != 1;
    return moves ? stridesOf(positions.shape())[rank - fromLast] : 0;
  };
  int64_t at = 0, batchStep = step(2), seqStep = step(1);
  forEachIndex(x.shape().drop_back(), [&](ArrayRef<int64_t> index) {
    double position = static_cast<double>(
        positions.getInt(index[0] * batchStep + index[2] * seqStep));
    for (int64_t i = 0; i < dims / 2; ++i) {
      double factor = operands.size() > 2 ? operands[2].getFloat(i) : 1;
      double angle = position * std::pow(base, -2.0 * i / dims) / factor;
      auto [first, distance] = pairAt(getPairing(), i, dims);
      double u = x.getFloat(at + first), v = x.getFloat(at + first + distance);
      double c = magnitude * std::cos(angle), s = magnitude * std::sin(angle);
      result.setFloat(at + first, u * c - v * s);
      result.setFloat(at + first + distance, v * c + u * s);
    }
    for (int64_t d = dims; d < width; ++d)
      result.setFloat(at + d, x.getFloat(at + d));
    at += width;
  });
  results.push_back(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Decomposition
//===----------------------------------------------------------------------===//

namespace {
/// Builds the rotation of all of `x`, of `dims` elements.
class Rotation {
public:
  Rotation(OpBuilder &b, RopeOp op, Value x, int64_t dims)
      : b(b), op(op), loc(op.getLoc()), x(x), half(dims / 2),
        type(cast<RankedTensorType>(x.getType())) {
    for (unsigned d : {0, 1, 2})
      sizes.push_back(tensor::getMixedSize(b, loc, x, d));
  }
  Value build();

private:
  ValueRange buildTables();
  Value buildAngle(OpBuilder &b, Value position, Value factor);
  OpFoldResult index(int64_t value) { return b.getIndexAttr(value); }
  AffineMap map(ArrayRef<int64_t> loops);
  ValueRange generic(ValueRange inputs, ValueRange inits,
                     ArrayRef<AffineMap> maps,
                     function_ref<void(OpBuilder &, ValueRange)> body);

  OpBuilder &b;
  RopeOp op;
  Location loc;
  Value x;
  int64_t half;
  RankedTensorType type;
  SmallVector<OpFoldResult> sizes; // batch, heads, seq
};
} // namespace

ValueRange Rotation::generic(ValueRange inputs, ValueRange inits,
                             ArrayRef<AffineMap> maps,
                             function_ref<void(OpBuilder &, ValueRange)> body) {
  SmallVector<utils::IteratorType> loops(maps[0].getNumDims(),
                                         utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, inits.getTypes(), inputs, inits, maps, loops,
             [&](OpBuilder &b, Location, ValueRange args) { body(b, args); })
      .getResults();
}

/// Angle of pair i = loop 2, less whole turns.
Value Rotation::buildAngle(OpBuilder &b, Value position, Value factor) {
  Type f64 = b.getF64Type();
  auto number = [&](double value) { return buildConstant(b, loc, f64, value); };
  Value i = arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                       linalg::IndexOp::create(b, loc, 2));
  // base^(-2 i / dims) = 2^(i (-2 log2(base) / dims))
  double step = -std::log2(op.getBase().convertToDouble()) / half;
  Value exponent = arith::MulFOp::create(
      b, loc, arith::SIToFPOp::create(b, loc, f64, i), number(step));
  Value angle = arith::MulFOp::create(
      b, loc, arith::SIToFPOp::create(b, loc, f64, position),
      math::Exp2Op::create(b, loc, exponent));
  if (factor && factor.getType() != f64)
    factor = arith::ExtFOp::create(b, loc, f64, factor);
  if (factor)
    angle = arith::DivFOp::create(b, loc, angle, factor);
  Value turns = math::RoundEvenOp::create(
      b, loc, arith::MulFOp::create(b, loc, angle, number(1 / kTurn)));
  return math::FmaOp::create(b, loc, turns, number(-kTurn), angle);
}

/// Cosines and sines, [batch, seq, half].
ValueRange Rotation::buildTables() {
  Type element = type.getElementType();
  SmallVector<OpFoldResult> shape{sizes[0], sizes[2], index(half)};
  Value empty = tensor::EmptyOp::create(b, loc, shape, element);
  auto own = cast<RankedTensorType>(op.getPositions().getType());
  SmallVector<AffineExpr> exprs;
  for (int64_t d = 0, offset = 2 - own.getRank(); d < own.getRank(); ++d)
    exprs.push_back(own.getDimSize(d) == 1 ? b.getAffineConstantExpr(0)
                                           : b.getAffineDimExpr(offset + d));
  SmallVector<Value> inputs{op.getPositions()};
  SmallVector<AffineMap> maps{AffineMap::get(3, 0, exprs, b.getContext())};
  if (op.getFactors()) {
    inputs.push_back(op.getFactors());
    maps.push_back(AffineMap::get(3, 0, b.getAffineDimExpr(2)));
  }
  maps.append(2, b.getMultiDimIdentityMap(3));
  return generic(inputs, {empty, empty}, maps, [&](OpBuilder &b, ValueRange x) {
    Value angle = buildAngle(b, x[0], op.getFactors() ? x[1] : Value());
    if (!element.isF64())
      angle = arith::TruncFOp::create(b, loc, element, angle);
    Value magnitude =
        buildConstant(b, loc, element, op.getMagnitude().convertToDouble());
    auto scaled = [&](Value v) -> Value {
      return arith::MulFOp::create(b, loc, v, magnitude);
    };
    linalg::YieldOp::create(
        b, loc,
        ValueRange{scaled(math::CosOp::create(b, loc, angle)),
                   scaled(math::SinOp::create(b, loc, angle))});
  });
}

/// `loops` as results of a map of the rotation's loops; -1 and -2 are the
/// constants 0 and 1.
AffineMap Rotation::map(ArrayRef<int64_t> loops) {
  auto exprs = llvm::map_to_vector(loops, [&](int64_t loop) {
    return loop < 0 ? b.getAffineConstantExpr(-1 - loop)
                    : b.getAffineDimExpr(loop);
  });
  return AffineMap::get(5, 0, exprs, b.getContext());
}

/// The last dimension split into pairs, loops batch, heads, seq, then `which`
/// of a pair outside of the pairs where they are halves.
Value Rotation::build() {
  bool adjacent = op.getPairing() == Pairing::adjacent;
  ValueRange tables = buildTables();
  SmallVector<int64_t> shape(type.getShape().drop_back());
  shape.append(adjacent ? std::initializer_list<int64_t>{half, 2}
                        : std::initializer_list<int64_t>{2, half});
  SmallVector<OpFoldResult> split(sizes);
  split.push_back(index(shape[3]));
  split.push_back(index(shape[4]));
  SmallVector<ReassociationIndices> groups{{0}, {1}, {2}, {3, 4}};
  Value pairs = tensor::ExpandShapeOp::create(
      b, loc, RankedTensorType::get(shape, type.getElementType()), x, groups,
      split);
  Value empty = tensor::EmptyOp::create(b, loc, split, type.getElementType());
  int64_t which = adjacent ? 4 : 3, pair = 7 - which;
  auto part = [&](int64_t constant) {
    SmallVector<int64_t> loops{0, 1, 2, 3, 4};
    loops[which] = constant;
    return map(loops);
  };
  Value rotated = generic(
      {pairs, pairs, tables[0], tables[1]}, empty,
      {part(-1), part(-2), map({0, 2, pair}), map({0, 2, pair}),
       map({0, 1, 2, 3, 4})},
      [&](OpBuilder &b, ValueRange args) {
        Value u = args[0], v = args[1], c = args[2], s = args[3];
        auto times = [&](Value a, Value d) -> Value {
          return arith::MulFOp::create(b, loc, a, d);
        };
        Value first = arith::SubFOp::create(b, loc, times(u, c), times(v, s));
        Value second = arith::AddFOp::create(b, loc, times(v, c), times(u, s));
        Value isFirst =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                  linalg::IndexOp::create(b, loc, which),
                                  arith::ConstantIndexOp::create(b, loc, 0));
        Value chosen = arith::SelectOp::create(b, loc, isFirst, first, second);
        linalg::YieldOp::create(b, loc, chosen);
      })[0];
  return tensor::CollapseShapeOp::create(b, loc, type, rotated, groups);
}

FailureOr<SmallVector<Value>> RopeOp::decompose(OpBuilder &b) {
  auto type = cast<RankedTensorType>(getX().getType());
  int64_t width = type.getDimSize(3), dims = getDims().value_or(width);
  if (dims == width)
    return SmallVector<Value>{Rotation(b, *this, getX(), dims).build()};
  Value head = SliceOp::create(b, getLoc(), getX(), 3, 0, dims);
  Value rest = SliceOp::create(b, getLoc(), getX(), 3, dims, std::nullopt);
  Value rotated = Rotation(b, *this, head, dims).build();
  return SmallVector<Value>{
      ConcatOp::create(b, getLoc(), ValueRange{rotated, rest}, 3)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Rope.cpp.inc"
