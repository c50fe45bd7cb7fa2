// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
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
    %y = nn.einsum %x, %w "... i, o i -> ... o" : tensor<?x?x384xf32>, tensor<1536x384xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs, StrAttr:$equation);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs $equation attr-dict `:` type($lhs) `,` type($rhs)";
}

#endif // TENFOLD_NN_CONTRACTION
