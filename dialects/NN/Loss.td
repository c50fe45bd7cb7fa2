// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Losses with a rule of their own; the library has others.
#ifndef TENFOLD_NN_LOSS
#define TENFOLD_NN_LOSS

include "dialects/NN/NNBase.td"

def NN_CrossEntropyOp : NN_TensorOp<"cross_entropy"> {
  let summary = "negative logarithm of the probability of a target, for each row";
  let description = [{
    With `p = softmax(logits, -1)` and K classes, `-(1 - smoothing) log p[target] - smoothing / K sum log p`, and 0 where
    the target is `ignore`. A target outside is clamped. The mean over rows is a further `nn.reduce`.

    ```mlir
    %loss = nn.cross_entropy %logits, %next ignore -100 : tensor<2x3xf32>, tensor<2xi64>   // of [[1, 2, 3], [0, 0, 9]], [2, -100]
    ```
  }];
  let arguments = (ins NN_FloatTensor:$logits, NN_IntTensor:$targets, OptionalAttr<I64Attr>:$ignore,
                       DefaultValuedAttr<F64Attr, "0.0">:$smoothing);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = [{
    $logits `,` $targets (`ignore` $ignore^)? (`smoothing` $smoothing^)? attr-dict `:` type($logits) `,` type($targets)
  }];
}

#endif // TENFOLD_NN_LOSS
