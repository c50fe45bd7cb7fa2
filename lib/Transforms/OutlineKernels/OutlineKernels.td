// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_OUTLINE_KERNELS
#define TENFOLD_OUTLINE_KERNELS

include "mlir/Pass/PassBase.td"

def OutlineKernels : Pass<"tenfold-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "make a function of each group of ops";
  let description = [{
    The ops that share a number in `program.group` become one private function with `program.kernel`, and a call of it.
    The function's arguments are what the ops read; its results are what others use. Initial values and constants move
    inside, and extents are asked of the ops' own operands, so a kernel stands alone. What is left in the caller is calls
    and views.

    Example: test/Transforms/OutlineKernels/example.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::tensor::TensorDialect",
                           "::tenfold::program::ProgramDialect"];
}

#endif // TENFOLD_OUTLINE_KERNELS
