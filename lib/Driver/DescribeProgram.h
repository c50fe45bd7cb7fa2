// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_DESCRIBEPROGRAM_H
#define TENFOLD_LIB_DRIVER_DESCRIBEPROGRAM_H

#include "lib/Runtime/Metadata.h"

#include "mlir/IR/BuiltinOps.h"

namespace tenfold {

/// Reads functions, arguments, dims, buffers and weights off a module in
/// program form. Gives each weight its place, `program.offset` on the argument,
/// if it has none.
mlir::LogicalResult describeProgram(mlir::ModuleOp module,
                                    runtime::Metadata &metadata);

/// An expression over the symbols of an affine map as the runtime evaluates it.
runtime::SizeExpr toSizeExpr(mlir::AffineExpr expr);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_DESCRIBEPROGRAM_H
