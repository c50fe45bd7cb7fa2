//===- Access.cpp - vectors from and to memrefs ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unit stride is one vector load or store, masked at the end of a row. Anything
// else goes lane by lane; lanes out of range then read the last element in
// range again, which always exists.
//
// An i1 takes a byte in memory but a bit in a vector, so i1 memrefs are read
// and written as i8. The cast between the two memref types is a no-op for the
// LLVM type converter, and reconcile-unrealized-casts removes it.

#include "lib/Transforms/VectorizeGenerics/Access.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

bool tenfold::vectorize::isContiguous(AffineMap map, unsigned lane,
                                      MemRefType type) {
  if (map.getNumResults() == 0 || !type.isLastDimUnitStride())
    return false;
  for (AffineExpr expr : map.getResults().drop_back())
    if (expr.isFunctionOfDim(lane))
      return false;
  AffineExpr rest = simplifyAffineExpr(
      map.getResults().back() - getAffineDimExpr(lane, map.getContext()),
      map.getNumDims(), map.getNumSymbols());
  return !rest.isFunctionOfDim(lane);
}

static SmallVector<Value> indicesAt(OpBuilder &b, Location loc, AffineMap map,
                                    ValueRange ivs) {
  SmallVector<Value> indices;
  for (AffineExpr expr : map.getResults())
    indices.push_back(affine::expandAffineExpr(b, loc, expr, ivs, {}));
  return indices;
}

Value tenfold::vectorize::splat(OpBuilder &b, const Step &step, Value scalar) {
  auto type = VectorType::get({step.width}, scalar.getType());
  Attribute constant;
  if (matchPattern(scalar, m_Constant(&constant)))
    return arith::ConstantOp::create(b, step.loc,
                                     DenseElementsAttr::get(type, constant));
  return vector::BroadcastOp::create(b, step.loc, type, scalar);
}

Value tenfold::vectorize::loadScalar(OpBuilder &b, Location loc, Value memref,
                                     AffineMap map, ValueRange ivs) {
  return memref::LoadOp::create(b, loc, memref, indicesAt(b, loc, map, ivs));
}

void tenfold::vectorize::storeScalar(OpBuilder &b, Location loc, Value value,
                                     Value memref, AffineMap map,
                                     ValueRange ivs) {
  memref::StoreOp::create(b, loc, value, memref, indicesAt(b, loc, map, ivs));
}

static Value asBytes(OpBuilder &b, Location loc, Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  if (!type.getElementType().isInteger(1))
    return memref;
  Type bytes = MemRefType::Builder(type).setElementType(b.getI8Type());
  return UnrealizedConversionCastOp::create(b, loc, bytes, memref).getResult(0);
}

Value tenfold::vectorize::loadRow(OpBuilder &b, const Step &step, Value memref,
                                  ValueRange indices) {
  Value source = asBytes(b, step.loc, memref);
  Type element = cast<MemRefType>(source.getType()).getElementType();
  auto type = VectorType::get({step.width}, element);
  auto zero = arith::ConstantOp::create(b, step.loc, b.getZeroAttr(type));
  Value loaded;
  if (step.mask)
    loaded = vector::MaskedLoadOp::create(b, step.loc, type, source, indices,
                                          step.mask, zero);
  else
    loaded = vector::LoadOp::create(b, step.loc, type, source, indices);
  if (source == memref)
    return loaded;
  return arith::CmpIOp::create(b, step.loc, arith::CmpIPredicate::ne, loaded,
                               zero);
}

static void storeRow(OpBuilder &b, const Step &step, Value value, Value memref,
                     ValueRange indices) {
  Value target = asBytes(b, step.loc, memref);
  if (target != memref)
    value = arith::ExtUIOp::create(
        b, step.loc, VectorType::get({step.width}, b.getI8Type()), value);
  if (step.mask)
    vector::MaskedStoreOp::create(b, step.loc, target, indices, step.mask,
                                  value);
  else
    vector::StoreOp::create(b, step.loc, value, target, indices);
}

/// Values of the loops at lane `l`, kept in range.
static SmallVector<Value> ivsAtLane(OpBuilder &b, const Step &step,
                                    ValueRange ivs, unsigned lane, unsigned l) {
  SmallVector<Value> at(ivs);
  if (l == 0)
    return at;
  at[lane] = arith::AddIOp::create(
      b, step.loc, step.first, arith::ConstantIndexOp::create(b, step.loc, l));
  if (step.mask)
    at[lane] = arith::MinSIOp::create(b, step.loc, at[lane], step.last);
  return at;
}

Value tenfold::vectorize::loadLanes(OpBuilder &b, const Step &step,
                                    Value memref, AffineMap map, ValueRange ivs,
                                    unsigned lane) {
  auto type = cast<MemRefType>(memref.getType());
  if (isContiguous(map, lane, type))
    return loadRow(b, step, memref, indicesAt(b, step.loc, map, ivs));
  SmallVector<Value> elements;
  for (unsigned l = 0; l < step.width; ++l)
    elements.push_back(
        loadScalar(b, step.loc, memref, map, ivsAtLane(b, step, ivs, lane, l)));
  return vector::FromElementsOp::create(
      b, step.loc, VectorType::get({step.width}, type.getElementType()),
      elements);
}

void tenfold::vectorize::storeLanes(OpBuilder &b, const Step &step, Value value,
                                    Value memref, AffineMap map, ValueRange ivs,
                                    unsigned lane) {
  if (isContiguous(map, lane, cast<MemRefType>(memref.getType())))
    return storeRow(b, step, value, memref, indicesAt(b, step.loc, map, ivs));
  for (unsigned l = 0; l < step.width; ++l) {
    OpBuilder::InsertionGuard guard(b);
    if (step.mask && l > 0) {
      Value inRange = vector::ExtractOp::create(b, step.loc, step.mask, l);
      auto branch = scf::IfOp::create(b, step.loc, inRange);
      b.setInsertionPointToStart(branch.thenBlock());
    }
    Value element = vector::ExtractOp::create(b, step.loc, value, l);
    storeScalar(b, step.loc, element, memref, map,
                ivsAtLane(b, step, ivs, lane, l));
  }
}

Value tenfold::vectorize::gatherLanes(OpBuilder &b, const Step &step,
                                      Value memref, ValueRange indices) {
  // An index out of range may be any number: lane 0, which is always in range,
  // stands in for it.
  SmallVector<Value> safe(indices);
  for (Value &index : safe)
    if (step.mask && isa<VectorType>(index.getType())) {
      Value zeroth = vector::ExtractOp::create(b, step.loc, index, 0);
      index = arith::SelectOp::create(b, step.loc, step.mask, index,
                                      splat(b, step, zeroth));
    }
  SmallVector<Value> elements;
  for (unsigned l = 0; l < step.width; ++l) {
    SmallVector<Value> at(safe);
    for (Value &index : at)
      if (isa<VectorType>(index.getType()))
        index = vector::ExtractOp::create(b, step.loc, index, l);
    elements.push_back(memref::LoadOp::create(b, step.loc, memref, at));
  }
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  return vector::FromElementsOp::create(
      b, step.loc, VectorType::get({step.width}, element), elements);
}
