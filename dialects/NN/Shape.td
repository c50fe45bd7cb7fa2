// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Other views of the same elements, and numbers along a dimension.
#ifndef TENFOLD_NN_SHAPE
#define TENFOLD_NN_SHAPE

include "dialects/NN/NNBase.td"

def NN_RearrangeOp : NN_TensorOp<"rearrange"> {
  let summary = "splits, permutes and merges dimensions, written as in einops";
  let description = [{
    Each side of the pattern names the axes in order; parentheses group the axes of one dimension. A group on the left
    splits its dimension: the sizes of all its axes but one are given. `...` stands for any further axes, in order.

    ```mlir
    %h = nn.rearrange %x "... s (h d) -> ... h s d" {h = 12} : tensor<?x?x384xf32>   // -> tensor<?x12x?x32xf32>
    ```
    ```mlir
    %y = nn.rearrange %x "(r c) -> c r" {c = 3} : tensor<6xf32>   // of [1, 2, 3, 4, 5, 6]
    ```
    Source: A. Rogozhnikov, Einops, ICLR 2022.
  }];
  let arguments = (ins NN_Tensor:$x, StrAttr:$pattern, DefaultValuedAttr<DictionaryAttr, "{}">:$sizes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$x $pattern ($sizes^)? attr-dict `:` type($x)";
  let hasVerifier = 1;
}

def NN_IotaOp : NN_TensorOp<"iota"> {
  let summary = "0, 1, 2, ... along a dimension of another tensor";
  let description = [{
    Rank one, `i64`, as long as dimension `dim` of `like` (negative counts from the end).

    ```mlir
    %y = nn.iota like %x[-1] : tensor<1x4xf32>   // of [[5, 5, 5, 5]]
    ```
  }];
  let arguments = (ins NN_Tensor:$like, I64Attr:$dim);
  let results = (outs NN_IntTensor:$result);
  let elementTypes = [{ {::mlir::IntegerType::get(context, 64)} }];
  let assemblyFormat = "`like` $like `[` $dim `]` attr-dict `:` type($like)";
}

#endif // TENFOLD_NN_SHAPE
