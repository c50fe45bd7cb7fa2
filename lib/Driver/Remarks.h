// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_REMARKS_H
#define TENFOLD_LIB_DRIVER_REMARKS_H

#include "mlir/IR/MLIRContext.h"
#include "tenfold/Compiler.h"

namespace tenfold {

/// From here on the remarks of passes on `context` go to `remarks`, which must
/// outlive the context.
mlir::LogicalResult collectRemarks(mlir::MLIRContext &context,
                                   std::vector<CompileRemark> &remarks);

/// One line for each remark that says something on `topic` ("fusion",
/// "memory", "precision"; empty: all).
std::string remarksAsText(const std::vector<CompileRemark> &remarks,
                          std::string_view topic);
std::string remarksAsJSON(const std::vector<CompileRemark> &remarks);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_REMARKS_H
