// Losses, one for each element or row; `nn.reduce` makes their sum or mean. Cross entropy is an op.

// (x - y)^2.
//   %l = nn.apply @squared_error "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [1, 2, 3], [1, 0, 7]
nn.block private @squared_error(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.sub %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.mul %0, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// |x - y|.
//   %l = nn.apply @absolute_error "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [1, 2, 3], [1, 0, 7]
nn.block private @absolute_error(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.sub %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.abs %0 : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// e^2 / 2 of e = |x - y| up to delta, from there on delta (e - delta / 2) (Huber, 1964).
//   %l = nn.apply @huber "" (%x, %y, %delta) : (tensor<3xf32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>   // of [1, 2, 3], [1, 1.5, 7], 1
nn.block private @huber(%x: tensor<*xf32>, %y: tensor<*xf32>, %delta: tensor<f32>) -> tensor<*xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %0 = nn.sub %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.abs %0 : tensor<*xf32>
  %2 = nn.mul %1, %half : tensor<*xf32>, tensor<f32>
  %3 = nn.mul %2, %1 : tensor<*xf32>, tensor<*xf32>
  %4 = nn.mul %delta, %half : tensor<f32>, tensor<f32>
  %5 = nn.sub %1, %4 : tensor<*xf32>, tensor<f32>
  %6 = nn.mul %5, %delta : tensor<*xf32>, tensor<f32>
  %7 = nn.compare le %1, %delta : tensor<*xf32>, tensor<f32>
  %8 = nn.select %7, %3, %6 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %8 : tensor<*xf32>
}

// Cross entropy of sigmoid(x) and probabilities y: max(x, 0) - x y + log(1 + exp(-|x|)).
//   %l = nn.apply @binary_cross_entropy "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [0, 3, -3], [1, 1, 0]
nn.block private @binary_cross_entropy(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @softplus "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.mul %x, %y : tensor<*xf32>, tensor<*xf32>
  %2 = nn.sub %0, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// Terms of the divergence of exp(x) from probabilities y: y (log y - x), and 0 where y is (Kullback, Leibler, 1951).
//   %l = nn.apply @kl_divergence "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [-1, -2, -0.5], [0.5, 0, 0.5]
nn.block private @kl_divergence(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.log %y : tensor<*xf32>
  %1 = nn.sub %0, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.mul %y, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.compare eq %y, %zero : tensor<*xf32>, tensor<f32>
  %4 = nn.select %3, %zero, %2 : tensor<*xi1>, tensor<f32>, tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// -x[target] of each row of logarithms of probabilities.
//   %l = nn.apply @negative_log_likelihood "" (%x, %t) : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<2xf32>   // of [[-1, -2, -3], [-4, -5, -6]], [2, 0]
nn.block private @negative_log_likelihood(%x: tensor<*xf32>, %targets: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.rearrange %targets "... -> ... ()" : tensor<*xi64>
  %1 = nn.take_along %x[%0] dim -1 : tensor<*xf32>, tensor<*xi64>
  %2 = nn.rearrange %1 "... () -> ..." : tensor<*xf32>
  %3 = nn.neg %2 : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}
