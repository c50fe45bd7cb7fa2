// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums and maxima over one loop, and tensors that nothing but these use.
#ifndef TENFOLD_LIB_ANALYSIS_REDUCTIONS_H
#define TENFOLD_LIB_ANALYSIS_REDUCTIONS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tenfold {

/// A sum or maximum over one loop, from its identity.
struct Reduction {
  unsigned loop;
  bool isSum, isMin;
  mlir::Value term; // in the body, what is reduced
};
std::optional<Reduction> matchReduction(mlir::linalg::GenericOp op);

/// Whether every operand is read as a whole, its dimensions in some order.
bool hasProjections(mlir::linalg::GenericOp op);

/// Whether `op` computes each element of one result from one of each operand.
bool isElementwise(mlir::linalg::GenericOp op);

/// How many reductions along dimension `dim` are all that uses `value`, at once
/// or after element-wise ops along it; none where anything else uses it, other
/// than what `isOther` accepts.
std::optional<unsigned>
countReductions(mlir::Value value, unsigned dim,
                llvm::function_ref<bool(mlir::Operation *user)> isOther = {});

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_REDUCTIONS_H
