// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resizing: interpolation along a dimension.
#ifndef TENFOLD_NN_RESIZE
#define TENFOLD_NN_RESIZE

include "dialects/NN/Enums.td"

def NN_ResizeOp : NN_AlongOp<"resize"> {
  let summary = "more or fewer elements along a dimension, interpolated";
  let description = [{
    `sizes` has the extent, `to`, or the scale, `by` = [p, q]: n elements become n p / q, rounded down. Element i lies
    at the place

    | coordinates | place, with the scale s |
    | --- | --- |
    | `half_pixel` | (i + 1/2) / s - 1/2 |
    | `pytorch_half_pixel` | the same, but 0 where there is one element |
    | `half_pixel_symmetric` | the same as the first, moved so that the middle stays where it is |
    | `align_corners` | i (n - 1) / (extent - 1), 0 where there is one element |
    | `asymmetric` | i / s |

    which is computed exactly, as a fraction. `nearest` takes the element that `round` says; `linear` has weights 1 - t
    and t for the elements before and after the place; `cubic` has Keys' four with the coefficient `cubic`. Beyond the
    ends stands the last element, or, with `exclude_outside`, nothing: the other weights are divided by their sum.
    Several dimensions are resized one after another.

    ```mlir
    %y = nn.resize linear half_pixel %x dim -1 {by = [2, 1]} : tensor<3xf32>   // of [1, 3, 2]
    ```
    As in ONNX's Resize, but for antialiasing and cropping.
    Source: Keys, Cubic convolution interpolation for digital image processing, 1981.
  }];
  let arguments = (ins NN_Interpolation:$mode, NN_Coordinates:$coordinates, NN_Tensor:$x, I64Attr:$dim,
                       DictionaryAttr:$sizes,
                       DefaultValuedAttr<NN_Rounding, "::tenfold::nn::Rounding::round_prefer_floor">:$rounding,
                       DefaultValuedAttr<F64Attr, "-0.75">:$coefficient, UnitAttr:$exclude_outside);
  let assemblyFormat = [{
    $mode $coordinates $x `dim` $dim $sizes (`round` $rounding^)? (`cubic` $coefficient^)?
    (`exclude_outside` $exclude_outside^)? attr-dict `:` type($x)
  }];
}

#endif // TENFOLD_NN_RESIZE
