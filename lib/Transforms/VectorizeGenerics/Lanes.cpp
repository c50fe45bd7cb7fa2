//===- Lanes.cpp - the region of one op on one vector of lanes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/VectorizeGenerics/Lanes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

Value Lanes::scalarOf(Value value) const {
  return scalars.lookupOrDefault(value);
}

/// The accumulator of a reduction along the lanes is kept by the loop, not read
/// by the region.
bool Lanes::isAccumulator(OpOperand &operand) const {
  return plan.reducesLanes() && plan.op.isDpsInit(&operand);
}

void Lanes::emitUniform(OpBuilder &b, ValueRange ivs, const Held &rows) {
  scalars.clear();
  for (OpOperand &operand : plan.op->getOpOperands()) {
    Value argument = plan.op.getMatchingBlockArgument(&operand);
    if (plan.of(argument) != Vary::Uniform || argument.use_empty() ||
        isAccumulator(operand))
      continue;
    Value source = operand.get();
    if (!isa<MemRefType>(source.getType()))
      scalars.map(argument, source);
    else if (Value held = rows.lookup(source))
      scalars.map(argument, held);
    else
      scalars.map(argument,
                  loadScalar(b, plan.op.getLoc(), source,
                             plan.op.getMatchingIndexingMap(&operand), ivs));
  }
  for (Operation &op : plan.op.getBlock()->without_terminator()) {
    if (plan.of(op.getResult(0)) != Vary::Uniform ||
        llvm::is_contained(plan.combiners, &op))
      continue;
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      scalars.map(index.getResult(), ivs[index.getDim()]);
    else
      b.clone(op, scalars);
  }
}

SmallVector<Value> Lanes::scalarResults() const {
  return llvm::map_to_vector(plan.op.getBlock()->getTerminator()->getOperands(),
                             [&](Value v) { return scalarOf(v); });
}

Value Lanes::vectorOf(OpBuilder &b, const Step &step, Value value) const {
  switch (plan.of(value)) {
  case Vary::Uniform:
    return splat(b, step, scalarOf(value));
  case Vary::Lanes:
    return vectors.lookup(value);
  case Vary::Steps:
    break;
  }
  Type type = value.getType();
  Value steps = vector::StepOp::create(
      b, step.loc, VectorType::get({step.width}, b.getIndexType()));
  if (!type.isIndex())
    steps = arith::IndexCastOp::create(
        b, step.loc, VectorType::get({step.width}, type), steps);
  return arith::AddIOp::create(b, step.loc, splat(b, step, scalarOf(value)),
                               steps);
}

void Lanes::emitSteps(OpBuilder &b, Operation *op, const Step &step) {
  if (isa<linalg::IndexOp>(op))
    scalars.map(op->getResult(0), step.first);
  else
    b.clone(*op, scalars);
}

void Lanes::emitLoad(OpBuilder &b, memref::LoadOp load, const Step &step) {
  ValueRange indices = load.getIndices();
  bool rowUniform = llvm::all_of(indices.drop_back(), [&](Value v) {
    return plan.of(v) == Vary::Uniform;
  });
  if (rowUniform && plan.of(indices.back()) == Vary::Steps &&
      load.getMemRefType().isLastDimUnitStride()) {
    auto at =
        llvm::map_to_vector(indices, [&](Value v) { return scalarOf(v); });
    vectors[load] = loadRow(b, step, scalarOf(load.getMemRef()), at);
    return;
  }
  auto at = llvm::map_to_vector(indices, [&](Value v) {
    return plan.of(v) == Vary::Uniform ? scalarOf(v) : vectorOf(b, step, v);
  });
  vectors[load] = gatherLanes(b, step, scalarOf(load.getMemRef()), at);
}

void Lanes::emitLanes(OpBuilder &b, Operation *op, const Step &step) {
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return emitLoad(b, load, step);
  IRMapping mapping;
  for (Value operand : op->getOperands())
    if (!mapping.contains(operand))
      mapping.map(operand, vectorOf(b, step, operand));
  Operation *clone = b.clone(*op, mapping);
  // A divisor of a lane out of range may be zero, and the processor traps.
  if (step.mask &&
      isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp,
          arith::CeilDivSIOp, arith::CeilDivUIOp, arith::FloorDivSIOp>(op)) {
    OpBuilder before(clone);
    Value one = arith::ConstantOp::create(
        before, step.loc, b.getOneAttr(op->getOperand(1).getType()));
    clone->setOperand(1, arith::SelectOp::create(before, step.loc, step.mask,
                                                 clone->getOperand(1),
                                                 splat(before, step, one)));
  }
  clone->getResult(0).setType(
      VectorType::get({step.width}, op->getResult(0).getType()));
  vectors[op->getResult(0)] = clone->getResult(0);
}

SmallVector<Value> Lanes::emitVector(OpBuilder &b, const Step &step,
                                     ValueRange ivs, const Held &held) {
  vectors.clear();
  for (OpOperand &operand : plan.op->getOpOperands()) {
    Value argument = plan.op.getMatchingBlockArgument(&operand);
    if (plan.of(argument) != Vary::Lanes || argument.use_empty())
      continue;
    Value vector = held.lookup(operand.get());
    if (!vector)
      vector =
          loadLanes(b, step, operand.get(),
                    plan.op.getMatchingIndexingMap(&operand), ivs, plan.lane);
    vectors[argument] = vector;
  }
  for (Operation &op : plan.op.getBlock()->without_terminator()) {
    Vary vary = plan.of(op.getResult(0));
    if (vary == Vary::Uniform || llvm::is_contained(plan.combiners, &op))
      continue;
    if (vary == Vary::Steps)
      emitSteps(b, &op, step);
    else
      emitLanes(b, &op, step);
  }
  SmallVector<Value> results;
  if (plan.reducesLanes()) {
    for (auto [combiner, out] :
         llvm::zip_equal(plan.combiners, plan.op.getRegionOutputArgs()))
      results.push_back(vectorOf(b, step, contributionOf(combiner, out).get()));
    return results;
  }
  for (Value yielded : plan.op.getBlock()->getTerminator()->getOperands())
    results.push_back(vectorOf(b, step, yielded));
  return results;
}
