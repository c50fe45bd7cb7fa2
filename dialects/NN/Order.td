// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places of elements and their order.
#ifndef TENFOLD_NN_ORDER
#define TENFOLD_NN_ORDER

include "dialects/NN/Enums.td"

def NN_ArgReduceOp : NN_TensorOp<"arg_reduce"> {
  let summary = "place of the greatest or least element along a dimension, which becomes one";
  let description = [{
    The first place of `max` or `min`, `i64`; the first NaN, if there is one. Of nothing, the greatest `i64`.

    ```mlir
    %token = nn.arg_reduce max %logits dim -1 : tensor<?x49152xf32>   // -> tensor<?x1xi64>
    ```
  }];
  let arguments = (ins NN_Reduction:$kind, NN_Tensor:$x, I64Attr:$dim);
  let results = (outs NN_IntTensor:$result);
  let elementTypes = [{ {::mlir::IntegerType::get(context, 64)} }];
  let composite = 1;
  let assemblyFormat = "$kind $x `dim` $dim attr-dict `:` type($x)";
}

def NN_TakeAlongOp : NN_TensorOp<"take_along"> {
  let summary = "elements at places along a dimension, chosen for each row";
  let description = [{
    `result[.., i, ..] = x[.., indices[.., i, ..], ..]`. An index outside is clamped.

    ```mlir
    %y = nn.take_along %x[%i] dim 1 : tensor<2x3xf32>, tensor<2x2xi64>   // of [[1, 2, 3], [4, 5, 6]], [[0, 2], [1, 1]]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, NN_IntTensor:$indices, I64Attr:$dim);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$x `[` $indices `]` `dim` $dim attr-dict `:` type($x) `,` type($indices)";
}

def NN_SortOp : NN_TensorOp<"sort"> {
  let summary = "elements of a dimension in order, and where each stood";
  let description = [{
    Stable: equal elements keep their order, in both directions. NaN comes after all numbers when `ascending` and before
    them when `descending`. `first` keeps so many of them, as in top-k.
    Rows of known extents from 1024 on are merged; of others all pairs are compared.

    ```mlir
    %weights, %experts = nn.sort descending %scores dim -1 first 2 : tensor<?x8xf32>
    ```
  }];
  let arguments = (ins NN_Order:$order, NN_Tensor:$x, I64Attr:$dim, OptionalAttr<I64Attr>:$first);
  let results = (outs NN_Tensor:$values, NN_IntTensor:$indices);
  let elementTypes = [{ {::mlir::getElementTypeOrSelf(adaptor.getX().getType()), ::mlir::IntegerType::get(context, 64)} }];
  let composite = 1;
  let assemblyFormat = "$order $x `dim` $dim (`first` $first^)? attr-dict `:` type($x)";
}

#endif // TENFOLD_NN_ORDER
