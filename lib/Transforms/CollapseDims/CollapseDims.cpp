//===- CollapseDims.cpp - neighbouring dimensions to one loop -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Analysis/LoopDims.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include "llvm/ADT/MapVector.h"

namespace tenfold {
#define GEN_PASS_DEF_COLLAPSEDIMS
#include "lib/Transforms/CollapseDims/CollapseDims.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

using DimPair = std::pair<LoopDims::Dim, LoopDims::Dim>;

/// Whether every operand holds `dim` and `dim + 1` side by side or neither. A
/// window or a fixed index is neither, and stays as it is.
static bool areNeighbours(linalg::GenericOp op, unsigned dim) {
  ReassociationIndices pair{dim, dim + 1};
  bool plain = llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation();
  });
  return plain &&
         linalg::areDimSequencesPreserved(op.getIndexingMapsArray(), {pair});
}

static bool asksForIndex(linalg::GenericOp op, unsigned dim) {
  return llvm::any_of(op.getOps<linalg::IndexOp>(), [&](linalg::IndexOp index) {
    return index.getDim() == dim;
  });
}

/// A slice belongs to the kernel and is no value that a view could be made of.
static bool readsSlice(linalg::GenericOp op) {
  return llvm::any_of(op->getOperands(), [](Value operand) {
    return operand.getDefiningOp<tensor::ExtractSliceOp>();
  });
}

/// Whether the op itself lets `dim` and `dim + 1` become one loop.
static bool mayCollapse(linalg::GenericOp op, unsigned dim) {
  auto kinds = op.getIteratorTypesArray();
  return !readsSlice(op) && kinds[dim] == utils::IteratorType::parallel &&
         kinds[dim + 1] == utils::IteratorType::parallel &&
         areNeighbours(op, dim) && !asksForIndex(op, dim) &&
         !asksForIndex(op, dim + 1);
}

/// The classes along which the largest results of the group lie in memory.
static SmallVector<LoopDims::Dim>
innermostClasses(ArrayRef<linalg::GenericOp> group, const LoopDims &dims) {
  size_t rank = 0;
  SmallVector<LoopDims::Dim> classes;
  for (linalg::GenericOp op : group) {
    AffineMap map = op.getIndexingMapMatchingResult(op->getResult(0));
    if (map.getNumResults() < rank)
      continue;
    if (map.getNumResults() > rank)
      classes.clear();
    rank = map.getNumResults();
    if (rank != 0)
      if (auto dim = dyn_cast<AffineDimExpr>(map.getResults().back()))
        classes.push_back(dims.classOf(op, dim.getPosition()));
  }
  return classes;
}

/// Pairs of classes that are neighbours in some op of the group and may
/// collapse in each op that has one of them.
static SetVector<DimPair> collapsiblePairs(ArrayRef<linalg::GenericOp> group,
                                           const LoopDims &dims) {
  SetVector<DimPair> pairs;
  SmallVector<DimPair> refused;
  for (linalg::GenericOp op : group) {
    for (unsigned dim = 0; dim + 1 < op.getNumLoops(); ++dim) {
      DimPair pair{dims.classOf(op, dim), dims.classOf(op, dim + 1)};
      if (mayCollapse(op, dim))
        pairs.insert(pair);
      else
        refused.push_back(pair);
    }
  }
  // An op that has one of the pair has both, as neighbours.
  auto splits = [&](linalg::GenericOp op, DimPair pair) {
    unsigned first = 0, second = 0, beside = 0;
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
      bool isFirst = dims.classOf(op, dim) == pair.first;
      first += isFirst;
      second += dims.classOf(op, dim) == pair.second;
      beside += isFirst && dim + 1 < op.getNumLoops() &&
                dims.classOf(op, dim + 1) == pair.second;
    }
    return first != beside || second != beside;
  };
  SmallVector<LoopDims::Dim> innermost = innermostClasses(group, dims);
  pairs.remove_if([&](DimPair pair) {
    return llvm::is_contained(refused, pair) ||
           llvm::is_contained(innermost, pair.second) ||
           llvm::any_of(group, [&](auto op) { return splits(op, pair); });
  });
  return pairs;
}

/// Runs of dimensions of `op` joined by the pairs.
static SmallVector<ReassociationIndices>
runsOf(linalg::GenericOp op, const LoopDims &dims,
       const SetVector<DimPair> &pairs) {
  SmallVector<ReassociationIndices> runs;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    if (dim == 0 ||
        !pairs.contains({dims.classOf(op, dim - 1), dims.classOf(op, dim)}))
      runs.emplace_back();
    runs.back().push_back(dim);
  }
  llvm::erase_if(runs, [](auto &run) { return run.size() == 1; });
  return runs;
}

static void collapse(IRRewriter &rewriter, ArrayRef<linalg::GenericOp> group) {
  SmallVector<linalg::LinalgOp> ops(group.begin(), group.end());
  LoopDims dims(ops);
  SetVector<DimPair> pairs = collapsiblePairs(group, dims);
  if (pairs.empty())
    return;
  SmallVector<SmallVector<ReassociationIndices>> runs = llvm::map_to_vector(
      group, [&](auto op) { return runsOf(op, dims, pairs); });
  for (auto [op, run] : llvm::zip_equal(group, runs)) {
    Attribute number = op->getAttr(program::kGroup);
    rewriter.setInsertionPoint(op);
    auto collapsed = linalg::collapseOpIterationDims(op, run, rewriter);
    if (failed(collapsed))
      continue;
    collapsed->collapsedOp->setAttr(program::kGroup, number);
    rewriter.replaceOp(op, collapsed->results);
  }
}

namespace {
struct CollapseDimsPass final
    : tenfold::impl::CollapseDimsBase<CollapseDimsPass> {
  void runOnOperation() override {
    llvm::MapVector<Attribute, SmallVector<linalg::GenericOp>> groups;
    getOperation().walk([&](linalg::GenericOp op) {
      if (Attribute number = op->getAttr(program::kGroup))
        groups[number].push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (auto &[number, group] : groups)
      collapse(rewriter, group);
    // Inside a group the views of one op undo those of the next.
    RewritePatternSet patterns(&getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns,
                                                         &getContext());
    linalg::FillOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::populateFoldTensorEmptyPatterns(patterns);
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
