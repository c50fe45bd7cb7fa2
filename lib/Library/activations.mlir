// Activations: element-wise, any rank.

// 1 / (1 + exp(-x)).
nn.block private @sigmoid(%x: tensor<*xf32>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.neg %x : tensor<*xf32>
  %1 = nn.exp %0 : tensor<*xf32>
  %2 = nn.add %1, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.div %one, %2 : tensor<f32>, tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// Sigmoid linear unit, x sigmoid(x), also called swish (Elfwing et al., 2017).
nn.block private @silu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.neg %x : tensor<*xf32>
  %1 = nn.exp %0 : tensor<*xf32>
  %2 = nn.add %1, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.div %x, %2 : tensor<*xf32>, tensor<*xf32>
  nn.return %3 : tensor<*xf32>
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

// GELU with tanh in the place of Phi, as in GPT-2: x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
nn.block private @gelu_tanh(%x: tensor<*xf32>) -> tensor<*xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %root = arith.constant dense<0.797884583> : tensor<f32> // sqrt(2 / pi)
  %cubic = arith.constant dense<4.471500e-02> : tensor<f32>
  %0 = nn.mul %x, %x : tensor<*xf32>, tensor<*xf32>
  %1 = nn.mul %0, %cubic : tensor<*xf32>, tensor<f32>
  %2 = nn.add %1, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.mul %x, %2 : tensor<*xf32>, tensor<*xf32>
  %4 = nn.mul %3, %root : tensor<*xf32>, tensor<f32>
  %5 = nn.tanh %4 : tensor<*xf32>
  %6 = nn.add %5, %one : tensor<*xf32>, tensor<f32>
  %7 = nn.mul %x, %half : tensor<*xf32>, tensor<f32>
  %8 = nn.mul %7, %6 : tensor<*xf32>, tensor<*xf32>
  nn.return %8 : tensor<*xf32>
}
