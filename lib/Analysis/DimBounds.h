// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_DIMBOUNDS_H
#define TENFOLD_LIB_ANALYSIS_DIMBOUNDS_H

#include "mlir/IR/BuiltinOps.h"

namespace tenfold {

/// Least and greatest size of a named dimension, both included.
struct DimBounds {
  int64_t least = 0;
  int64_t greatest = -1; ///< none
  bool bounded() const { return greatest >= 0; }
};

/// The bounds that `nn.bounds` of the module gives to `name`.
DimBounds boundsOf(mlir::ModuleOp module, llvm::StringRef name);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_DIMBOUNDS_H
