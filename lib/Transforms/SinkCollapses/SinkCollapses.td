// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_SINK_COLLAPSES
#define TENFOLD_SINK_COLLAPSES

include "mlir/Pass/PassBase.td"

def SinkCollapses : Pass<"tenfold-sink-collapses", "::mlir::func::FuncOp"> {
  let summary = "move collapses of dimensions behind the ops that use them";
  let description = [{
    Where models join dimensions between two products, as heads with their groups or with the batch, and take them apart
    again, the reshapes stand between ops that belong into one kernel. A `tensor.collapse_shape` moves behind
    its user, which gets the loops of both dimensions (upstream's folding by expansion), until it meets the
    `tensor.expand_shape` that undoes it, or the end.

    Element-wise ops and reductions let it pass; a product only where the collapsed dimensions are loops of its batch: rows
    stay one loop, which is blocked as one.

    Example: test/Transforms/SinkCollapses/example.mlir
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_SINK_COLLAPSES
