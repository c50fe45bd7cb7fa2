// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax and normalisations.
#ifndef TENFOLD_NN_NORM
#define TENFOLD_NN_NORM

include "dialects/NN/NNBase.td"

def NN_SoftmaxOp : NN_TensorOp<"softmax"> {
  let summary = "softmax along a dimension";
  let description = [{
    `exp(x - max x) / sum exp(x - max x)`. A row of -inf alone is NaN.

    ```mlir
    %y = nn.softmax %x -1 : tensor<2x3xf32>   // of [[0, 1, 2], [1000, 1000, -inf]]
    ```
  }];
  let arguments = (ins NN_FloatTensor:$x, I64Attr:$dim);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = "$x $dim attr-dict `:` type($x)";
}

def NN_LogSoftmaxOp : NN_TensorOp<"log_softmax"> {
  let summary = "logarithm of softmax along a dimension";
  let description = [{
    `x - max x - log(sum exp(x - max x))`: finite where softmax would underflow. A row of -inf alone is NaN.

    ```mlir
    %y = nn.log_softmax %x -1 : tensor<3xf32>   // of [0, 1, 200]
    ```
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

    ```mlir
    %y = nn.layer_norm %x, %w, %b epsilon 1.0e-05 : tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>
    // of [[1, 2, 3], [0, 0, 6]], [1, 1, 1], [0, 0, 0]
    ```
    Source: Ba, Kiros, Hinton, Layer normalization, 2016, equations 3 and 4.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, NN_FloatTensor:$bias, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = [{
    $x `,` $weight `,` $bias `epsilon` $epsilon attr-dict `:` type($x) `,` type($weight) `,` type($bias)
  }];
}

def NN_RmsNormOp : NN_TensorOp<"rms_norm", [SameOperandsElementType]> {
  let summary = "normalisation by the root of the mean square over the last dimension";
  let description = [{
    `x / sqrt(mean(x^2) + epsilon) * weight`.

    ```mlir
    %y = nn.rms_norm %x, %w epsilon 1.0e-05 : tensor<2x3xf32>, tensor<3xf32>   // of [[1, 2, 3], [0, 0, 6]], [1, 1, 1]
    ```
    Source: Zhang, Sennrich, Root mean square layer normalization, 2019, equation 4.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = "$x `,` $weight `epsilon` $epsilon attr-dict `:` type($x) `,` type($weight)";
}

def NN_GroupNormOp : NN_TensorOp<"group_norm", [SameOperandsElementType]> {
  let summary = "normalisation of groups of channels";
  let description = [{
    `x` is batch, channels, then any dimensions. Over all elements of a group of channels of one entry of the batch:
    `(x - mean) / sqrt(mean((x - mean)^2) + epsilon)`, then `* weight + bias` of the channel. `sizes` has `groups`: one
    channel in each is instance normalisation.

    ```mlir
    %y = nn.group_norm %x, %w, %b {groups = 2} epsilon 1.0e-5 : tensor<1x4x1xf32>, tensor<4xf32>, tensor<4xf32>   // of [[[1], [3], [0], [4]]], [1, 1, 1, 1], [0, 0, 0, 1]
    ```
    Source: Wu, He, Group normalization, 2018, equations 1 to 6.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, NN_FloatTensor:$bias, DictionaryAttr:$sizes,
                       F64Attr:$epsilon);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = [{
    $x `,` $weight `,` $bias $sizes `epsilon` $epsilon attr-dict `:` type($x) `,` type($weight) `,` type($bias)
  }];
}

#endif // TENFOLD_NN_NORM
