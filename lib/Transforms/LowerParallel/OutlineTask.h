// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERPARALLEL_OUTLINETASK_H
#define TENFOLD_LIB_TRANSFORMS_LOWERPARALLEL_OUTLINETASK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold {

/// What a task reads from its context: one field for each value.
struct TaskContext {
  llvm::SmallVector<mlir::Value> values; // the call, the number of tasks, the extents of the grid, then captures
  mlir::LLVM::LLVMStructType type;
};

/// The context of `forall`, whose tiles are dealt to `tasks` tasks. `scratch` is found anew by each worker, so it is not
/// captured; it may be null.
TaskContext captureContext(mlir::scf::ForallOp forall, mlir::Value call, mlir::Value scratch, mlir::Value tasks,
                           mlir::ValueRange grid);

/// Makes the function that runs one task of `forall`. `scratch` is the kernel's scratch argument or null.
mlir::func::FuncOp outlineTask(mlir::scf::ForallOp forall, const TaskContext &context, mlir::BlockArgument scratch);

/// Stores the context on the stack of the kernel and returns its address.
mlir::Value storeContext(mlir::OpBuilder &b, mlir::func::FuncOp kernel, const TaskContext &context);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERPARALLEL_OUTLINETASK_H
