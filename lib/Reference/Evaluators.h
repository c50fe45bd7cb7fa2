// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Evaluation of the ops that have no rule of ours: upstream's.
#ifndef TENFOLD_LIB_REFERENCE_EVALUATORS_H
#define TENFOLD_LIB_REFERENCE_EVALUATORS_H

#include "dialects/Interfaces/OpRules.h"

#include "mlir/IR/Operation.h"

namespace tenfold {

/// Looks up the value of an operand or of what a region uses from above.
using Lookup = llvm::function_ref<HostTensor(mlir::Value)>;
using Results = llvm::SmallVectorImpl<HostTensor>;

/// A `linalg` op on tensors.
llvm::LogicalResult evaluateStructured(mlir::Operation *op, Lookup lookup,
                                       Results &results);

/// A view or a new tensor of the `tensor` dialect; nothing for another op.
std::optional<llvm::LogicalResult>
evaluateView(mlir::Operation *op, Lookup lookup, Results &results);

/// Control flow of `scf`; nothing for another op.
std::optional<llvm::LogicalResult> evaluateFlow(mlir::Operation *op,
                                                Lookup lookup, RunRegion run,
                                                Results &results);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_EVALUATORS_H
