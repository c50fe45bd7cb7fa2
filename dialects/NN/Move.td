// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elements of a tensor at other places, or some of them.
#ifndef TENFOLD_NN_MOVE
#define TENFOLD_NN_MOVE

include "dialects/NN/NNBase.td"

def NN_SliceOp : NN_AlongOp<"slice"> {
  let summary = "a range of a dimension";
  let description = [{
    Elements `from`, `from + step`, ... before `to`, the end by default; negative ones count from the end, and a range
    past the end of a known extent stops there, as in Python. An unknown extent is stated to hold the range.

    ```mlir
    %last = nn.slice %x dim 1 from -1 : tensor<?x?x384xf32>   // -> tensor<?x1x384xf32>
    ```
    ```mlir
    %y = nn.slice %x dim 0 from 1 to -1 step 2 : tensor<7xf32>   // of [0, 1, 2, 3, 4, 5, 6]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, I64Attr:$dim, I64Attr:$from, OptionalAttr<I64Attr>:$to,
                       OptionalAttr<I64Attr>:$step);
  let assemblyFormat = "$x `dim` $dim `from` $from (`to` $to^)? (`step` $step^)? attr-dict `:` type($x)";
  let builders = [OpBuilder<(ins "::mlir::Value":$x, "int64_t":$dim, "int64_t":$from, "std::optional<int64_t>":$to), [{
    auto number = [&](int64_t value) { return $_builder.getI64IntegerAttr(value); };
    build($_builder, $_state, x, number(dim), number(from), to ? number(*to) : ::mlir::IntegerAttr(),
          ::mlir::IntegerAttr());
  }]>];
}

def NN_ReverseOp : NN_AlongOp<"reverse"> {
  let summary = "a dimension from the last element to the first";
  let description = [{
    ```mlir
    %y = nn.reverse %x dim 0 : tensor<4xf32>   // of [1, 2, 3, 4]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, I64Attr:$dim);
  let assemblyFormat = "$x `dim` $dim attr-dict `:` type($x)";
}

def NN_RollOp : NN_AlongOp<"roll"> {
  let summary = "a dimension shifted around its end";
  let description = [{
    `result[(i + by) mod n] = x[i]`.

    ```mlir
    %y = nn.roll %x dim 0 by 1 : tensor<4xf32>   // of [1, 2, 3, 4]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, I64Attr:$dim, I64Attr:$by);
  let assemblyFormat = "$x `dim` $dim `by` $by attr-dict `:` type($x)";
}

#endif // TENFOLD_NN_MOVE
