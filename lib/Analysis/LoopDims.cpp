//===- LoopDims.cpp - loop dimensions joined across ops -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/LoopDims.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace tenfold;

static bool isParallel(utils::IteratorType kind) {
  return kind == utils::IteratorType::parallel;
}

/// The loop dimension that runs along dimension `at` of an operand, if one
/// alone does.
static std::optional<unsigned> loopAlong(AffineMap map, unsigned at) {
  if (auto dim = dyn_cast<AffineDimExpr>(map.getResult(at)))
    return dim.getPosition();
  return std::nullopt;
}

LoopDims::LoopDims(ArrayRef<linalg::LinalgOp> ops) {
  // The first op seen along each dimension of each tensor.
  DenseMap<std::pair<Value, unsigned>, Dim> along;
  // What is only read joins nothing: self-attention reads one tensor along two
  // independent dimensions.
  DenseSet<Value> made;
  for (linalg::LinalgOp op : ops)
    made.insert_range(op->getResults());
  for (linalg::LinalgOp op : ops) {
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
      joined.insert({op, dim});
    auto join = [&](Value tensor, AffineMap map) {
      for (unsigned at = 0; at < map.getNumResults(); ++at)
        if (auto loop = loopAlong(map, at); loop && made.contains(tensor)) {
          Dim dim{op, *loop};
          joined.unionSets(along.try_emplace({tensor, at}, dim).first->second,
                           dim);
        }
    };
    for (OpOperand *operand : op.getDpsInputOperands())
      join(operand->get(), op.getMatchingIndexingMap(operand));
    for (OpResult result : op->getResults())
      join(result, op.getIndexingMapMatchingResult(result));
  }
  auto iterates = [&](linalg::LinalgOp op, Dim leader, bool parallel) {
    auto kinds = op.getIteratorTypesArray();
    for (auto [dim, kind] : llvm::enumerate(kinds))
      if (isParallel(kind) == parallel && classOf(op, dim) == leader)
        return true;
    return false;
  };
  if (ops.empty())
    return;
  linalg::LinalgOp first = ops.front();
  for (unsigned dim = 0; dim < first.getNumLoops(); ++dim) {
    Dim leader = classOf(first, dim);
    if (!llvm::is_contained(common, leader) &&
        llvm::all_of(ops, [&](linalg::LinalgOp op) {
          return iterates(op, leader, true) && !iterates(op, leader, false);
        }))
      common.push_back(leader);
  }
}

bool LoopDims::sharesBatch(linalg::LinalgOp op) const {
  auto contraction = linalg::inferContractionDims(op);
  return succeeded(contraction) &&
         llvm::any_of(contraction->batch, [&](unsigned dim) {
           return llvm::is_contained(common, classOf(op, dim));
         });
}

bool LoopDims::reducesOver(linalg::LinalgOp op,
                           linalg::LinalgOp producer) const {
  for (auto [dim, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    if (isParallel(kind))
      continue;
    for (auto [at, other] : llvm::enumerate(producer.getIteratorTypesArray()))
      if (isParallel(other) && classOf(producer, at) == classOf(op, dim))
        return true;
  }
  return false;
}
