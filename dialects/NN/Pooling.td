// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pooling: reductions of windows.
#ifndef TENFOLD_NN_POOLING
#define TENFOLD_NN_POOLING

include "dialects/NN/Enums.td"

def NN_PoolOp : NN_TensorOp<"pool"> {
  let summary = "reduction of windows over the last dimensions";
  let description = [{
    `sum mean max min prod` of the elements under each window. `sizes` has `kernel`, an integer for each dimension that
    it slides over, the last ones of `x`; `stride`, `dilation` (both 1) and `padding` or `before` and `after` (0), each
    an integer or one for each dimension; and flags (0): with `ceil` 1 there are also windows that end behind the padding,
    if they begin before it; with `count_padding` 1 a mean counts the padding as zeros, but nothing behind it.

    ```mlir
    %y = nn.pool max %x {kernel = [3], stride = 2, padding = 1} : tensor<5xf32>   // of [1, 4, 2, 0, 3]
    ```

    The padding is otherwise no element: a window in it alone is what nothing reduces to. `max` and `min` propagate NaN.
    The pooling over whole dimensions is `nn.reduce`.
  }];
  let arguments = (ins NN_Reduction:$kind, NN_FloatTensor:$x, DictionaryAttr:$sizes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$kind $x $sizes attr-dict `:` type($x)";
}

def NN_ArgPoolOp : NN_TensorOp<"arg_pool"> {
  let summary = "where the greatest or least element of each window stands";
  let description = [{
    The first place of `max` or `min` under each window of `nn.pool`, `i64`; the first NaN, if there is one. Places are
    counted row by row over the dimensions that the window slides over, without the padding. Of a window in the padding
    alone, the greatest `i64`.

    ```mlir
    %y = nn.arg_pool max %x {kernel = [2, 2], stride = 2} : tensor<2x4xf32>   // of [[1, 2, 6, 3], [4, 0, 5, 6]]
    ```
    `@max_unpool2d` of the library takes elements back to these places.
  }];
  let arguments = (ins NN_Reduction:$kind, NN_FloatTensor:$x, DictionaryAttr:$sizes);
  let results = (outs NN_IntTensor:$result);
  let elementTypes = [{ {::mlir::IntegerType::get(context, 64)} }];
  let composite = 1;
  let assemblyFormat = "$kind $x $sizes attr-dict `:` type($x)";
}

#endif // TENFOLD_NN_POOLING
