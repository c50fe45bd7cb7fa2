// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many elements to one.
#ifndef TENFOLD_NN_REDUCTION
#define TENFOLD_NN_REDUCTION

include "dialects/NN/Enums.td"

def NN_ReduceOp : NN_TensorOp<"reduce"> {
  let summary = "reduction over dimensions, which become one";
  let description = [{
    `sum mean max min prod` over `dims` (negative counts from the end); the reduced extents become 1. Nothing reduces to
    0, NaN, -inf, inf and 1. `max` and `min` propagate NaN.

    ```mlir
    %y = nn.reduce mean %x [-1] : tensor<2x3xf32>   // of [[1, 2, 3], [4, 5, 9]]
    ```
    ```mlir
    %y = nn.reduce max %x [0, 1] : tensor<2x3xf32>   // of [[1, 2, 3], [4, 5, 9]]
    ```
  }];
  let arguments = (ins NN_Reduction:$kind, NN_Tensor:$x, DenseI64ArrayAttr:$dims);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$kind $x $dims attr-dict `:` type($x)";
}

def NN_CumulativeOp : NN_TensorOp<"cumulative"> {
  let summary = "reduction of all elements up to each, along a dimension";
  let description = [{
    `result[i] = x[0] + ... + x[i]`, or another `kind` than `sum` (not `mean`); `exclusive` leaves out `x[i]`, `reverse`
    goes from the last element to the first.

    ```mlir
    %begin = nn.cumulative sum %lengths dim -1 exclusive : tensor<?xi64>
    ```
  }];
  let arguments = (ins NN_Reduction:$kind, NN_Tensor:$x, I64Attr:$dim, UnitAttr:$exclusive, UnitAttr:$reverse);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $kind $x `dim` $dim (`exclusive` $exclusive^)? (`reverse` $reverse^)? attr-dict `:` type($x)
  }];
}

#endif // TENFOLD_NN_REDUCTION
