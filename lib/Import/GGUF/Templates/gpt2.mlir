// ${ARCHITECTURE}: a decoder of ${LAYERS} layers of width ${WIDTH} (Radford et al., Language models are unsupervised
// multitask learners, 2019). Parameters are called as the tensors of the GGUF file.
module attributes {nn.bounds = {seq = [0, ${CONTEXT}]}} {

nn.block @forward(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, ${VOCAB}]})
    -> (tensor<?x?x${VOCAB}xf32> {nn.name = "logits", nn.dims = ["batch", "seq", ${VOCAB}]}) {
  %positions = nn.iota like %tokens[1] : tensor<?x?xi64>
  %token = nn.apply @embedding "token_embd" (%tokens) {ROWS = ${VOCAB}, WIDTH = ${WIDTH}}
      : (tensor<?x?xi64>) -> tensor<?x?x${WIDTH}xf32>
  %position = nn.apply @embedding "position_embd" (%positions) {ROWS = ${CONTEXT}, WIDTH = ${WIDTH}}
      : (tensor<?xi64>) -> tensor<?x${WIDTH}xf32>
  %0 = nn.add %token, %position : tensor<?x?x${WIDTH}xf32>, tensor<?x${WIDTH}xf32>
  %1 = nn.repeat ${LAYERS} x @layer "blk.{}" (%0) : (tensor<?x?x${WIDTH}xf32>) -> tensor<?x?x${WIDTH}xf32>
  %norm = nn.apply @norm "output_norm" (%1) : (tensor<?x?x${WIDTH}xf32>) -> tensor<?x?x${WIDTH}xf32>
  %logits = nn.apply @linear_no_bias "${HEAD}" (%norm) {OUT = ${VOCAB}}
      : (tensor<?x?x${WIDTH}xf32>) -> tensor<?x?x${VOCAB}xf32>
  nn.return %logits : tensor<?x?x${VOCAB}xf32>
}

nn.block private @norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %bias = nn.param "bias" ["WIDTH"] : tensor<?xf32>
  %0 = nn.layer_norm %x, %weight, %bias epsilon ${EPSILON} : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

nn.block private @layer(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @norm "attn_norm" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @self_attention "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %x, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.apply @norm "ffn_norm" (%2) : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @linear "ffn_up" (%3) {OUT = ${HIDDEN}} : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @gelu_tanh "" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.apply @linear "ffn_down" (%5) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %7 = nn.add %2, %6 : tensor<*xf32>, tensor<*xf32>
  nn.return %7 : tensor<*xf32>
}

nn.block private @self_attention(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @linear "attn_qkv" (%x) {OUT = ${QKV_WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.slice %0 dim -1 from 0 to ${QUERY_WIDTH} : tensor<*xf32>
  %2 = nn.slice %0 dim -1 from ${QUERY_WIDTH} to ${QUERY_KEY_WIDTH} : tensor<*xf32>
  %3 = nn.slice %0 dim -1 from ${QUERY_KEY_WIDTH} : tensor<*xf32>
  %q = nn.rearrange %1 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %k = nn.rearrange %2 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %v = nn.rearrange %3 "b s (h d) -> b h s d" {h = ${HEADS}} : tensor<*xf32>
  %o = nn.attention %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
      score(%s, %b, %h, %i, %j) {
    %keep = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %keep : f32
  }
  %4 = nn.rearrange %o "b h s d -> b s (h d)" : tensor<*xf32>
  %5 = nn.apply @linear "attn_output" (%4) {OUT = ${WIDTH}} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

}
