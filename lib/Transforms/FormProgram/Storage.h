// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tenfold {

/// Whether `op` gives another shape to a tensor's bytes, or is a part of them.
bool isView(mlir::Operation *op);

/// What `value` is a view of: the result of a kernel or an argument.
mlir::Value rootOf(mlir::Value value);

/// The operand whose memory the result of a kernel call takes over, or null.
mlir::Value updatedBy(mlir::Value result);

/// What `value` has all the memory of, by an update or through a loop, or null.
mlir::Value takesOver(mlir::Value value);

/// What first had the memory of `value`: as `rootOf`, but through updates too,
/// and through loops, which keep what they carry where it started.
mlir::Value storageOf(mlir::Value value);

/// The storage of `value` if that is made in `block` and `value` is all of it,
/// else null. Memory that is given in its place then holds `value`.
mlir::Value madeIn(mlir::Block &block, mlir::Value value);

/// What reads `root`, itself or by views, except for its sizes: calls, control
/// flow and the ends of its regions.
llvm::SmallVector<mlir::Operation *> readersOf(mlir::Value root);

/// Whether `op` is a loop or a branch.
bool isFlow(mlir::Operation *op);

/// One value that a loop carries: what it starts from, its name inside, and
/// what a step makes of it.
struct Carried {
  mlir::OpOperand *init;
  mlir::BlockArgument value;
  mlir::OpOperand *next;

  /// Writes a slice of a stack that the loop fills; null where it carries
  /// something else.
  mlir::tensor::InsertSliceOp stacking() const;
};
llvm::SmallVector<Carried> carriedBy(mlir::Operation *loop);

/// The argument that is donated to result `index` of an entry, or null.
mlir::BlockArgument donatedTo(mlir::func::FuncOp entry, unsigned index);

/// Sets `program.updates` on the results of kernels that start from an
/// argument which they use for nothing else.
void markUpdates(mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_STORAGE_H
