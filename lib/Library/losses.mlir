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

// max(0, 1 - x y) of y = 1 or -1.
//   %l = nn.apply @hinge "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [0.5, 2, 0.5], [1, 1, -1]
nn.block private @hinge(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.mul %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.sub %one, %0 : tensor<f32>, tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// Of the cosine c of two rows: 1 - c where y is 1, max(0, c - margin) where it is -1.
//   %l = nn.apply @cosine_embedding "" (%a, %b, %y, %margin) : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
//     // of [[3, 4], [3, 4]], [[4, 3], [3, 4]], [1, -1], 0.5
nn.block private @cosine_embedding(%a: tensor<*xf32>, %b: tensor<*xf32>, %y: tensor<*xf32>, %margin: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %epsilon = arith.constant dense<1.0e-12> : tensor<f32>
  %0 = nn.einsum %a, %b "... i, ... i -> ..." : tensor<*xf32>, tensor<*xf32>
  %1 = nn.einsum %a, %a "... i, ... i -> ..." : tensor<*xf32>, tensor<*xf32>
  %2 = nn.einsum %b, %b "... i, ... i -> ..." : tensor<*xf32>, tensor<*xf32>
  %3 = nn.add %1, %epsilon : tensor<*xf32>, tensor<f32>
  %4 = nn.add %2, %epsilon : tensor<*xf32>, tensor<f32>
  %5 = nn.mul %3, %4 : tensor<*xf32>, tensor<*xf32>
  %6 = nn.sqrt %5 : tensor<*xf32>
  %cosine = nn.div %0, %6 : tensor<*xf32>, tensor<*xf32>
  %same = nn.sub %one, %cosine : tensor<f32>, tensor<*xf32>
  %7 = nn.sub %cosine, %margin : tensor<*xf32>, tensor<f32>
  %other = nn.max %7, %zero : tensor<*xf32>, tensor<f32>
  %8 = nn.compare gt %y, %zero : tensor<*xf32>, tensor<f32>
  %9 = nn.select %8, %same, %other : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %9 : tensor<*xf32>
}

// `@binary_cross_entropy` by alpha where y is 1, else 1 - alpha, and by (1 - p)^gamma of the probability p of y, so that what is
// certain counts little (Lin et al., 2017).
//   %l = nn.apply @focal "" (%x, %y, %alpha, %gamma) : (tensor<3xf32>, tensor<3xf32>, tensor<f32>, tensor<f32>) -> tensor<3xf32>
//     // of [0, 3, -3], [1, 1, 0], 0.25, 2
nn.block private @focal(%x: tensor<*xf32>, %y: tensor<*xf32>, %alpha: tensor<f32>, %gamma: tensor<f32>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %two = arith.constant dense<2.0> : tensor<f32>
  %entropy = nn.apply @binary_cross_entropy "" (%x, %y) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %p = nn.apply @sigmoid "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  // What is missing to certainty: p + y - 2 p y.
  %0 = nn.mul %p, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.mul %0, %two : tensor<*xf32>, tensor<f32>
  %2 = nn.add %p, %y : tensor<*xf32>, tensor<*xf32>
  %3 = nn.sub %2, %1 : tensor<*xf32>, tensor<*xf32>
  %4 = nn.pow %3, %gamma : tensor<*xf32>, tensor<f32>
  %5 = nn.mul %entropy, %4 : tensor<*xf32>, tensor<*xf32>
  // alpha y + (1 - alpha) (1 - y).
  %6 = nn.mul %alpha, %y : tensor<f32>, tensor<*xf32>
  %7 = nn.sub %one, %alpha : tensor<f32>, tensor<f32>
  %8 = nn.sub %one, %y : tensor<f32>, tensor<*xf32>
  %9 = nn.mul %7, %8 : tensor<f32>, tensor<*xf32>
  %10 = nn.add %6, %9 : tensor<*xf32>, tensor<*xf32>
  %11 = nn.mul %5, %10 : tensor<*xf32>, tensor<*xf32>
  nn.return %11 : tensor<*xf32>
}

// max(0, |a - p| - |a - n| + margin) of rows, of which p is to be near a and n far; each difference is 1e-6 more, so that no norm
// is 0 (Schroff et al., FaceNet, 2015).
//   %l = nn.apply @triplet "" (%a, %p, %n, %margin) : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
nn.block private @triplet(%a: tensor<*xf32>, %p: tensor<*xf32>, %n: tensor<*xf32>, %margin: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %epsilon = arith.constant dense<1.0e-06> : tensor<f32>
  %0 = nn.sub %a, %p : tensor<*xf32>, tensor<*xf32>
  %1 = nn.add %0, %epsilon : tensor<*xf32>, tensor<f32>
  %near = nn.apply @l2_norm "" (%1) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.sub %a, %n : tensor<*xf32>, tensor<*xf32>
  %3 = nn.add %2, %epsilon : tensor<*xf32>, tensor<f32>
  %far = nn.apply @l2_norm "" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.sub %near, %far : tensor<*xf32>, tensor<*xf32>
  %5 = nn.add %4, %margin : tensor<*xf32>, tensor<f32>
  %6 = nn.max %5, %zero : tensor<*xf32>, tensor<f32>
  nn.return %6 : tensor<*xf32>
}

// exp(x) - x y: of counts y, of which x is the logarithm of the expected one; without log(y!), which x does not change.
//   %l = nn.apply @poisson_nll "" (%x, %y) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [0, 1, -1], [1, 3, 0]
nn.block private @poisson_nll(%x: tensor<*xf32>, %y: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.exp %x : tensor<*xf32>
  %1 = nn.mul %x, %y : tensor<*xf32>, tensor<*xf32>
  %2 = nn.sub %0, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// (log v + (x - y)^2 / v) / 2 of a variance v, of 1e-6 at least; without log(2 pi) / 2, which nothing changes.
//   %l = nn.apply @gaussian_nll "" (%x, %y, %v) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>   // of [0, 1, 2], [1, 1, 0], [1, 2, 4]
nn.block private @gaussian_nll(%x: tensor<*xf32>, %y: tensor<*xf32>, %variance: tensor<*xf32>) -> tensor<*xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %least = arith.constant dense<1.0e-06> : tensor<f32>
  %v = nn.max %variance, %least : tensor<*xf32>, tensor<f32>
  %0 = nn.sub %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.mul %0, %0 : tensor<*xf32>, tensor<*xf32>
  %2 = nn.div %1, %v : tensor<*xf32>, tensor<*xf32>
  %3 = nn.log %v : tensor<*xf32>
  %4 = nn.add %3, %2 : tensor<*xf32>, tensor<*xf32>
  %5 = nn.mul %4, %half : tensor<*xf32>, tensor<f32>
  nn.return %5 : tensor<*xf32>
}
