// A causal decoder in small: two layers, six heads of queries on two of keys. `forward` is the whole sequence at once;
// `step` goes on from a cache at a place of its own in each batch entry, which it updates in place. They share all
// blocks but the one that says which keys there are.
module attributes {nn.bounds = {batch = [0, 4], seq = [0, 128], n = [0, 32], ctx = [0, 4096]}} {

nn.block @forward(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 61]})
    -> (tensor<?x?x61xf32> {nn.name = "logits", nn.dims = ["batch", "seq", 61]}) {
  %0 = nn.apply @embedding "tokens" (%tokens) {ROWS = 61, WIDTH = 48} : (tensor<?x?xi64>) -> tensor<?x?x48xf32>
  %1 = nn.apply @forward_layer "layer.0" (%0) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %2 = nn.apply @forward_layer "layer.1" (%1) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %3 = nn.apply @linear "head" (%2) {OUT = 61} : (tensor<?x?x48xf32>) -> tensor<?x?x61xf32>
  nn.return %3 : tensor<?x?x61xf32>
}

nn.block @step(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "n"], nn.range = [0, 61]},
               %position: tensor<?xi64> {nn.dims = ["batch"], nn.range = [0, 128]},
               %keys_0: tensor<?x?x2x8xf32> {nn.dims = ["batch", "ctx", 2, 8], nn.donate = 1},
               %values_0: tensor<?x?x2x8xf32> {nn.dims = ["batch", "ctx", 2, 8], nn.donate = 2},
               %keys_1: tensor<?x?x2x8xf32> {nn.dims = ["batch", "ctx", 2, 8], nn.donate = 3},
               %values_1: tensor<?x?x2x8xf32> {nn.dims = ["batch", "ctx", 2, 8], nn.donate = 4})
    -> (tensor<?x?x61xf32> {nn.name = "logits", nn.dims = ["batch", "n", 61]},
        tensor<?x?x2x8xf32> {nn.name = "keys_0", nn.dims = ["batch", "ctx", 2, 8]},
        tensor<?x?x2x8xf32> {nn.name = "values_0", nn.dims = ["batch", "ctx", 2, 8]},
        tensor<?x?x2x8xf32> {nn.name = "keys_1", nn.dims = ["batch", "ctx", 2, 8]},
        tensor<?x?x2x8xf32> {nn.name = "values_1", nn.dims = ["batch", "ctx", 2, 8]}) {
  %0 = nn.apply @embedding "tokens" (%tokens) {ROWS = 61, WIDTH = 48} : (tensor<?x?xi64>) -> tensor<?x?x48xf32>
  %1, %k0, %v0 = nn.apply @step_layer "layer.0" (%0, %position, %keys_0, %values_0)
      : (tensor<?x?x48xf32>, tensor<?xi64>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
      -> (tensor<?x?x48xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
  %2, %k1, %v1 = nn.apply @step_layer "layer.1" (%1, %position, %keys_1, %values_1)
      : (tensor<?x?x48xf32>, tensor<?xi64>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
      -> (tensor<?x?x48xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
  %3 = nn.apply @linear "head" (%2) {OUT = 61} : (tensor<?x?x48xf32>) -> tensor<?x?x61xf32>
  nn.return %3, %k0, %v0, %k1, %v1
      : tensor<?x?x61xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>
}

nn.block private @forward_layer(%x: tensor<?x?x48xf32>) -> tensor<?x?x48xf32> {
  %q, %k, %v = nn.apply @heads "" (%x) : (tensor<?x?x48xf32>) -> (tensor<?x6x?x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
  %kh = nn.rearrange %k "b n g d -> b g n d" : tensor<?x?x2x8xf32>
  %vh = nn.rearrange %v "b n g d -> b g n d" : tensor<?x?x2x8xf32>
  %o = nn.attention %q, %kh, %vh : tensor<?x6x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  %0 = nn.apply @rest "" (%o, %x) : (tensor<?x6x?x8xf32>, tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  nn.return %0 : tensor<?x?x48xf32>
}

nn.block private @step_layer(%x: tensor<?x?x48xf32>, %position: tensor<?xi64>, %keys: tensor<?x?x2x8xf32>, %values: tensor<?x?x2x8xf32>)
    -> (tensor<?x?x48xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>) {
  %q, %k, %v = nn.apply @heads "" (%x) : (tensor<?x?x48xf32>) -> (tensor<?x6x?x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>)
  %t = nn.iota like %x[1] : tensor<?x?x48xf32>
  %p = nn.rearrange %position "b -> b ()" : tensor<?xi64>
  %at = nn.add %p, %t : tensor<?x1xi64>, tensor<?xi64>
  %kc = nn.scatter %keys[%at], %k axis 1 : tensor<?x?x2x8xf32>, tensor<?x?xi64>, tensor<?x?x2x8xf32>
  %vc = nn.scatter %values[%at], %v axis 1 : tensor<?x?x2x8xf32>, tensor<?x?xi64>, tensor<?x?x2x8xf32>
  // Keys up to the last one that any query sees.
  %one = arith.constant dense<1> : tensor<i64>
  %end = nn.add %at, %one : tensor<?x?xi64>, tensor<i64>
  %last = nn.reduce max %end [0, 1] : tensor<?x?xi64>
  %length = nn.rearrange %last "() () -> " : tensor<1x1xi64>
  %kp = nn.prefix %kc, %length axis 1 : tensor<?x?x2x8xf32>, tensor<i64>
  %vp = nn.prefix %vc, %length axis 1 : tensor<?x?x2x8xf32>, tensor<i64>
  %kh = nn.rearrange %kp "b n g d -> b g n d" : tensor<?x?x2x8xf32>
  %vh = nn.rearrange %vp "b n g d -> b g n d" : tensor<?x?x2x8xf32>
  %o = nn.attention %q, %kh, %vh offset %position
      : tensor<?x6x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?xi64> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  %0 = nn.apply @rest "" (%o, %x) : (tensor<?x6x?x8xf32>, tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  nn.return %0, %kc, %vc : tensor<?x?x48xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>
}

nn.block private @heads(%x: tensor<?x?x48xf32>) -> (tensor<?x6x?x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>) {
  %0 = nn.apply @layer_norm "norm_0" (%x) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %1 = nn.apply @linear "query" (%0) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %2 = nn.apply @linear "key" (%0) {OUT = 16} : (tensor<?x?x48xf32>) -> tensor<?x?x16xf32>
  %3 = nn.apply @linear "value" (%0) {OUT = 16} : (tensor<?x?x48xf32>) -> tensor<?x?x16xf32>
  %q = nn.rearrange %1 "b n (h d) -> b h n d" {h = 6} : tensor<?x?x48xf32>
  %k = nn.rearrange %2 "b n (g d) -> b n g d" {g = 2} : tensor<?x?x16xf32>
  %v = nn.rearrange %3 "b n (g d) -> b n g d" {g = 2} : tensor<?x?x16xf32>
  nn.return %q, %k, %v : tensor<?x6x?x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x8xf32>
}

nn.block private @rest(%o: tensor<?x6x?x8xf32>, %x: tensor<?x?x48xf32>) -> tensor<?x?x48xf32> {
  %r = nn.rearrange %o "b h n d -> b n (h d)" : tensor<?x6x?x8xf32>
  %0 = nn.apply @linear "mix" (%r) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %1 = nn.add %0, %x : tensor<?x?x48xf32>, tensor<?x?x48xf32>
  %2 = nn.apply @layer_norm "norm_1" (%1) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %3 = nn.apply @linear "up" (%2) {OUT = 96} : (tensor<?x?x48xf32>) -> tensor<?x?x96xf32>
  %4 = nn.apply @gelu "" (%3) : (tensor<?x?x96xf32>) -> tensor<?x?x96xf32>
  %5 = nn.apply @linear "down" (%4) {OUT = 48} : (tensor<?x?x96xf32>) -> tensor<?x?x48xf32>
  %6 = nn.add %5, %1 : tensor<?x?x48xf32>, tensor<?x?x48xf32>
  nn.return %6 : tensor<?x?x48xf32>
}

}
