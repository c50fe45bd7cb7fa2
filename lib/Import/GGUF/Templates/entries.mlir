// ${ARCHITECTURE}: a language model of ${LAYERS} layers of width ${WIDTH}. Parameters are called as the tensors of the GGUF
// file.
module attributes {nn.bounds = {seq = [0, ${CONTEXT}], n = [1, ${CONTEXT}], ctx = [0, ${CONTEXT}]}} {

nn.block @forward(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, ${VOCAB}]})
    -> (tensor<?x?x${VOCAB}xf32> {nn.name = "logits", nn.dims = ["batch", "seq", ${VOCAB}]}) {
  %positions = nn.iota like %tokens[1] : tensor<?x?xi64>
?FREQUENCIES  %factors = nn.param "${FREQUENCIES}" [${PAIRS}] : tensor<${PAIRS}xf32>
  %0 = nn.apply @embed "" (%tokens, %positions) : (tensor<?x?xi64>, tensor<?xi64>) -> tensor<?x?x${WIDTH}xf32>
${LAYER_CALLS}
  %logits = nn.apply @logits "" (%${LAYERS}) : (tensor<?x?x${WIDTH}xf32>) -> tensor<?x?x${VOCAB}xf32>
  nn.return %logits : tensor<?x?x${VOCAB}xf32>
}

// The next tokens of sequences that have `position` tokens already, whose keys and values the cache holds: the logits of
// the token after them.
nn.block @step(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "n"], nn.range = [0, ${VOCAB}]},
               %position: tensor<?xi64> {nn.dims = ["batch"], nn.range = [0, ${CONTEXT}]}${CACHE_ARGUMENTS})
    -> (tensor<?x1x${VOCAB}xf32> {nn.name = "logits", nn.dims = ["batch", 1, ${VOCAB}]}${CACHE_RESULTS}) {
  %first = nn.rearrange %position "b -> b ()" : tensor<?xi64>
  %count = nn.iota like %tokens[1] : tensor<?x?xi64>
  %positions = nn.add %first, %count : tensor<?x1xi64>, tensor<?xi64>
  %row = nn.rearrange %positions "b n -> b () n" : tensor<?x?xi64>
  %every_head = arith.constant dense<0> : tensor<${KV_HEADS}x1xi64>
  %places = nn.add %row, %every_head : tensor<?x1x?xi64>, tensor<${KV_HEADS}x1xi64>
  %furthest = nn.reduce max %positions [0, 1] : tensor<?x?xi64>
  %last = nn.rearrange %furthest "() () -> " : tensor<1x1xi64>
  %one = arith.constant dense<1> : tensor<i64>
  %filled = nn.add %last, %one : tensor<i64>, tensor<i64>
?FREQUENCIES  %factors = nn.param "${FREQUENCIES}" [${PAIRS}] : tensor<${PAIRS}xf32>
  %0 = nn.apply @embed "" (%tokens, %positions) : (tensor<?x?xi64>, tensor<?x?xi64>) -> tensor<?x?x${WIDTH}xf32>
${STEP_CALLS}
  %end = nn.slice %${LAYERS} dim 1 from -1 : tensor<?x?x${WIDTH}xf32>
  %logits = nn.apply @logits "" (%end) : (tensor<?x1x${WIDTH}xf32>) -> tensor<?x1x${VOCAB}xf32>
  nn.return %logits${CACHE_VALUES} : tensor<?x1x${VOCAB}xf32>${CACHE_TYPES}
}

${FAMILY_BLOCKS}
${LAYER_BLOCKS}
}
