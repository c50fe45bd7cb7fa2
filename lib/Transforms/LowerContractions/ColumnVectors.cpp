//===- ColumnVectors.cpp - a factor computed for a vector of columns ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Transforms/LowerContractions/ColumnVectors.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tenfold;

void ColumnVectors::moveTo(Value newBlock, AffineExpr newK, Value newColumn) {
  block = newBlock, k = newK, column = newColumn;
  values.clear();
}

AffineExpr ColumnVectors::uniform(Value value) {
  if (auto place = value.getDefiningOp<linalg::IndexOp>())
    return place.getDim() == computed.k.front() ? k : AffineExpr();
  IntegerAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return b.getAffineConstantExpr(constant.getInt());
  Operation *op = value.getDefiningOp();
  if (!op ||
      !isa<arith::DivUIOp, arith::RemUIOp, arith::MulIOp, arith::IndexCastOp>(
          op))
    return {};
  AffineExpr lhs = uniform(op->getOperand(0));
  if (isa<arith::IndexCastOp>(op) || !lhs)
    return lhs;
  auto rhs = dyn_cast_or_null<AffineConstantExpr>(uniform(op->getOperand(1)));
  if (!rhs)
    return {};
  return isa<arith::DivUIOp>(op)   ? lhs.floorDiv(rhs)
         : isa<arith::RemUIOp>(op) ? lhs % rhs
                                   : lhs * rhs;
}

VectorType ColumnVectors::vectorType(Type element, int64_t steps) {
  return VectorType::get({library.lanes() * steps}, element);
}

Value ColumnVectors::vectorOf(Value value) {
  auto [at, isNew] = values.try_emplace(value.getAsOpaquePointer());
  if (!isNew)
    return at->second;
  Value result;
  if (auto argument = dyn_cast<BlockArgument>(value))
    result = load(argument);
  else if (AffineExpr same = uniform(value))
    result = splat(same, value.getType());
  else
    result = apply(value);
  return values[value.getAsOpaquePointer()] = result;
}

Value ColumnVectors::apply(Value value) {
  Operation *op = value.getDefiningOp();
  if (FloatAttr constant; matchPattern(value, m_Constant(&constant)))
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(vectorType(value.getType()),
                                  constant.getValue()));
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(vectorOf(operand));
  OperationState state(op->getLoc(), op->getName(), operands,
                       vectorType(value.getType()), op->getAttrs());
  return b.create(state)->getResult(0);
}

Value ColumnVectors::splat(AffineExpr expr, Type type) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(vectorType(type),
                                  b.getIntegerAttr(type, constant.getValue())));
  Value scalar = arith::IndexCastOp::create(b, type, number(expr));
  return vector::BroadcastOp::create(b, vectorType(type), scalar);
}

Value ColumnVectors::number(AffineExpr expr) {
  return index.apply(expr, block);
}

AffineMap ColumnVectors::placeOf(OpOperand *operand, AffineExpr step) {
  AffineMap map = computed.map(operand);
  SmallVector<AffineExpr> dims(map.getNumDims(), b.getAffineConstantExpr(0));
  dims[computed.k.front()] = step;
  AffineMap place = map.replaceDimsAndSymbols(dims, {}, 1, 0);
  return simplifyAffineMap(
      AffineMap::get(1, 0, place.getResults(), b.getContext()));
}

/// Indices into a part of `type`, which may have one dimension for two of the
/// map's last results.
SmallVector<Value> ColumnVectors::indices(AffineMap place, MemRefType type) {
  SmallVector<Value> at{panel};
  for (AffineExpr expr : place.getResults().slice(1, type.getRank() - 2))
    at.push_back(number(expr));
  int64_t steps = type.getRank() < place.getNumResults() ? kGroupedSteps : 1;
  at.push_back(index.mul(column, index.constant(steps)));
  return at;
}

Value ColumnVectors::load(BlockArgument input) {
  OpOperand *operand =
      linalg::LinalgOp(computed.op).getMatchingOpOperand(input);
  unsigned part = llvm::find(computed.parts, operand) - computed.parts.begin();
  AffineMap place = placeOf(operand, k);
  auto &[known, value] = loads[{part, column.getAsOpaquePointer()}];
  if (known == place)
    return value;
  known = place;
  auto type = cast<MemRefType>(parts[part].getType());
  if (stepsAhead)
    memref::PrefetchOp::create(
        b, parts[part], indices(placeOf(operand, k + stepsAhead), type),
        /*isWrite=*/false, /*localityHint=*/3, /*isDataCache=*/true);
  int64_t steps = type.getRank() < place.getNumResults() ? kGroupedSteps : 1;
  return value =
             vector::LoadOp::create(b, vectorType(type.getElementType(), steps),
                                    parts[part], indices(place, type));
}
