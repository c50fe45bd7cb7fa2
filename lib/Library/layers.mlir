// Layers: blocks with weights. `IN`, `WIDTH` and other names in capitals are bound by the operands or by the application.

// y = x W^T + b over the last dimension, which becomes OUT elements long.
//   %y = nn.apply @linear "head" (%x) {OUT = 7} : (tensor<2x5x13xf32>) -> tensor<2x5x7xf32>
nn.block private @linear(%x: tensor<*xf32> {nn.dims = ["...", "IN"]}) -> tensor<*xf32> {
  %0 = nn.apply @linear_no_bias "" (%x) {OUT = "OUT"} : (tensor<*xf32>) -> tensor<*xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %1 = nn.add %0, %bias : tensor<*xf32>, tensor<?xf32>
  nn.return %1 : tensor<*xf32>
}

// y = x W^T over the last dimension, which becomes OUT elements long.
//   %y = nn.apply @linear_no_bias "head" (%x) {OUT = 7} : (tensor<2x5x13xf32>) -> tensor<2x5x7xf32>
nn.block private @linear_no_bias(%x: tensor<*xf32> {nn.dims = ["...", "IN"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "IN"] : tensor<?x?xf32>
  %0 = nn.einsum %x, %weight "... i, o i -> ... o" : tensor<*xf32>, tensor<?x?xf32>
  nn.return %0 : tensor<*xf32>
}

// Rows of a table of ROWS rows of width WIDTH. A number that is no row is clamped.
//   %e = nn.apply @embedding "words" (%ids) {ROWS = 50, WIDTH = 7} : (tensor<2x5xi64>) -> tensor<2x5x7xf32>
nn.block private @embedding(%ids: tensor<*xi64>) -> tensor<*xf32> {
  %weight = nn.param "weight" ["ROWS", "WIDTH"] : tensor<?x?xf32>
  %0 = nn.gather %weight[%ids] : tensor<?x?xf32>, tensor<*xi64>
  nn.return %0 : tensor<*xf32>
}

// Layer normalisation over the last dimension, with the epsilon of BERT.
//   %y = nn.apply @layer_norm "norm" (%x) : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @layer_norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %bias = nn.param "bias" ["WIDTH"] : tensor<?xf32>
  %0 = nn.layer_norm %x, %weight, %bias epsilon 1.0e-12 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

// Normalisation by the root mean square over the last dimension, with the epsilon of Llama 2 and its like.
//   %y = nn.apply @rms_norm "norm" (%x) : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @rms_norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32> {init = @ones}
  %0 = nn.rms_norm %x, %weight epsilon 1.0e-05 : tensor<*xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

// down(gelu(up(x))), with HIDDEN elements inside (Vaswani et al., 2017).
//   %y = nn.apply @mlp "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @mlp(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %0 = nn.apply @linear "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @gelu "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.apply @linear "down" (%1) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// down(sigmoid(gate(x)) * up(x)) with HIDDEN elements inside, as @swiglu.
//   %y = nn.apply @glu "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @glu(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %gate = nn.apply @linear_no_bias "gate" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %open = nn.apply @sigmoid "" (%gate) : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.mul %open, %up : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @linear_no_bias "down" (%0) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// down(gate(x) * up(x)) with HIDDEN elements inside, as @swiglu.
//   %y = nn.apply @bilinear "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @bilinear(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %gate = nn.apply @linear_no_bias "gate" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.mul %gate, %up : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @linear_no_bias "down" (%0) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// down(relu(gate(x)) * up(x)) with HIDDEN elements inside, as @swiglu.
//   %y = nn.apply @reglu "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @reglu(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %gate = nn.apply @linear_no_bias "gate" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %open = nn.apply @relu "" (%gate) : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.mul %open, %up : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @linear_no_bias "down" (%0) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// down(gelu(gate(x)) * up(x)) with HIDDEN elements inside, as @swiglu.
//   %y = nn.apply @geglu "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @geglu(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %gate = nn.apply @linear_no_bias "gate" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %open = nn.apply @gelu "" (%gate) : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.mul %open, %up : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @linear_no_bias "down" (%0) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// down(silu(gate(x)) * up(x)) with HIDDEN elements inside (Shazeer, GLU variants improve transformer, 2020).
//   %y = nn.apply @swiglu "mlp" (%x) {HIDDEN = 19} : (tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
nn.block private @swiglu(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %gate = nn.apply @linear_no_bias "gate" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %open = nn.apply @silu "" (%gate) : (tensor<*xf32>) -> tensor<*xf32>
  %up = nn.apply @linear_no_bias "up" (%x) {OUT = "HIDDEN"} : (tensor<*xf32>) -> tensor<*xf32>
  %0 = nn.mul %open, %up : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @linear_no_bias "down" (%0) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}
