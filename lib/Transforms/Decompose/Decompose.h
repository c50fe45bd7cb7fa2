// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_DECOMPOSE_DECOMPOSE_H
#define TENFOLD_LIB_TRANSFORMS_DECOMPOSE_DECOMPOSE_H

#include "dialects/Interfaces/OpRules.h"

namespace tenfold {

/// Replaces every op under `root` that `wanted` accepts by its decomposition,
/// those that decompositions build included.
llvm::LogicalResult
decomposeOps(mlir::Operation *root,
             llvm::function_ref<bool(DecomposeOpInterface)> wanted);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_DECOMPOSE_DECOMPOSE_H
