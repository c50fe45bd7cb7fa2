// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution: sums of products over windows.
#ifndef TENFOLD_NN_CONVOLUTION
#define TENFOLD_NN_CONVOLUTION

include "dialects/NN/NNBase.td"

def NN_ConvOp : NN_TensorOp<"conv", [SameOperandsElementType]> {
  let summary = "convolution over one to three dimensions";
  let description = [{
    `x` is batch, channels, then the dimensions that the window slides over; `weight` is channels of the result,
    channels of one group of `x`, then the window. `sizes` has `stride`, `dilation` (both 1), `padding` or `before` and
    `after` (0; negative ones cut off), each an integer or one for each dimension, `spread` (1), which puts spread - 1
    zeros between the elements, and `groups` (1): channels of the result see only those of their own group.

    ```mlir
    %y = nn.conv %x, %w {stride = 2, padding = 1} : tensor<1x1x5xf32>, tensor<1x1x3xf32>   // of [[[1, 2, 3, 4, 5]]], [[[1, 1, 1]]]
    ```

    Zeros take part like other elements. Each sum is one chain of fused steps, over channels, then
    over the window, in index order. The window is not turned around: signal processing calls that correlation.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, DefaultValuedAttr<DictionaryAttr, "{}">:$sizes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$x `,` $weight ($sizes^)? attr-dict `:` type($x) `,` type($weight)";
}

def NN_ConvTransposeOp : NN_TensorOp<"conv_transpose", [SameOperandsElementType]> {
  let summary = "transposed convolution over one to three dimensions";
  let description = [{
    The gradient of `nn.conv` by `x`: element i of `x` adds its multiple of the window to the result from place
    i * stride - before on. `weight` is channels of `x`, channels of one group of the result, then the window. `sizes`
    is as for `nn.conv`, where `before` and `after` are cut off the result; `output_padding` elements are added behind.

    ```mlir
    %y = nn.conv_transpose %x, %w {stride = 2} : tensor<1x1x3xf32>, tensor<1x1x2xf32>   // of [[[1, 2, 3]]], [[[1, 0.5]]]
    ```

    It is the convolution, by the window turned around, of `x` with stride - 1 zeros after each element: these take part
    like other elements.
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning, 2016, section 4.
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$weight, DefaultValuedAttr<DictionaryAttr, "{}">:$sizes);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = "$x `,` $weight ($sizes^)? attr-dict `:` type($x) `,` type($weight)";
}

#endif // TENFOLD_NN_CONVOLUTION
