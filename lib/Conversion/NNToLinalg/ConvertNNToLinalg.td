// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def ConvertNNToLinalg : Pass<"tenfold-convert-nn-to-linalg", "mlir::func::FuncOp"> {
  let summary = "Rewrite primitive nn ops into linalg on tensors";
  let description = [{
    Every `nn` op that is not composite becomes what its `decompose` rule builds: `linalg.generic` on tensors, filled
    accumulators, and `tensor` views. No `nn` op is left.

    Refuses composite ops, which `--tenfold-decompose` rewrites first, and ops on tensors of unknown rank.

    Example: test/Conversion/NNToLinalg/example.mlir
  }];
}
