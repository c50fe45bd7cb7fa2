// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def Decompose : Pass<"tenfold-decompose", "mlir::func::FuncOp"> {
  let summary = "Rewrite composite ops into simpler ops of their dialect";
  let description = [{
    Every op that says it is composite (`softmax`, `layer_norm`, `attention`, ...) is replaced by what its `decompose`
    rule builds, again and again until none is left. The rules are the ops' own; the reference tests each against the
    op's evaluation.

    Refuses an op on tensors of unknown rank, which instantiation has not reached, and whatever a rule refuses.

    Example: test/Transforms/Decompose/example.mlir
  }];
}
