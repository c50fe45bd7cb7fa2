//===- SinkCollapses.cpp - collapses of dimensions behind their users -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace tenfold {
#define GEN_PASS_DEF_SINKCOLLAPSES
#include "lib/Transforms/SinkCollapses/SinkCollapses.h.inc"
} // namespace tenfold

using namespace mlir;

/// Whether every loop along a collapsed dimension of the operand is one of the
/// batch: all operands and the result have it.
static bool collapsesBatch(linalg::GenericOp user, OpOperand *operand,
                           tensor::CollapseShapeOp collapse) {
  AffineMap map = user.getMatchingIndexingMap(operand);
  for (auto [dim, group] :
       llvm::enumerate(collapse.getReassociationIndices())) {
    unsigned loop = map.getDimPosition(dim);
    if (group.size() > 1 &&
        llvm::any_of(user.getIndexingMapsArray(), [&](AffineMap other) {
          return !other.isFunctionOfDim(loop);
        }))
      return false;
  }
  return true;
}

/// Whether the collapse is of something computed here: that of an input is a
/// view which costs nothing where it is.
static bool isComputed(tensor::CollapseShapeOp collapse) {
  return collapse.getSrc().getDefiningOp<linalg::GenericOp>() != nullptr;
}

/// Whether the collapse joins more than dimensions of one element.
static bool joinsDimensions(tensor::CollapseShapeOp collapse) {
  ArrayRef<int64_t> shape = collapse.getSrcType().getShape();
  return llvm::any_of(collapse.getReassociationIndices(), [&](auto &group) {
    return llvm::count_if(group, [&](int64_t d) { return shape[d] != 1; }) > 1;
  });
}

static bool shouldSink(OpOperand *operand) {
  auto user = dyn_cast<linalg::GenericOp>(operand->getOwner());
  auto collapse = operand->get().getDefiningOp<tensor::CollapseShapeOp>();
  if (!user || !collapse || user->getBlock() != collapse->getBlock() ||
      user.hasIndexSemantics() || !joinsDimensions(collapse) ||
      !llvm::all_of(user.getIndexingMapsArray(),
                    [](AffineMap map) { return map.isProjectedPermutation(); }))
    return false;
  if (linalg::isaContractionOpInterface(user))
    return collapsesBatch(user, operand, collapse);
  return isComputed(collapse);
}

namespace {
struct SinkCollapsesPass final
    : tenfold::impl::SinkCollapsesBase<SinkCollapsesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateFoldReshapeOpsByExpansionPatterns(patterns, shouldSink);
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns,
                                                         &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
