// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scaled dot-product attention, with masks, biases and windows as a function of a score.
#ifndef TENFOLD_NN_ATTENTION
#define TENFOLD_NN_ATTENTION

include "dialects/NN/NNBase.td"

def NN_AttentionOp : NN_TensorOp<"attention",
    [AllElementTypesMatch<["query", "key", "value"]>, SingleBlock]> {
  let summary = "scaled dot-product attention with a scoring function";
  let description = [{
    `out[b, h, i] = sum_j p_ij value[b, h, j]` with `p_ij = exp(s_ij) / sum_j exp(s_ij)` over the kept keys. The region
    maps the score `scale * query[b, h, i] . key[b, h, j]` and the indices to `(s_ij, keep)`. A key that is not kept has
    weight zero, as has one whose score is -inf; a row without any kept key is zero. `scale` defaults to
    `1 / sqrt(width)`. Shapes: query `[b, h, i, d]`, key `[b, h, j, d]`, value `[b, h, j, v]`, result `[b, h, i, v]`.
    Key and value may have fewer heads, of which each serves equally many consecutive heads of the query. `query_offset`
    is added to the index `i` that the scoring function sees, for each `b`: the place of a chunk of queries in its sequence.

    ```mlir
    %o = nn.attention %q, %k, %v : tensor<?x12x?x32xf32>, tensor<?x12x?x32xf32>, tensor<?x12x?x32xf32>
        score(%s, %b, %h, %i, %j) {
      %m = nn.at %keep[%b, %j] : tensor<?x?xi1>
      nn.yield %s keep %m : f32
    }
    ```
    A step of decoding, over a cache of keys, is causal at its place:

    ```mlir
    %o = nn.attention %q, %k, %v offset %position : tensor<?x12x?x32xf32>, tensor<?x4x?x32xf32>, tensor<?x4x?x32xf32>, tensor<?xi64>
        score(%s, %b, %h, %i, %j) {
      %past = arith.cmpi sle, %j, %i : index
      nn.yield %s keep %past : f32
    }
    ```
    Sources: Vaswani et al., Attention is all you need, 2017, equation 1; Ainslie et al., GQA, 2023.
  }];
  let arguments = (ins NN_FloatTensor:$query, NN_FloatTensor:$key, NN_FloatTensor:$value,
                       Optional<NN_IntTensor>:$query_offset, OptionalAttr<F64Attr>:$scale);
  let regions = (region SizedRegion<1>:$score);
  let results = (outs NN_Tensor:$result);
  let composite = 1;
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
}

def NN_AtOp : NN_Op<"at", [Pure]> {
  let summary = "one element of a tensor, inside a region";
  let description = [{
    An index outside is clamped. An index of the scoring function itself, into a dimension of unknown size, states that
    this dimension is as large as the attention's.

    ```mlir
    // A bias learned for each head and distance, up to 32.
    %o = nn.attention %q, %k, %v : tensor<2x3x5x8xf32>, tensor<2x3x5x8xf32>, tensor<2x3x5x8xf32>
        score(%s, %b, %h, %i, %j) {
      %distance = arith.subi %i, %j : index
      %bias = nn.at %table[%h, %distance] : tensor<3x32xf32>
      %t = arith.addf %s, %bias : f32
      nn.yield %t : f32
    }
    ```
  }];
  let arguments = (ins NN_Tensor:$tensor, Variadic<Index>:$indices);
  let results = (outs AnyType:$element);
  let assemblyFormat = "$tensor `[` $indices `]` attr-dict `:` custom<TensorAndElement>(type($tensor), type($element))";
  let hasVerifier = 1;
}

def NN_YieldOp : NN_Op<"yield", [Pure, Terminator, HasParent<"AttentionOp">]> {
  let summary = "ends a scoring function: the score, and whether the key is kept";
  let description = [{
    Without `keep` every key is kept.

    ```mlir
    // Causal: a query sees itself and what was before it. Scores are capped softly at 50, as in Gemma 2.
    %o = nn.attention %q, %k, %v : tensor<2x3x5x8xf32>, tensor<2x3x5x8xf32>, tensor<2x3x5x8xf32>
        score(%s, %b, %h, %i, %j) {
      %cap = arith.constant 50.0 : f32
      %0 = arith.divf %s, %cap : f32
      %1 = math.tanh %0 : f32
      %2 = arith.mulf %1, %cap : f32
      %past = arith.cmpi sle, %j, %i : index
      nn.yield %2 keep %past : f32
    }
    ```
  }];
  let arguments = (ins AnyFloat:$value, Optional<I1>:$keep);
  let assemblyFormat = "$value (`keep` $keep^)? attr-dict `:` type($value)";
}

#endif // TENFOLD_NN_ATTENTION
