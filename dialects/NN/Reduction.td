// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_REDUCTION
#define TENFOLD_NN_REDUCTION

include "dialects/NN/Enums.td"

def NN_ReduceOp : NN_TensorOp<"reduce"> {
  let summary = "reduction over dimensions, which become one";
  let description = [{
    `sum mean max min prod` over `dims` (negative counts from the end); the reduced extents become 1. Nothing reduces to
    0, NaN, -inf, inf and 1. `max` and `min` propagate NaN.
  }];
  let arguments = (ins NN_Reduction:$kind, NN_Tensor:$x, DenseI64ArrayAttr:$dims);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$kind $x $dims attr-dict `:` type($x)";
}

def NN_SoftmaxOp : NN_TensorOp<"softmax"> {
  let summary = "softmax along a dimension";
  let description = [{
    `exp(x - max x) / sum exp(x - max x)`. A row of -inf alone is NaN.
  }];
  let arguments = (ins NN_FloatTensor:$x, I64Attr:$dim);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = "$x $dim attr-dict `:` type($x)";
}

def NN_LayerNormOp : NN_TensorOp<"layer_norm", [SameOperandsElementType]> {
  let summary = "layer normalisation over the last dimension";
  let description = [{
    `(x - mean) / sqrt(mean((x - mean)^2) + epsilon) * weight + bias`, the variance from centred values.
    Source: Ba, Kiros, Hinton, Layer normalization, 2016, equations 3 and 4.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, NN_FloatTensor:$bias, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = [{
    $x `,` $weight `,` $bias `epsilon` $epsilon attr-dict `:` type($x) `,` type($weight) `,` type($bias)
  }];
}

#endif // TENFOLD_NN_REDUCTION
