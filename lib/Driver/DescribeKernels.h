// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_DESCRIBEKERNELS_H
#define TENFOLD_LIB_DRIVER_DESCRIBEKERNELS_H

#include "mlir/IR/BuiltinOps.h"

namespace tenfold {

/// plan.json with one more list, `kernels`: name, tiles, scratch bytes and cost
/// of each, as expressions over its own extents.
std::string addKernels(llvm::StringRef planJson, mlir::ModuleOp module);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_DESCRIBEKERNELS_H
