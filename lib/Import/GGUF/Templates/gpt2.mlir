// GPT-2 (Radford et al., Language models are unsupervised multitask learners, 2019).
nn.block private @embed(%tokens: tensor<*xi64>, %positions: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.apply @embedding "token_embd" (%tokens) {ROWS = ${VOCAB}, WIDTH = ${WIDTH}} : (tensor<*xi64>) -> tensor<*xf32>
  %1 = nn.apply @embedding "position_embd" (%positions) {ROWS = ${CONTEXT}, WIDTH = ${WIDTH}} : (tensor<*xi64>) -> tensor<*xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

nn.block private @logits(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @norm "output_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @linear_no_bias "${HEAD}" (%0) {OUT = ${VOCAB}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

nn.block private @norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %bias = nn.param "bias" ["WIDTH"] : tensor<?xf32>
  %0 = nn.layer_norm %x, %weight, %bias epsilon ${EPSILON} : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

nn.block private @heads(%x: tensor<*xf32>, %positions: tensor<*xi64>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %norm = nn.apply @norm "attn_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.apply @linear "attn_qkv" (%norm) {OUT = ${QKV_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.slice %0 dim -1 from 0 to ${QUERY_WIDTH} : tensor<*xf32>
  %2 = nn.slice %0 dim -1 from ${QUERY_WIDTH} to ${QUERY_KEY_WIDTH} : tensor<*xf32>
  %3 = nn.slice %0 dim -1 from ${QUERY_KEY_WIDTH} : tensor<*xf32>
  %q = nn.rearrange %1 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %k = nn.rearrange %2 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %v = nn.rearrange %3 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  nn.return %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

nn.block private @finish(%x: tensor<*xf32>, %heads: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @linear "attn_output" (%heads) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %x, %0 : tensor<*xf32>, tensor<*xf32>
  %2 = nn.apply @norm "ffn_norm" (%1) : (tensor<*xf32>) -> tensor<*xf32>
  %3 = nn.apply @linear "ffn_up" (%2) {OUT = ${HIDDEN}} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @gelu_tanh "" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @linear "ffn_down" (%4) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.add %1, %5 : tensor<*xf32>, tensor<*xf32>
  nn.return %6 : tensor<*xf32>
}
