
// ${HEADS} heads of queries, ${KV_HEADS} of keys and values.
nn.block private @heads${KIND}(%x: tensor<*xf32>, %positions: tensor<*xi64>${FACTOR_ARGUMENT})
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %norm = nn.apply @norm "attn_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %0, %1, %2 = nn.apply @${QKV} "" (%norm) : (tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  %3 = nn.rearrange %0 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %4 = nn.rearrange %1 "b s (h d) -> b h s d" {h = ${KV_HEADS}} : tensor<*xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = ${KV_HEADS}} : tensor<*xf32>
  %5 = nn.apply @${QK_NORM} "attn_q_norm" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.apply @${QK_NORM} "attn_k_norm" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %q = nn.apply @rotate${KIND} "" (%5, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<*xi64>${FACTOR_TYPE}) -> tensor<*xf32>
  %k = nn.apply @rotate${KIND} "" (%6, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<*xi64>${FACTOR_TYPE}) -> tensor<*xf32>
  nn.return %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

nn.block private @rotate${KIND}(%x: tensor<*xf32>, %positions: tensor<*xi64>${FACTOR_ARGUMENT}) -> tensor<*xf32> {
?SCALING  %factors = nn.apply @${SCALING} "" () : () -> tensor<?xf32>
  %0 = nn.rope ${PAIRING} %x at %positions${FACTORS} base ${BASE} dims ${ROTATED} magnitude ${MAGNITUDE}
      : tensor<*xf32>, tensor<*xi64>${ROPE_FACTOR_TYPE}
  nn.return %0 : tensor<*xf32>
}
