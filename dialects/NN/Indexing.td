// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_INDEXING
#define TENFOLD_NN_INDEXING

include "dialects/NN/NNBase.td"

def NN_GatherOp : NN_TensorOp<"gather"> {
  let summary = "rows of a table by index";
  let description = [{
    `result[i..., j...] = table[indices[i...], j...]`. An index outside the table is clamped to it.
  }];
  let arguments = (ins NN_Tensor:$table, NN_IntTensor:$indices);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$table `[` $indices `]` attr-dict `:` type($table) `,` type($indices)";
}

def NN_ScatterOp : NN_TensorOp<"scatter", [AllElementTypesMatch<["dest", "updates", "result"]>]> {
  let summary = "a tensor with some of its rows replaced";
  let description = [{
    `result = dest` but `result[b..., indices[b..., i...], j...] = updates[b..., i..., j...]`, where `b...` are the first
    `axis` dimensions. An index outside is dropped; of equal indices the last in row-major order holds.

    ```mlir
    // Writes the keys of n tokens at their places in each sequence of a cache.
    %1 = nn.scatter %cache[%at], %keys axis 1 : tensor<?x?x4x32xf32>, tensor<?x?xi64>, tensor<?x?x4x32xf32>
    ```
    Where nothing else reads `dest` afterwards its memory becomes the result's, and only the rows are touched.
  }];
  let arguments = (ins NN_Tensor:$dest, NN_IntTensor:$indices, NN_Tensor:$updates, I64Attr:$axis);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $dest `[` $indices `]` `,` $updates `axis` $axis attr-dict `:` type($dest) `,` type($indices) `,` type($updates)
  }];
}

#endif // TENFOLD_NN_INDEXING
