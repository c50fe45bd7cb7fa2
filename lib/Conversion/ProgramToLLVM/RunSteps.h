// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_RUNSTEPS_H
#define TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_RUNSTEPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace tenfold {

/// Adds the function that runs the words of a step table:
/// `(call, kernels, words, sizes, counters, record)`, all pointers.
mlir::LLVM::LLVMFuncOp createStepRunner(mlir::ModuleOp module);

/// The addresses of the kernels, in their order.
mlir::LLVM::GlobalOp
createKernelList(mlir::OpBuilder &b, mlir::Location loc,
                 llvm::ArrayRef<mlir::func::FuncOp> kernels);

/// Replaces the arguments of a kernel by the call and its record: for each
/// memref its address, then its dynamic sizes.
void takeRecord(mlir::func::FuncOp kernel);

} // namespace tenfold

#endif // TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_RUNSTEPS_H
