//===- CheckFlow.cpp - the control flow that programs have ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/CheckFlow.h"
#include "lib/Analysis/Polynomial.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tenfold;

void tenfold::expandSelects(func::FuncOp entry) {
  SmallVector<arith::SelectOp> selects;
  entry.walk([&](arith::SelectOp op) {
    if (isa<TensorType>(op.getType()) &&
        op.getCondition().getType().isInteger(1))
      selects.push_back(op);
  });
  for (arith::SelectOp op : selects) {
    OpBuilder b(op);
    auto give = [](Value value) {
      return [value](OpBuilder &b, Location loc) {
        scf::YieldOp::create(b, loc, value);
      };
    };
    auto branch =
        scf::IfOp::create(b, op.getLoc(), op.getCondition(),
                          give(op.getTrueValue()), give(op.getFalseValue()));
    op.replaceAllUsesWith(branch.getResult(0));
    op.erase();
  }
}

/// Whether `index` is the counter of a loop, or counts down from an end.
static bool isCounter(Value index) {
  if (auto down = index.getDefiningOp<arith::SubIOp>())
    index = down.getRhs();
  auto arg = dyn_cast<BlockArgument>(index);
  auto loop =
      arg ? dyn_cast<scf::ForOp>(arg.getOwner()->getParentOp()) : scf::ForOp();
  return loop && arg == loop.getInductionVar();
}

static LogicalResult checkSlice(OffsetSizeAndStrideOpInterface op) {
  auto all = [](ArrayRef<OpFoldResult> values, int64_t number) {
    return llvm::all_of(values, [&](OpFoldResult value) {
      return isConstantIntValue(value, number);
    });
  };
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets(),
                            sizes = op.getMixedSizes();
  if (!offsets.empty() && isa<Value>(offsets.front()) &&
      isCounter(cast<Value>(offsets.front())) &&
      all(ArrayRef(offsets).drop_front(), 0) &&
      all(ArrayRef(sizes).take_front(), 1) && all(op.getMixedStrides(), 1))
    return success();
  return op->emitOpError("expected a slice at the counter of a loop along the "
                         "leading dimension");
}

/// Conditions are read from memory where they are needed.
static LogicalResult checkCondition(Operation *op, Value scalar) {
  if (scalar.getDefiningOp<tensor::ExtractOp>())
    return success();
  return op->emitOpError("expected a condition that is read from a tensor");
}

static LogicalResult checkLoop(scf::ForOp loop) {
  if (!isConstantIntValue(loop.getLowerBound(), 0) ||
      !isConstantIntValue(loop.getStep(), 1))
    return loop.emitOpError("expected a loop from 0 by steps of 1");
  for (const Carried &carried : carriedBy(loop))
    if (carried.stacking() &&
        !carried.init->get().getDefiningOp<tensor::EmptyOp>())
      return loop.emitOpError("expected a stack to start empty");
  return success();
}

static LogicalResult checkLoop(scf::WhileOp loop) {
  for (Value value : loop.getConditionOp().getArgs()) {
    auto arg = dyn_cast<BlockArgument>(value);
    if (!arg || arg.getOwner() != loop.getBeforeBody())
      return loop.emitOpError(
          "expected a test that passes on what it is given");
  }
  return checkCondition(loop, loop.getConditionOp().getCondition());
}

LogicalResult tenfold::checkFlow(Operation *op) {
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
    bool stacks =
        llvm::any_of(carriedBy(op->getParentOp()), [&](auto &carried) {
          return carried.stacking() == insert;
        });
    if (!stacks || !insert->hasOneUse())
      return op->emitOpError("expected a slice of a stack that a loop carries");
  }
  if (isa<tensor::ExtractSliceOp, tensor::InsertSliceOp>(op))
    return checkSlice(cast<OffsetSizeAndStrideOpInterface>(op));
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return checkCondition(op, branch.getCondition());
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return checkLoop(loop);
  auto loop = dyn_cast<scf::ForOp>(op);
  return loop ? checkLoop(loop) : success();
}

static AffineExpr elements(ArrayRef<AffineExpr> dims, MLIRContext *context) {
  AffineExpr product = getAffineConstantExpr(1, context);
  for (AffineExpr dim : dims)
    product = product * dim;
  return canonicalSize(product);
}

LogicalResult tenfold::checkSlices(func::FuncOp entry,
                                   const FunctionDims &dims) {
  auto check = [&](Operation *op, Value whole, Value part) -> LogicalResult {
    ArrayRef<AffineExpr> all = dims.of(whole);
    if (elements(all.drop_front(), op->getContext()) ==
        elements(dims.of(part), op->getContext()))
      return success();
    return op->emitOpError("expected a whole part along the leading dimension");
  };
  LogicalResult result = success();
  entry.walk([&](Operation *op) {
    if (auto part = dyn_cast<tensor::ExtractSliceOp>(op))
      result = succeeded(result) ? check(op, part.getSource(), part) : result;
    if (auto part = dyn_cast<tensor::InsertSliceOp>(op))
      result = succeeded(result) ? check(op, part.getDest(), part.getSource())
                                 : result;
  });
  return result;
}
