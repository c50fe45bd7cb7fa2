// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_REDUCE_GATHERS
#define TENFOLD_REDUCE_GATHERS

include "mlir/Pass/PassBase.td"

def ReduceGathers : Pass<"tenfold-reduce-gathers", "::mlir::func::FuncOp"> {
  let summary = "turn gathers from what is only reduced into reductions";
  let description = [{
    The element of a row at a place that data says, as the logit of a target, keeps the row in memory, although the logarithm
    of its sum of exponentials could stream. Along a dimension of a product that all other users reduce, it is a sum too:

        x[i, t_i] = sum_j (j == t_i ? x_ij : 0)

    so that all of them can become one fold, and the product is never stored. Exact: all terms but one are 0.

    What is element-wise between is computed where it is gathered, if nothing else uses it: log_softmax(x)[i, t_i] is
    x[i, t_i] - max_i - log l_i.

    Leaves gathers by more than one index of data, and those from tensors that other ops read or that no product makes: there the
    element is where it is looked for.

    Example: test/Transforms/ReduceGathers/example.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_REDUCE_GATHERS
