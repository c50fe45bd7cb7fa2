// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// Whether `op` gives another shape to a tensor's bytes.
bool isView(mlir::Operation *op);

/// What `value` is a view of: the result of a kernel or an argument.
mlir::Value rootOf(mlir::Value value);

/// The operand whose memory the result of a kernel call takes over, or null.
mlir::Value updatedBy(mlir::Value result);

/// What first had the memory of `value`: as `rootOf`, but through updates too.
mlir::Value storageOf(mlir::Value value);

/// Calls that read `root`, itself or by views, except those of sizes.
llvm::SmallVector<mlir::Operation *> readersOf(mlir::Value root);

/// The argument that is donated to result `index` of an entry, or null.
mlir::BlockArgument donatedTo(mlir::func::FuncOp entry, unsigned index);

/// Sets `program.updates` on the results of kernels that start from an
/// argument which they use for nothing else.
void markUpdates(mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H
