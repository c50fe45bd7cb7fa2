//===- ConvertNNToLinalg.cpp - primitive nn ops to linalg -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "lib/Transforms/Decompose/Decompose.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_CONVERTNNTOLINALG
#include "lib/Conversion/NNToLinalg/ConvertNNToLinalg.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

/// An error at each op of `nn` outside another one.
static LogicalResult expectNone(Operation *root) {
  bool ok = true;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isa_and_nonnull<nn::NNDialect>(op->getDialect()))
      return WalkResult::advance();
    auto rule = dyn_cast<DecomposeOpInterface>(op);
    op->emitOpError("expected no op of `nn` to be left")
        << (rule && rule.isComposite() ? ": --tenfold-decompose comes first"
                                       : "");
    ok = false;
    return WalkResult::skip();
  });
  return success(ok);
}

namespace {
class ConvertNNToLinalgPass final
    : public tenfold::impl::ConvertNNToLinalgBase<ConvertNNToLinalgPass> {
  void runOnOperation() override {
    auto primitive = [](DecomposeOpInterface op) {
      return isa<nn::NNDialect>(op->getDialect()) && !op.isComposite();
    };
    if (failed(decomposeOps(getOperation(), primitive)) ||
        failed(expectNone(getOperation())))
      signalPassFailure();
  }
};
} // namespace
