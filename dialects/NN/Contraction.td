// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Matrix products and everything that is a sum of products.
#ifndef TENFOLD_NN_CONTRACTION
#define TENFOLD_NN_CONTRACTION

include "dialects/NN/NNBase.td"

def NN_EinsumOp : NN_TensorOp<"einsum", [SameOperandsElementType]> {
  let summary = "contraction of two tensors, in Einstein's summation";
  let description = [{
    Axes are named and separated by spaces; `...` stands for any further leading axes, shared by those that have it.
    An axis absent from the result is summed over in index order; kernels fuse each product with its sum, the same way
    for every shape.

    ```mlir
    %y = nn.einsum %x, %w "... i, o i -> ... o" : tensor<?x?x384xf32>, tensor<1536x384xf32>   // -> tensor<?x?x1536xf32>
    ```
    A product of more tensors is several of these, in the order that the writer chooses; a sum of one is `nn.reduce`.
    A matrix product, the scores of attention, and an outer product:

    ```mlir
    %c = nn.einsum %a, %b "i k, k j -> i j" : tensor<2x3xf32>, tensor<3x2xf32>   // of [[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1], [1, 1]]
    ```
    ```mlir
    %s = nn.einsum %q, %k "b h i d, b h j d -> b h i j" : tensor<?x12x?x32xf32>, tensor<?x12x?x32xf32>   // -> tensor<?x12x?x?xf32>
    ```
    ```mlir
    %o = nn.einsum %u, %v "i, j -> i j" : tensor<2xf32>, tensor<3xf32>   // of [1, 10], [1, 2, 3]
    ```
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs, StrAttr:$equation);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs $equation attr-dict `:` type($lhs) `,` type($rhs)";
}

#endif // TENFOLD_NN_CONTRACTION
