// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_THREADARGUMENT_H
#define TENFOLD_LIB_TRANSFORMS_THREADARGUMENT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

enum class ArgumentPlace { First, Last };

/// The argument of `function` that carries the unit attribute `marker`. If there is none it is added, and every caller
/// gets one too and passes it on.
mlir::BlockArgument threadArgument(mlir::func::FuncOp function, llvm::StringRef marker, mlir::Type type,
                                   ArgumentPlace place);

/// The argument that carries `marker`, or null.
mlir::BlockArgument markedArgument(mlir::func::FuncOp function, llvm::StringRef marker);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_THREADARGUMENT_H
