// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positions.
#ifndef TENFOLD_NN_ROPE
#define TENFOLD_NN_ROPE

include "dialects/NN/Enums.td"

def NN_RopeOp : NN_TensorOp<"rope"> {
  let summary = "rotary position embedding";
  let description = [{
    Rotates pairs of the last dimension of `x[batch, heads, seq, width]` by angles that grow with the position:
    `angle[b, s, i] = positions[b, s] * base^(-2 i / dims) / factors[i]`, and
    `(u, v) -> magnitude * (u cos angle - v sin angle, v cos angle + u sin angle)`. Pair `i` is `(2 i, 2 i + 1)` where
    `pairing` is `adjacent` (llama.cpp's "normal"), and `(i, i + dims / 2)` where it is `halves` ("neox"). Only the first
    `dims` elements rotate, all by default. `positions` are broadcast to `[batch, seq]`. The scalings of Llama 3,
    YaRN, LongRoPE and linear ones are `factors` and `magnitude`.

    An angle is taken in f64 and brought within a turn before it is rounded, so that a far position costs no precision.

    ```mlir
    %q = nn.rope halves %x at %positions base 10000.0 : tensor<?x9x?x64xf32>, tensor<?x?xi64>
    ```
    One pair, which turns by a radian for each position:

    ```mlir
    %y = nn.rope halves %x at %p base 1.0 : tensor<1x1x3x2xf32>, tensor<1x3xi64>
    // of [[[[1, 0], [1, 0], [1, 0]]]], [[0, 1, 2]]
    ```
    Source: Su et al., RoFormer, 2021, equation 34.
  }];
  let arguments = (ins NN_Pairing:$pairing, NN_FloatTensor:$x, NN_IntTensor:$positions,
                       Optional<NN_FloatTensor>:$factors, F64Attr:$base, OptionalAttr<I64Attr>:$dims,
                       DefaultValuedAttr<F64Attr, "1.0">:$magnitude);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let assemblyFormat = [{
    $pairing $x `at` $positions (`factors` $factors^)? `base` $base (`dims` $dims^)? (`magnitude` $magnitude^)? attr-dict
    `:` type($x) `,` type($positions) (`,` type($factors)^)?
  }];
}

#endif // TENFOLD_NN_ROPE
