//===- FlowDims.cpp - extents through control flow and slices -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is carried from step to step, and what both branches give, has one set
// of extents: where two names meet, the function demands them to be equal.

#include "lib/Analysis/DimAnalyzer.h"
#include "lib/Analysis/Polynomial.h"

using namespace mlir;
using namespace tenfold;

void DimAnalyzer::bind(ValueRange arguments, ValueRange values) {
  for (auto [argument, value] : llvm::zip_equal(arguments, values))
    out.extents[argument] = Dims(out.extents[value]);
}

/// Memory is planned for what flows together, so that expressions which only a
/// call could tell to be equal are not.
LogicalResult DimAnalyzer::unify(Operation *op, ValueRange values,
                                 ValueRange others, const Twine &role) {
  context.setLocation(op->getLoc());
  for (auto [index, value, other] : llvm::enumerate(values, others)) {
    Dims dims = out.extents[value], same = out.extents[other];
    for (auto [at, a, b] : llvm::enumerate(dims, same)) {
      std::string what =
          ("dimension " + Twine(at) + " of " + role + " " + Twine(index)).str();
      if (failed(unify(a, b, what)))
        return failure();
      AffineExpr x = canonicalSize(context.resolve(a)),
                 y = canonicalSize(context.resolve(b));
      if (x == y)
        continue;
      SmallVector<std::string> names(out.names);
      names.resize(context.numSymbols(), "?");
      return op->emitOpError("expected ")
             << what << " to be " << printSize(x, names) << ", got "
             << printSize(y, names);
    }
  }
  return success();
}

LogicalResult DimAnalyzer::infer(tensor::ExtractSliceOp op,
                                 SmallVectorImpl<Dims> &results) {
  SmallVector<Dims> whole;
  if (failed(inferSizes(op, op.getMixedSizes(), whole)))
    return failure();
  llvm::SmallBitVector dropped = op.getDroppedDims();
  Dims &dims = results.emplace_back();
  for (auto [at, dim] : llvm::enumerate(whole.front()))
    if (!dropped.test(at))
      dims.push_back(dim);
  return success();
}

LogicalResult DimAnalyzer::infer(tensor::InsertSliceOp op,
                                 SmallVectorImpl<Dims> &results) {
  SmallVector<Dims> whole;
  if (failed(inferSizes(op, op.getMixedSizes(), whole)))
    return failure();
  llvm::SmallBitVector dropped = op.getDroppedDims();
  const Dims source = out.extents[op.getSource()];
  unsigned next = 0;
  for (auto [at, dim] : llvm::enumerate(whole.front()))
    if (!dropped.test(at) &&
        failed(unify(dim, source[next++],
                     "dimension " + Twine(at) + " of a slice")))
      return failure();
  results.push_back(out.extents[op.getDest()]);
  return success();
}

LogicalResult DimAnalyzer::infer(scf::ForOp op,
                                 SmallVectorImpl<Dims> &results) {
  bind(op.getRegionIterArgs(), op.getInitArgs());
  out.extents[op.getInductionVar()] = {};
  if (failed(visit(*op.getBody())) ||
      failed(
          unify(op, op.getInitArgs(), op.getYieldedValues(), "carried value")))
    return failure();
  for (Value init : op.getInitArgs())
    results.push_back(out.extents[init]);
  return success();
}

LogicalResult DimAnalyzer::infer(scf::IfOp op, SmallVectorImpl<Dims> &results) {
  for (Region *region : op.getRegions())
    if (!region->empty() && failed(visit(region->front())))
      return failure();
  if (op.getNumResults() == 0)
    return success();
  ValueRange first = op.thenYield().getResults();
  for (Value value : first)
    results.push_back(out.extents[value]);
  return unify(op, first, op.elseYield().getResults(), "result");
}

LogicalResult DimAnalyzer::infer(scf::WhileOp op,
                                 SmallVectorImpl<Dims> &results) {
  bind(op.getBeforeArguments(), op.getInits());
  if (failed(visit(op.getBefore().front())))
    return failure();
  ValueRange tested = op.getConditionOp().getArgs();
  bind(op.getAfterArguments(), tested);
  if (failed(visit(op.getAfter().front())) ||
      failed(unify(op, op.getInits(), op.getYieldOp().getResults(),
                   "carried value")))
    return failure();
  for (Value value : tested)
    results.push_back(out.extents[value]);
  return success();
}

LogicalResult DimAnalyzer::infer(arith::SelectOp op,
                                 SmallVectorImpl<Dims> &results) {
  results.push_back(out.extents[op.getTrueValue()]);
  return unify(op, op.getTrueValue(), op.getFalseValue(), "result");
}
