// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_PREPAREMODEL_H
#define TENFOLD_LIB_DRIVER_PREPAREMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "tenfold/Compiler.h"

namespace tenfold {

/// Writes the options that stages read into the module: the CPU
/// (`program.cpu`), bounds of dims (`nn.bounds`), which functions stay public.
/// Reports names that the model lacks.
mlir::LogicalResult prepareModel(mlir::ModuleOp module,
                                 const CompileOptions &options);

/// Whether every tensor has a size that can be, at the extents that are known:
/// what comes later multiplies without fear.
mlir::LogicalResult checkSizes(mlir::ModuleOp module);

/// Names of the dims of public functions, in order of appearance.
llvm::SmallVector<llvm::StringRef> dimNames(mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_PREPAREMODEL_H
