// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_SHAREKERNELS
#define TENFOLD_SHAREKERNELS

include "mlir/Pass/PassBase.td"

def ShareKernels : Pass<"tenfold-share-kernels", "::mlir::ModuleOp"> {
  let summary = "merge equal kernels and number the rest";
  let description = [{
    Two `program.kernel` functions are equal when their types, attributes and bodies are, whatever their names and
    locations are; calls of the later one become calls of the first. So compile time grows with the number of distinct
    kernels and not with the depth of the model. Bodies are hashed and only equal hashes are compared: the time is linear
    in the size of the module.

    The kernels that stay are called `kernel_0`, `kernel_1`, ... in the order of the module; what a name says after
    `kernel_<number>` stays at its end, as in `kernel_3_matmul_gelu`.

    Constants are part of a body, so kernels that differ in one stay apart; so do those whose `nn.dims` differ, even
    if only in names.

    Example: test/Transforms/ShareKernels/example.mlir
  }];
}

#endif // TENFOLD_SHAREKERNELS
