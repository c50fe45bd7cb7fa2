// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_COLLAPSE_DIMS
#define TENFOLD_COLLAPSE_DIMS

include "mlir/Pass/PassBase.td"

def CollapseDims : Pass<"tenfold-collapse-dims", "::mlir::func::FuncOp"> {
  let summary = "make one loop of neighbouring dimensions that all ops of a kernel treat alike";
  let description = [{
    Batch and sequence of a linear layer are one dimension of rows: a register block can then span the end of a sequence,
    and a kernel for rank three is the same as one for rank two. Two neighbouring loop dimensions of an op collapse when
    every operand of every op of the group holds both side by side or neither, no index of them is asked for, and the
    second is not the innermost of the group's largest results. Views appear where the group's operands and results come and go.

    Example: test/Transforms/CollapseDims/example.mlir
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_COLLAPSE_DIMS
