// The standard library: blocks that every model may apply by name. `IN`, `WIDTH` and other names in capitals are bound
// by the operands or by the application; unranked arguments take any rank.

// y = x W^T + b over the last dimension.
nn.block private @linear(%x: tensor<*xf32> {nn.dims = ["...", "IN"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "IN"] : tensor<?x?xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %0 = nn.einsum %x, %weight "... i, o i -> ... o" : tensor<*xf32>, tensor<?x?xf32>
  %1 = nn.add %0, %bias : tensor<*xf32>, tensor<?xf32>
  nn.return %1 : tensor<*xf32>
}

// Rows of a table of ROWS rows of width WIDTH.
nn.block private @embedding(%ids: tensor<*xi64>) -> tensor<*xf32> {
  %weight = nn.param "weight" ["ROWS", "WIDTH"] : tensor<?x?xf32>
  %0 = nn.gather %weight[%ids] : tensor<?x?xf32>, tensor<*xi64>
  nn.return %0 : tensor<*xf32>
}

// Layer normalisation over the last dimension, with the epsilon of BERT.
nn.block private @layer_norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %bias = nn.param "bias" ["WIDTH"] : tensor<?xf32>
  %0 = nn.layer_norm %x, %weight, %bias epsilon 1.0e-12 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

// Gaussian error linear unit, x Phi(x) (Hendrycks, Gimpel, 2016).
nn.block private @gelu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %root = arith.constant dense<0.707106769> : tensor<f32> // 1 / sqrt 2
  %0 = nn.mul %x, %root : tensor<*xf32>, tensor<f32>
  %1 = nn.erf %0 : tensor<*xf32>
  %2 = nn.add %1, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.mul %x, %half : tensor<*xf32>, tensor<f32>
  %4 = nn.mul %3, %2 : tensor<*xf32>, tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}
