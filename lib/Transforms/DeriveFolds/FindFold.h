// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_FINDFOLD_H
#define TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_FINDFOLD_H

#include "lib/Transforms/DeriveFolds/BuildFold.h"

#include "llvm/ADT/SetVector.h"

namespace tenfold {

/// A chain with what its fold computes.
struct FoundFold {
  Chain chain;
  llvm::SmallVector<Output> outputs;
  llvm::SetVector<mlir::Operation *> dead; // ops that the fold replaces
  algebra::Program program;
  llvm::SmallVector<uint64_t> stateDims;
};

using Miss = llvm::function_ref<void(mlir::Operation *, llvm::StringRef why)>;

/// The fold of the reductions that `root` depends on; `miss` hears why a chain
/// is none. With `productsOnly` elements of one must be products.
std::optional<FoundFold> findFold(mlir::linalg::GenericOp root,
                                  const Extents &extents, bool productsOnly,
                                  Miss miss);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_FINDFOLD_H
