// Reductions of rows, the last dimension; `nn.rearrange` brings another one there.

// log(sum exp(x)), shifted by the greatest element, which does not overflow.
//   %y = nn.apply @logsumexp "" (%x) : (tensor<2x3xf32>) -> tensor<2xf32>   // of [[0, 0, 0], [100, 0, 0]]
nn.block private @logsumexp(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %greatest = nn.reduce max %x [-1] : tensor<*xf32>
  // Infinite ones stay what they are.
  %0 = nn.is_inf %greatest : tensor<*xf32>
  %shift = nn.select %0, %zero, %greatest : tensor<*xi1>, tensor<f32>, tensor<*xf32>
  %1 = nn.sub %x, %shift : tensor<*xf32>, tensor<*xf32>
  %2 = nn.exp %1 : tensor<*xf32>
  %3 = nn.reduce sum %2 [-1] : tensor<*xf32>
  %4 = nn.log %3 : tensor<*xf32>
  %5 = nn.add %4, %shift : tensor<*xf32>, tensor<*xf32>
  %6 = nn.rearrange %5 "... () -> ..." : tensor<*xf32>
  nn.return %6 : tensor<*xf32>
}

// The mean of (x - mean)^2; that of a sample is n / (n - 1) of it.
//   %y = nn.apply @variance "" (%x) : (tensor<2x3xf32>) -> tensor<2xf32>   // of [[1, 2, 3], [5, 5, 5]]
nn.block private @variance(%x: tensor<*xf32>) -> tensor<*xf32> {
  %mean = nn.reduce mean %x [-1] : tensor<*xf32>
  %0 = nn.sub %x, %mean : tensor<*xf32>, tensor<*xf32>
  %1 = nn.mul %0, %0 : tensor<*xf32>, tensor<*xf32>
  %2 = nn.reduce mean %1 [-1] : tensor<*xf32>
  %3 = nn.rearrange %2 "... () -> ..." : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// sum |x|.
//   %y = nn.apply @l1_norm "" (%x) : (tensor<2x2xf32>) -> tensor<2xf32>   // of [[3, -4], [0, 0]]
nn.block private @l1_norm(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.reduce sum %0 [-1] : tensor<*xf32>
  %2 = nn.rearrange %1 "... () -> ..." : tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// The root of sum x^2.
//   %y = nn.apply @l2_norm "" (%x) : (tensor<2x2xf32>) -> tensor<2xf32>   // of [[3, -4], [0, 0]]
nn.block private @l2_norm(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.mul %x, %x : tensor<*xf32>, tensor<*xf32>
  %1 = nn.reduce sum %0 [-1] : tensor<*xf32>
  %2 = nn.sqrt %1 : tensor<*xf32>
  %3 = nn.rearrange %2 "... () -> ..." : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// x by the root of sum x^2, or by `least` where that is greater.
//   %y = nn.apply @normalize "" (%x, %least) : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>   // of [[3, -4], [0, 0]], 1e-12
nn.block private @normalize(%x: tensor<*xf32>, %least: tensor<f32>) -> tensor<*xf32> {
  %0 = nn.apply @l2_norm "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.max %0, %least : tensor<*xf32>, tensor<f32>
  %2 = nn.rearrange %1 "... -> ... ()" : tensor<*xf32>
  %3 = nn.div %x, %2 : tensor<*xf32>, tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}
