// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Larger tensors out of smaller ones.
#ifndef TENFOLD_NN_EXTEND
#define TENFOLD_NN_EXTEND

include "dialects/NN/Enums.td"

def NN_PadOp : NN_AlongOp<"pad"> {
  let summary = "more elements before and after a dimension";
  let description = [{
    `before` and `after` more elements: `value` where `mode` is `constant`; the nearest one (`edge`); those mirrored at
    the first and last one (`reflect`); those of the other end (`wrap`).

    ```mlir
    %y = nn.pad reflect %x dim -1 by 2, 3 : tensor<?x7xf32>   // -> tensor<?x12xf32>
    ```
    ```mlir
    %y = nn.pad constant %x dim 0 by 1, 2 value 9.0 : tensor<3xf32>   // of [1, 2, 3]
    ```
    ```mlir
    %y = nn.pad edge %x dim 0 by 1, 2 : tensor<3xf32>   // of [1, 2, 3]
    ```
    ```mlir
    %y = nn.pad reflect %x dim 0 by 1, 2 : tensor<3xf32>   // of [1, 2, 3]
    ```
    ```mlir
    %y = nn.pad wrap %x dim 0 by 1, 2 : tensor<3xf32>   // of [1, 2, 3]
    ```
  }];
  let arguments = (ins NN_Padding:$mode, NN_Tensor:$x, I64Attr:$dim, I64Attr:$before, I64Attr:$after,
                       DefaultValuedAttr<F64Attr, "0.0">:$value);
  let assemblyFormat = [{
    $mode $x `dim` $dim `by` $before `,` $after (`value` $value^)? attr-dict `:` type($x)
  }];
}

def NN_ConcatOp : NN_AlongOp<"concat", [SameOperandsElementType]> {
  let summary = "tensors one after another along a dimension";
  let description = [{
    All other extents are equal.

    ```mlir
    %y = nn.concat %a, %b dim 1 : tensor<2x2xf32>, tensor<2x1xf32>   // of [[1, 2], [3, 4]], [[9], [8]]
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$parts, I64Attr:$dim);
  let assemblyFormat = "$parts `dim` $dim attr-dict `:` type($parts)";
}

#endif // TENFOLD_NN_EXTEND
