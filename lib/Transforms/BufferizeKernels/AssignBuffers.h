// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_ASSIGNBUFFERS_H
#define TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_ASSIGNBUFFERS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold {

/// The value whose buffer result `index` of `op` may take over, or null: its accumulator, or, of an element-wise op, an
/// input of the same type and map; both only if the value is computed in the kernel and dies at `op`.
mlir::Value overwrittenBy(mlir::linalg::LinalgOp op, unsigned index);

/// Whether the states of `loop` may begin in the buffer of `init`.
bool overwrittenBy(mlir::scf::ForOp loop, mlir::Value init);

/// Values whose buffer is decided before their op is reached: result i of the kernel and all that it overwrites.
llvm::DenseMap<mlir::Value, unsigned> assignResults(mlir::func::ReturnOp results);

/// Gives every use of a `tensor.empty`, and every op that accumulates onto a `linalg.fill`, one of its own.
void privatizeInits(mlir::func::FuncOp kernel);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_BUFFERIZEKERNELS_ASSIGNBUFFERS_H
