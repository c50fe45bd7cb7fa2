//===- Flow.cpp - the meaning of scf on tensors ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Reference/Evaluators.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tenfold;

using Values = FailureOr<SmallVector<HostTensor>>;

static SmallVector<HostTensor> lookupAll(ValueRange values, Lookup lookup) {
  return llvm::map_to_vector(values, [&](Value v) { return lookup(v); });
}

static Values evaluate(scf::ForOp op, Lookup lookup, RunRegion run) {
  auto number = [&](Value value) { return lookup(value).getInt(0); };
  SmallVector<HostTensor> carried = lookupAll(op.getInitArgs(), lookup);
  int64_t end = number(op.getUpperBound()), step = number(op.getStep());
  if (step <= 0)
    return op.emitOpError("expected a positive step, got ") << step;
  for (int64_t i = number(op.getLowerBound()); i < end; i += step) {
    HostTensor index(op.getInductionVar().getType(), {});
    index.setInt(0, i);
    SmallVector<HostTensor> arguments{index};
    arguments.append(carried);
    auto next = run(op.getRegion(), arguments);
    if (failed(next))
      return failure();
    carried = *next;
  }
  return carried;
}

static Values evaluate(scf::IfOp op, Lookup lookup, RunRegion run) {
  bool holds = lookup(op.getCondition()).getInt(0);
  Region &region = holds ? op.getThenRegion() : op.getElseRegion();
  return region.empty() ? Values(SmallVector<HostTensor>()) : run(region, {});
}

/// The first region gives whether to go on, and what the second one takes.
static Values evaluate(scf::WhileOp op, Lookup lookup, RunRegion run) {
  SmallVector<HostTensor> carried = lookupAll(op.getInits(), lookup);
  while (true) {
    auto tested = run(op.getBefore(), carried);
    if (failed(tested))
      return failure();
    carried.assign(tested->begin() + 1, tested->end());
    if (!tested->front().getInt(0))
      return carried;
    auto next = run(op.getAfter(), carried);
    if (failed(next))
      return failure();
    carried = *next;
  }
}

static Values evaluate(arith::SelectOp op, Lookup lookup, RunRegion) {
  bool holds = lookup(op.getCondition()).getInt(0);
  return SmallVector<HostTensor>{
      lookup(holds ? op.getTrueValue() : op.getFalseValue())};
}

std::optional<LogicalResult> tenfold::evaluateFlow(Operation *op, Lookup lookup,
                                                   RunRegion run,
                                                   Results &results) {
  auto select = dyn_cast<arith::SelectOp>(op);
  if (!isa<scf::ForOp, scf::IfOp, scf::WhileOp>(op) &&
      !(select && isa<ShapedType>(select.getType())))
    return std::nullopt;
  Values values = llvm::TypeSwitch<Operation *, Values>(op)
                    .Case<scf::ForOp, scf::IfOp, scf::WhileOp, arith::SelectOp>(
                        [&](auto op) { return evaluate(op, lookup, run); });
  if (failed(values))
    return failure();
  results.append(*values);
  return success();
}
