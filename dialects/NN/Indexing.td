// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows read and written at places that are data.
#ifndef TENFOLD_NN_INDEXING
#define TENFOLD_NN_INDEXING

include "dialects/NN/Enums.td"

def NN_GatherOp : NN_TensorOp<"gather"> {
  let summary = "rows of a table by index";
  let description = [{
    `result[a..., i..., j...] = table[a..., indices[i...], j...]`, where `a...` are the dimensions before `dim`: none, where
    it is not given, for it is then the first. An index outside the table is clamped to it.

    ```mlir
    %y = nn.gather %table[%ids] : tensor<3x2xf32>, tensor<4xi64>   // of [[1, 2], [3, 4], [5, 6]], [2, 0, 0, 99]
    ```
    ```mlir
    // The words of sentences, of 384 numbers each.
    %e = nn.gather %words[%ids] : tensor<30522x384xf32>, tensor<?x?xi64>   // -> tensor<?x?x384xf32>
    ```
    ```mlir
    %y = nn.gather %x[%i] dim -1 : tensor<2x3xf32>, tensor<2xi64>   // of [[1, 2, 3], [4, 5, 6]], [2, 0]
    ```
    `nn.take_along` has indices of their own for each row.
  }];
  let arguments = (ins NN_Tensor:$table, NN_IntTensor:$indices, OptionalAttr<I64Attr>:$dim);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$table `[` $indices `]` (`dim` $dim^)? attr-dict `:` type($table) `,` type($indices)";
}

def NN_ScatterOp : NN_TensorOp<"scatter", [AllElementTypesMatch<["dest", "updates", "result"]>]> {
  let summary = "a tensor with some of its rows replaced, or joined by others";
  let description = [{
    `result = dest` but `result[b..., indices[b..., i...], j...] = updates[b..., i..., j...]`, where `b...` are the first
    `axis` dimensions. An index outside is dropped; of equal indices the last in row-major order holds.

    ```mlir
    %y = nn.scatter %dest[%at], %rows axis 0 : tensor<3x2xf32>, tensor<2xi64>, tensor<2x2xf32>
    // of [[1, 2], [3, 4], [5, 6]], [2, 7], [[9, 9], [8, 8]]
    ```
    ```mlir
    // Writes the keys of n tokens at their places in each sequence of a cache.
    %1 = nn.scatter %cache[%at], %keys axis 1 : tensor<?x?x4x32xf32>, tensor<?x?xi64>, tensor<?x?x4x32xf32>
    ```
    With `by`, updates do not replace what is there but join it, as in `nn.reduce` (`mean` is refused): element by element
    in row-major order of the indices, each result rounded, so that equal indices give the same bits everywhere.

    ```mlir
    %y = nn.scatter %dest[%at], %x axis 0 by sum : tensor<3xf32>, tensor<4xi64>, tensor<4xf32>   // of [10, 20, 30], [2, 0, 2, 7], [1, 2, 3, 4]
    ```
    Where nothing else reads `dest` afterwards its memory becomes the result's, and only the rows are touched.
  }];
  let arguments = (ins NN_Tensor:$dest, NN_IntTensor:$indices, NN_Tensor:$updates, I64Attr:$axis,
                       OptionalAttr<NN_Reduction>:$by);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $dest `[` $indices `]` `,` $updates `axis` $axis (`by` $by^)? attr-dict
    `:` type($dest) `,` type($indices) `,` type($updates)
  }];
}

def NN_PrefixOp : NN_TensorOp<"prefix"> {
  let summary = "the first entries along a dimension, as many as a number says";
  let description = [{
    The first `length` entries of dimension `axis`; `length` is brought into the range from 0 to the extent. The result's
    extent depends on data: kernels read it, and no argument, result or buffer has it. What follows therefore has to
    reduce along it, or to contract, as attention does, in the same kernel.

    ```mlir
    %keys = nn.prefix %cache, %length axis 1 : tensor<?x?x4x32xf32>, tensor<i64>
    ```
  }];
  let arguments = (ins NN_Tensor:$x, NN_IntTensor:$length, I64Attr:$axis);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$x `,` $length `axis` $axis attr-dict `:` type($x) `,` type($length)";
}

#endif // TENFOLD_NN_INDEXING
