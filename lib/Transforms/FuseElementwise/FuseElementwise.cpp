//===- FuseElementwise.cpp - element-wise ops into their users ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "lib/Analysis/SlidingWindow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace tenfold {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "lib/Transforms/FuseElementwise/FuseElementwise.h.inc"
} // namespace tenfold

using namespace mlir;

/// Whether the op copies its input to other places and does nothing else.
static bool onlyMovesElements(linalg::GenericOp op) {
  Block *body = op.getBlock();
  return op.getNumDpsInputs() == 1 && llvm::hasSingleElement(*body) &&
         body->getTerminator()->getOperand(0) == body->getArgument(0);
}

/// Whether the value depends on weights alone, so that it is the same in every
/// call.
static bool isOfWeights(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    return function &&
           function.getArgAttr(argument.getArgNumber(), tenfold::nn::kParam);
  }
  if (auto view = value.getDefiningOp<tensor::CollapseShapeOp>())
    return isOfWeights(view.getSrc());
  auto op = value.getDefiningOp<linalg::GenericOp>();
  return op && !op.getInputs().empty() &&
         llvm::all_of(op.getInputs(), isOfWeights);
}

/// Whether elements are the numbers of their places.
static bool numbersPlaces(linalg::GenericOp op) {
  return op.getNumDpsInputs() == 0 &&
         llvm::all_of(op.getBlock()->without_terminator(),
                      llvm::IsaPred<linalg::IndexOp, arith::IndexCastOp>);
}

static bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto user = dyn_cast<linalg::GenericOp>(operand->getOwner());
  // What a loop does not change stays outside of it.
  if (!producer || !user || producer->getBlock() != user->getBlock() ||
      tenfold::slidesWindow(user))
    return false;
  if (onlyMovesElements(producer))
    return true;
  bool repeats = !producer->hasOneUse() || isOfWeights(operand->get());
  return (!repeats || numbersPlaces(producer)) &&
         !linalg::isaContractionOpInterface(user);
}

namespace {
struct FuseElementwisePass final
    : tenfold::impl::FuseElementwiseBase<FuseElementwisePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
