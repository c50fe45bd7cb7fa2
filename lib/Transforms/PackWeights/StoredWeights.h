// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STOREDWEIGHTS_H
#define TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STOREDWEIGHTS_H

#include "dialects/Storage/Storage.h"
#include "lib/Transforms/PackWeights/PanelLayout.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tenfold {

/// The function that `slot` is an argument of, or null.
mlir::func::FuncOp functionOf(mlir::BlockArgument slot);

/// Replaces a weight in blocks by the parts of its blocks in all `slots`, the
/// arguments of entries and kernels that hold it. Contractions, which read it
/// as (column, k), get the parts in panels of `width` columns and compute the
/// factor in their body; gathers compute the element that they extract. Bytes
/// with one for each step of k have `kGroupedSteps` steps side by side for each
/// column where `grouped`. Returns the new contractions.
llvm::SmallVector<mlir::linalg::GenericOp>
replaceByParts(llvm::ArrayRef<mlir::BlockArgument> slots,
               llvm::ArrayRef<mlir::OpOperand *> contractions,
               llvm::ArrayRef<mlir::tensor::ExtractOp> gathers,
               const storage::Format &format, int64_t width, bool grouped);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STOREDWEIGHTS_H
