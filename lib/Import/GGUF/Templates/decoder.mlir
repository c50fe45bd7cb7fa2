// LLaMA (Touvron et al., 2023) and what came of it.
nn.block private @embed(%tokens: tensor<*xi64>, %positions: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.apply @embedding "token_embd" (%tokens) {ROWS = ${VOCAB}, WIDTH = ${WIDTH}} : (tensor<*xi64>) -> tensor<*xf32>
  %1 = nn.apply @${EMBEDDED} "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

nn.block private @logits(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @norm "output_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @linear_no_bias "${HEAD}" (%0) {OUT = ${VOCAB}} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.apply @${LOGITS} "" (%1) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

nn.block private @norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %0 = nn.rms_norm %x, %weight epsilon ${EPSILON} : tensor<*xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

nn.block private @identity(%x: tensor<*xf32>) -> tensor<*xf32> {
  nn.return %x : tensor<*xf32>
}

// Gemma's embeddings have unit variance after this.
nn.block private @scaled(%x: tensor<*xf32>) -> tensor<*xf32> {
  %root = arith.constant dense<${ROOT_WIDTH}> : tensor<f32>
  %0 = nn.mul %x, %root : tensor<*xf32>, tensor<f32>
  nn.return %0 : tensor<*xf32>
}

// Between -${LOGIT_CAP} and ${LOGIT_CAP}, and close to the identity around zero (Gemma 2, 2024).
nn.block private @capped(%x: tensor<*xf32>) -> tensor<*xf32> {
  %cap = arith.constant dense<${LOGIT_CAP}> : tensor<f32>
  %0 = nn.div %x, %cap : tensor<*xf32>, tensor<f32>
  %1 = nn.tanh %0 : tensor<*xf32>
  %2 = nn.mul %1, %cap : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

nn.block private @separate_qkv(%x: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %q = nn.apply @${QKV_LINEAR} "attn_q" (%x) {OUT = ${QUERY_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %k = nn.apply @${QKV_LINEAR} "attn_k" (%x) {OUT = ${KEY_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %v = nn.apply @${QKV_LINEAR} "attn_v" (%x) {OUT = ${VALUE_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

nn.block private @fused_qkv(%x: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %0 = nn.apply @${QKV_LINEAR} "attn_qkv" (%x) {OUT = ${QKV_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %q = nn.slice %0 dim -1 from 0 to ${QUERY_WIDTH} : tensor<*xf32>
  %k = nn.slice %0 dim -1 from ${QUERY_WIDTH} to ${QUERY_KEY_WIDTH} : tensor<*xf32>
  %v = nn.slice %0 dim -1 from ${QUERY_KEY_WIDTH} : tensor<*xf32>
  nn.return %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

nn.block private @separate_gate(%x: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %gate = nn.apply @linear_no_bias "ffn_gate" (%x) {OUT = ${HIDDEN}} : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "ffn_up" (%x) {OUT = ${HIDDEN}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %gate, %up : tensor<*xf32>, tensor<*xf32>
}

nn.block private @fused_gate(%x: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0 = nn.apply @linear_no_bias "ffn_up" (%x) {OUT = ${TWICE_HIDDEN}} : (tensor<*xf32>) -> tensor<*xf32>
  %gate = nn.slice %0 dim -1 from 0 to ${HIDDEN} : tensor<*xf32>
  %up = nn.slice %0 dim -1 from ${HIDDEN} : tensor<*xf32>
  nn.return %gate, %up : tensor<*xf32>, tensor<*xf32>
}

// What follows attention in a layer.
nn.block private @finish(%x: tensor<*xf32>, %heads: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @${OUT_LINEAR} "attn_output" (%heads) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @${POST_NORM} "post_attention_norm" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %x, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.apply @norm "ffn_norm" (%2) : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @feed_forward "" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @${POST_NORM} "post_ffw_norm" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.add %2, %5 : tensor<*xf32>, tensor<*xf32>
  nn.return %6 : tensor<*xf32>
}

// Gated linear unit (Shazeer, GLU variants improve transformer, 2020).
nn.block private @feed_forward(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0, %up = nn.apply @${GATE} "" (%x) : (tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  %gate = nn.apply @${ACTIVATION} "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.mul %gate, %up : tensor<*xf32>, tensor<*xf32>
  %2 = nn.apply @linear_no_bias "ffn_down" (%1) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// Factors of the wavelengths at which pairs of elements rotate, for contexts longer than those of training: all alike
// (Chen et al., 2023), or as YaRN has them.
nn.block private @linear_scaling() -> tensor<${PAIRS}xf32> {
  %0 = arith.constant dense<${FACTOR}> : tensor<${PAIRS}xf32>
  nn.return %0 : tensor<${PAIRS}xf32>
}

// Pairs before the first turn often within the context of training and keep their wavelength; those from the last on
// never turn around in it and have it scaled as a whole; the part grows between them (Peng et al., YaRN, 2023).
nn.block private @yarn() -> tensor<${PAIRS}xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<${PAIRS}xf32>
  %factor = arith.constant dense<${FACTOR}> : tensor<f32>
  %first = arith.constant dense<${FIRST}> : tensor<f32>
  %range = arith.constant dense<${RANGE}> : tensor<f32>
  %0 = nn.iota like %one[0] : tensor<${PAIRS}xf32>
  %pair = nn.cast %0 to f32 : tensor<${PAIRS}xi64>
  %1 = nn.sub %pair, %first : tensor<${PAIRS}xf32>, tensor<f32>
  %2 = nn.div %1, %range : tensor<${PAIRS}xf32>, tensor<f32>
  %3 = nn.max %2, %zero : tensor<${PAIRS}xf32>, tensor<f32>
  %part = nn.min %3, %one : tensor<${PAIRS}xf32>, tensor<${PAIRS}xf32>
  %4 = nn.div %part, %factor : tensor<${PAIRS}xf32>, tensor<f32>
  %5 = nn.sub %one, %part : tensor<${PAIRS}xf32>, tensor<${PAIRS}xf32>
  %6 = nn.add %4, %5 : tensor<${PAIRS}xf32>, tensor<${PAIRS}xf32>
  %7 = nn.div %one, %6 : tensor<${PAIRS}xf32>, tensor<${PAIRS}xf32>
  nn.return %7 : tensor<${PAIRS}xf32>
}
