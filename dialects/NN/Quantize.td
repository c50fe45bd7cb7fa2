// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Floats as integers: with a scale, or by their bits.
#ifndef TENFOLD_NN_QUANTIZE
#define TENFOLD_NN_QUANTIZE

include "dialects/NN/ElementwiseBase.td"

def NN_QuantizeOp : NN_Elementwise<"quantize", "quantized(*this, x)", "0", "buildQuantize(*this, builder, loc, x)"> {
  let summary = "integers that stand for floats, by a scale and a zero point";
  let description = [{
    `round(x / scale) + zero`, halves to even, saturated to the limits of `to`; NaN gives 0. `unsigned` integers are the
    bits of the signless type. Scale and zero point broadcast to `x`: a scalar for the whole tensor, extents of one for
    one per channel; for one per block of a dimension, split that dimension first.

    ```mlir
    %blocks = nn.rearrange %w "o (n b) -> o n b" {b = 32} : tensor<11x96xf32>
    %q = nn.quantize %blocks scale %scale to i8 : tensor<11x3x32xf32>, tensor<11x3x1xf32>   // -> tensor<11x3x32xi8>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$x, NN_FloatTensor:$scale, Optional<NN_IntTensor>:$zero, TypeAttr:$to,
                       UnitAttr:$is_unsigned);
  let elementTypes = [{ {adaptor.getTo()} }];
  let assemblyFormat = [{
    $x `scale` $scale (`zero` $zero^)? `to` $to (`unsigned` $is_unsigned^)? attr-dict `:` type($x) `,` type($scale)
    (`,` type($zero)^)?
  }];
  let hasVerifier = 1;
}

def NN_DequantizeOp : NN_Elementwise<"dequantize", "dequantized(*this, x)", "0",
                                     "buildDequantize(*this, builder, loc, x)"> {
  let summary = "the floats that integers stand for: (x - zero) * scale";
  let description = [{
    ```mlir
    %y = nn.dequantize %q scale %s zero %z : tensor<3xi8>, tensor<f32>, tensor<i8>   // of [-128, 0, 7], 0.5, 2
    ```
  }];
  let arguments = (ins NN_IntTensor:$x, NN_FloatTensor:$scale, Optional<NN_IntTensor>:$zero, UnitAttr:$is_unsigned);
  let elementTypes = [{ {::mlir::getElementTypeOrSelf(adaptor.getScale().getType())} }];
  let assemblyFormat = [{
    $x `scale` $scale (`zero` $zero^)? (`unsigned` $is_unsigned^)? attr-dict `:` type($x) `,` type($scale)
    (`,` type($zero)^)?
  }];
  let hasVerifier = 1;
}

def NN_BitcastOp : NN_TensorOp<"bitcast"> {
  let summary = "the numbers of another type of the same width that have the same bits";
  let description = [{
    ```mlir
    %y = nn.bitcast %x to i32 : tensor<3xf32>   // of [0, 1, -2]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, TypeAttr:$to);
  let results = (outs NN_Tensor:$result);
  let elementTypes = [{ {adaptor.getTo()} }];
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
  let hasVerifier = 1;
}

#endif // TENFOLD_NN_QUANTIZE
