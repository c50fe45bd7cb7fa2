//===- Scatter.cpp - generic ops that write where an index says -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/Scatter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tenfold;

/// Whether no operand but the destination is indexed by `dim`.
static bool onlyInDestination(linalg::LinalgOp op, unsigned dim) {
  return llvm::none_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    return op.getMatchingIndexingMap(input).isFunctionOfDim(dim);
  });
}

static std::optional<Scatter> matchHit(linalg::LinalgOp op, arith::CmpIOp hit) {
  for (bool swapped : {false, true}) {
    Value row = swapped ? hit.getRhs() : hit.getLhs();
    Value index = swapped ? hit.getLhs() : hit.getRhs();
    auto number = row.getDefiningOp<linalg::IndexOp>();
    if (!number || index.getDefiningOp<linalg::IndexOp>())
      continue;
    unsigned dim = number.getDim();
    bool parallel =
        op.getIteratorTypesArray()[dim] == utils::IteratorType::parallel;
    unsigned readers = 0;
    op.getBlock()->walk(
        [&](linalg::IndexOp other) { readers += other.getDim() == dim; });
    if (parallel && readers == 1 && row.hasOneUse() &&
        onlyInDestination(op, dim))
      return Scatter{dim, hit, index};
  }
  return std::nullopt;
}

std::optional<Scatter> tenfold::matchScatter(linalg::LinalgOp op) {
  if (op.getNumDpsInits() != 1)
    return std::nullopt;
  Block &body = *op.getBlock();
  auto select =
      body.getTerminator()->getOperand(0).getDefiningOp<arith::SelectOp>();
  auto hit = select ? select.getCondition().getDefiningOp<arith::CmpIOp>()
                    : arith::CmpIOp();
  OpOperand *init = op.getDpsInitOperand(0);
  bool updates =
      select && select.getFalseValue() == op.getMatchingBlockArgument(init);
  if (!hit || !updates || hit.getPredicate() != arith::CmpIPredicate::eq ||
      !op.getMatchingIndexingMap(init).isProjectedPermutation())
    return std::nullopt;
  return matchHit(op, hit);
}
