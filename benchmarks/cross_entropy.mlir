// The output of a language model and its loss: SmolLM2's vocabulary and width. The peer of PyTorch's linear and cross_entropy.
nn.block @main(%x: tensor<?x576xf32> {nn.dims = ["tokens", 576]}, %targets: tensor<?xi64> {nn.dims = ["tokens"], nn.range = [0, 49152]}) -> (tensor<?xf32> {nn.name = "loss"}) {
  %0 = nn.apply @linear_no_bias "head" (%x) {OUT = 49152} : (tensor<?x576xf32>) -> tensor<?x49152xf32>
  %1 = nn.cross_entropy %0, %targets : tensor<?x49152xf32>, tensor<?xi64>
  nn.return %1 : tensor<?xf32>
}
