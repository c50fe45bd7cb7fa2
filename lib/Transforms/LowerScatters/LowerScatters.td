// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LOWERSCATTERS
#define TENFOLD_LOWERSCATTERS

include "mlir/Pass/PassBase.td"

def LowerScatters : Pass<"tenfold-lower-scatters", "::mlir::func::FuncOp"> {
  let summary = "find the rows that a scatter writes instead of looking for them";
  let description = [{
    On tensors a scatter is a `linalg.generic` over all rows of its destination, whose body is
    `yield select(row == index, value, out)`. Only the row with that number changes, so in a kernel on buffers, where the
    destination is updated, the loop along the rows becomes an access at `index`: one `scf.forall` over the other parallel
    dimensions that `index` depends on, `scf.for` over the reductions, in their order, and, if there is such a row, a
    `linalg.generic` over what is left. The time no longer depends on the number of rows.

    Left as it is, with a `missed` remark: an op whose maps are not selections of dimensions.

    Example: test/Transforms/LowerScatters/example.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

#endif // TENFOLD_LOWERSCATTERS
