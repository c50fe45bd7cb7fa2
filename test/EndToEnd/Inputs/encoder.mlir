// MiniLM's shape in small: two layers of width 48 with three heads, and an input beside the ids that puts any float into
// the first layer. The batch is bounded, so that the plan has offsets.
module attributes {nn.bounds = {batch = [0, 16], seq = [0, 200]}} {

nn.block @main(%ids: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 97]},
               %mask: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 2]},
               %shift: tensor<?x?x48xf32> {nn.dims = ["batch", "seq", 48]})
    -> (tensor<?x?x48xf32> {nn.name = "hidden", nn.dims = ["batch", "seq", 48]}) {
  %zero = arith.constant dense<0> : tensor<i64>
  %keep = nn.compare ne %mask, %zero : tensor<?x?xi64>, tensor<i64>
  %position = nn.iota like %ids[1] : tensor<?x?xi64>
  %0 = nn.apply @embedding "words" (%ids) {ROWS = 97, WIDTH = 48} : (tensor<?x?xi64>) -> tensor<?x?x48xf32>
  %1 = nn.apply @embedding "positions" (%position) {ROWS = 200, WIDTH = 48} : (tensor<?xi64>) -> tensor<?x48xf32>
  %2 = nn.add %0, %1 : tensor<?x?x48xf32>, tensor<?x48xf32>
  %3 = nn.add %2, %shift : tensor<?x?x48xf32>, tensor<?x?x48xf32>
  %4 = nn.apply @layer_norm "norm" (%3) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %5 = nn.repeat 2 x @layer "layer.{}" (%4, %keep)
      : (tensor<?x?x48xf32>, tensor<?x?xi1>) -> tensor<?x?x48xf32>
  nn.return %5 : tensor<?x?x48xf32>
}

nn.block private @layer(%x: tensor<?x?x48xf32>, %keep: tensor<?x?xi1>) -> tensor<?x?x48xf32> {
  %0 = nn.apply @linear "query" (%x) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %1 = nn.apply @linear "key" (%x) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %2 = nn.apply @linear "value" (%x) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %q = nn.rearrange %0 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x48xf32>
  %k = nn.rearrange %1 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x48xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x48xf32>
  %o = nn.attention %q, %k, %v : tensor<?x3x?x16xf32>, tensor<?x3x?x16xf32>, tensor<?x3x?x16xf32>
      score(%s, %b, %h, %i, %j) {
    %m = nn.at %keep[%b, %j] : tensor<?x?xi1>
    nn.yield %s keep %m : f32
  }
  %r = nn.rearrange %o "b h s d -> b s (h d)" : tensor<?x3x?x16xf32>
  %3 = nn.apply @linear "mix" (%r) {OUT = 48} : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %4 = nn.add %3, %x : tensor<?x?x48xf32>, tensor<?x?x48xf32>
  %5 = nn.apply @layer_norm "norm_0" (%4) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  %6 = nn.apply @linear "up" (%5) {OUT = 192} : (tensor<?x?x48xf32>) -> tensor<?x?x192xf32>
  %7 = nn.apply @gelu "" (%6) : (tensor<?x?x192xf32>) -> tensor<?x?x192xf32>
  %8 = nn.apply @linear "down" (%7) {OUT = 48} : (tensor<?x?x192xf32>) -> tensor<?x?x48xf32>
  %9 = nn.add %8, %5 : tensor<?x?x48xf32>, tensor<?x?x48xf32>
  %10 = nn.apply @layer_norm "norm_1" (%9) : (tensor<?x?x48xf32>) -> tensor<?x?x48xf32>
  nn.return %10 : tensor<?x?x48xf32>
}

}
