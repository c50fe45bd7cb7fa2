//===- Decompose.cpp - composite ops to simpler ones ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A worklist of the ops to replace; ops that a rule builds join it as they are
// inserted, so each op is visited once.

#include "lib/Transforms/Decompose/Decompose.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_DECOMPOSE
#include "lib/Transforms/Decompose/Decompose.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {
/// The ops still to be replaced; listens to what rules build.
struct Worklist final : RewriterBase::Listener {
  explicit Worklist(function_ref<bool(DecomposeOpInterface)> wanted)
      : wanted(wanted) {}

  void add(Operation *op) {
    if (auto rule = dyn_cast<DecomposeOpInterface>(op); rule && wanted(rule))
      ops.push_back(rule);
  }
  void notifyOperationInserted(Operation *op,
                               OpBuilder::InsertPoint from) override {
    if (!from.isSet())
      add(op);
  }

  function_ref<bool(DecomposeOpInterface)> wanted;
  SmallVector<DecomposeOpInterface> ops;
};
} // namespace

static bool isUnranked(Type type) { return isa<UnrankedTensorType>(type); }

static LogicalResult replace(IRRewriter &rewriter, DecomposeOpInterface op) {
  if (llvm::any_of(op->getOperandTypes(), isUnranked) ||
      llvm::any_of(op->getResultTypes(), isUnranked))
    return op->emitOpError("expected tensors of known rank, got ")
           << op->getOperandTypes();
  rewriter.setInsertionPoint(op);
  FailureOr<SmallVector<Value>> values = op.decompose(rewriter);
  if (failed(values))
    return failure();
  // A rule may know more or fewer extents than the op's own types do.
  for (auto [value, type] : llvm::zip_equal(*values, op->getResultTypes()))
    if (value.getType() != type)
      value = tensor::CastOp::create(rewriter, op.getLoc(), type, value);
  rewriter.replaceOp(op, *values);
  return success();
}

LogicalResult
tenfold::decomposeOps(Operation *root,
                      function_ref<bool(DecomposeOpInterface)> wanted) {
  Worklist worklist(wanted);
  IRRewriter rewriter(root->getContext(), &worklist);
  root->walk([&](Operation *op) { worklist.add(op); });
  bool ok = true;
  while (!worklist.ops.empty())
    ok = succeeded(replace(rewriter, worklist.ops.pop_back_val())) && ok;
  return success(ok);
}

namespace {
class DecomposePass final
    : public tenfold::impl::DecomposeBase<DecomposePass> {
  void runOnOperation() override {
    if (failed(decomposeOps(getOperation(), [](DecomposeOpInterface op) {
          return op.isComposite();
        })))
      signalPassFailure();
  }
};
} // namespace
