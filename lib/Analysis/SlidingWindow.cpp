//===- SlidingWindow.cpp - reductions of windows --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/SlidingWindow.h"

using namespace mlir;

bool tenfold::slidesWindow(linalg::LinalgOp op) {
  auto isParallel = [&](unsigned loop) {
    return op.getIteratorTypesArray()[loop] == utils::IteratorType::parallel;
  };
  auto isWindow = [&](AffineExpr expr) {
    bool parallel = false, reduction = false;
    for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
      if (expr.isFunctionOfDim(loop))
        (isParallel(loop) ? parallel : reduction) = true;
    return parallel && reduction;
  };
  return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    return llvm::any_of(op.getMatchingIndexingMap(operand).getResults(),
                        isWindow);
  });
}
