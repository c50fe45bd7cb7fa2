// y = gelu(x W^T + b).
module attributes {nn.bounds = {batch = [0, 64]}} {
nn.block @main(%x: tensor<?x7xf32> {nn.dims = ["batch", 7]})
    -> (tensor<?x11xf32> {nn.name = "y", nn.dims = ["batch", 11]}) {
  %0 = nn.apply @linear "fc" (%x) {OUT = 11} : (tensor<?x7xf32>) -> tensor<?x11xf32>
  %1 = nn.apply @gelu "" (%0) : (tensor<?x11xf32>) -> tensor<?x11xf32>
  nn.return %1 : tensor<?x11xf32>
}
}
