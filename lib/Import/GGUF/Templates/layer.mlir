
nn.block private @layer${KIND}(%x: tensor<*xf32>, %positions: tensor<?xi64>${FACTOR_ARGUMENT}) -> tensor<*xf32> {
  %0 = nn.apply @norm "attn_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @self_attention${KIND} "" (%0, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<?xi64>${FACTOR_TYPE}) -> tensor<*xf32>
  %2 = nn.apply @${POST_NORM} "post_attention_norm" (%1) : (tensor<*xf32>) -> tensor<*xf32>
  %3 = nn.add %x, %2 : tensor<*xf32>, tensor<*xf32>
  %4 = nn.apply @norm "ffn_norm" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @feed_forward "" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.apply @${POST_NORM} "post_ffw_norm" (%5) : (tensor<*xf32>) -> tensor<*xf32>
  %7 = nn.add %3, %6 : tensor<*xf32>, tensor<*xf32>
  nn.return %7 : tensor<*xf32>
}

// ${HEADS} heads of queries, ${KV_HEADS} of keys and values.
nn.block private @self_attention${KIND}(%x: tensor<*xf32>, %positions: tensor<?xi64>${FACTOR_ARGUMENT}) -> tensor<*xf32> {
  %0, %1, %2 = nn.apply @${QKV} "" (%x) : (tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  %3 = nn.rearrange %0 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %4 = nn.rearrange %1 "b s (h d) -> b h s d" {h = ${KV_HEADS}} : tensor<*xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = ${KV_HEADS}} : tensor<*xf32>
  %5 = nn.apply @${QK_NORM} "attn_q_norm" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.apply @${QK_NORM} "attn_k_norm" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %q = nn.apply @rotate${KIND} "" (%5, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<?xi64>${FACTOR_TYPE}) -> tensor<*xf32>
  %k = nn.apply @rotate${KIND} "" (%6, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<?xi64>${FACTOR_TYPE}) -> tensor<*xf32>
  %o = nn.attention %q, %k, %v {scale = ${SCALE}} : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
?CAP      score(%product, %b, %h, %i, %j) {
!CAP      score(%s, %b, %h, %i, %j) {
?CAP    %cap = arith.constant ${CAP} : f32
?CAP    %7 = arith.divf %product, %cap : f32
?CAP    %8 = math.tanh %7 : f32
?CAP    %s = arith.mulf %8, %cap : f32
?WINDOW    %window = arith.constant ${WINDOW} : index
?WINDOW    %past = arith.cmpi sle, %j, %i : index
?WINDOW    %end = arith.addi %j, %window : index
?WINDOW    %near = arith.cmpi sgt, %end, %i : index
?WINDOW    %keep = arith.andi %past, %near : i1
!WINDOW    %keep = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %keep : f32
  }
  %9 = nn.rearrange %o "b h s d -> b s (h d)" : tensor<*xf32>
  %10 = nn.apply @${OUT_LINEAR} "attn_output" (%9) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %10 : tensor<*xf32>
}

nn.block private @rotate${KIND}(%x: tensor<*xf32>, %positions: tensor<?xi64>${FACTOR_ARGUMENT}) -> tensor<*xf32> {
?SCALING  %factors = nn.apply @${SCALING} "" () : () -> tensor<?xf32>
  %0 = nn.rope ${PAIRING} %x at %positions${FACTORS} base ${BASE} dims ${ROTATED} magnitude ${MAGNITUDE}
      : tensor<*xf32>, tensor<?xi64>${ROPE_FACTOR_TYPE}
  nn.return %0 : tensor<*xf32>
}
