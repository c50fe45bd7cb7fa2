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

// max(x, 0).
nn.block private @relu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.max %x, %zero : tensor<*xf32>, tensor<f32>
  nn.return %0 : tensor<*xf32>
}

// min(max(x, 0), 6).
nn.block private @relu6(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %six = arith.constant dense<6.0> : tensor<f32>
  %0 = nn.max %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.min %0, %six : tensor<*xf32>, tensor<f32>
  nn.return %1 : tensor<*xf32>
}

// max(x, 0)^2 (So et al., Primer, 2021).
nn.block private @relu_squared(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.max %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.mul %0, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// x where it is positive, else slope x (Maas et al., 2013).
//   %y = nn.apply @leaky_relu "" (%x, %slope) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 0.25
nn.block private @leaky_relu(%x: tensor<*xf32>, %slope: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.compare gt %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.mul %x, %slope : tensor<*xf32>, tensor<f32>
  %2 = nn.select %0, %x, %1 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// x where it is positive, else alpha (exp(x) - 1) (Clevert et al., 2015).
//   %y = nn.apply @elu "" (%x, %alpha) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 2
nn.block private @elu(%x: tensor<*xf32>, %alpha: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.compare gt %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.expm1 %x : tensor<*xf32>
  %2 = nn.mul %1, %alpha : tensor<*xf32>, tensor<f32>
  %3 = nn.select %0, %x, %2 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// lambda x where it is positive, else lambda alpha (exp(x) - 1) (Klambauer et al., 2017).
nn.block private @selu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %lambda = arith.constant dense<1.05070102> : tensor<f32>
  %alpha = arith.constant dense<1.67326319> : tensor<f32>
  %0 = nn.compare gt %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.expm1 %x : tensor<*xf32>
  %2 = nn.mul %1, %alpha : tensor<*xf32>, tensor<f32>
  %3 = nn.select %0, %x, %2 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  %4 = nn.mul %3, %lambda : tensor<*xf32>, tensor<f32>
  nn.return %4 : tensor<*xf32>
}

// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which does not overflow.
nn.block private @softplus(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.neg %0 : tensor<*xf32>
  %2 = nn.exp %1 : tensor<*xf32>
  %3 = nn.log1p %2 : tensor<*xf32>
  %4 = nn.max %x, %zero : tensor<*xf32>, tensor<f32>
  %5 = nn.add %4, %3 : tensor<*xf32>, tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

// x tanh(softplus(x)) (Misra, 2019).
nn.block private @mish(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @softplus "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.tanh %0 : tensor<*xf32>
  %2 = nn.mul %x, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// log(sigmoid(x)) = -softplus(-x).
nn.block private @log_sigmoid(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.neg %x : tensor<*xf32>
  %1 = nn.apply @softplus "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.neg %1 : tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// x / 6 + 1/2 within [0, 1] (Howard et al., MobileNetV3, 2019).
nn.block private @hard_sigmoid(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %six = arith.constant dense<6.0> : tensor<f32>
  %0 = nn.div %x, %six : tensor<*xf32>, tensor<f32>
  %1 = nn.add %0, %half : tensor<*xf32>, tensor<f32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.min %2, %one : tensor<*xf32>, tensor<f32>
  nn.return %3 : tensor<*xf32>
}

// x hard_sigmoid(x).
nn.block private @hard_swish(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @hard_sigmoid "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.mul %x, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// x sigmoid(1.702 x), as in CLIP.
nn.block private @quick_gelu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %slope = arith.constant dense<1.702> : tensor<f32>
  %0 = nn.mul %x, %slope : tensor<*xf32>, tensor<f32>
  %1 = nn.apply @sigmoid "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.mul %x, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// x / (1 + |x|).
nn.block private @softsign(%x: tensor<*xf32>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.add %0, %one : tensor<*xf32>, tensor<f32>
  %2 = nn.div %x, %1 : tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// x above the threshold `at`, else `value`.
//   %y = nn.apply @threshold "" (%x, %at, %value) : (tensor<5xf32>, tensor<f32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 0.5, -1
nn.block private @threshold(%x: tensor<*xf32>, %at: tensor<f32>, %value: tensor<f32>) -> tensor<*xf32> {
  %0 = nn.compare gt %x, %at : tensor<*xf32>, tensor<f32>
  %1 = nn.select %0, %x, %value : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  nn.return %1 : tensor<*xf32>
}

// x where it is positive, else slope x; the slope is trained (He et al., 2015).
//   %y = nn.apply @prelu "act" (%x) : (tensor<5xf32>) -> tensor<5xf32>
nn.block private @prelu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %slope = nn.param "weight" [] : tensor<f32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.compare gt %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.mul %x, %slope : tensor<*xf32>, tensor<f32>
  %2 = nn.select %0, %x, %1 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// `@prelu` with a slope for each channel of x[n, c, ...].
//   %y = nn.apply @prelu_channels "act" (%x) : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
nn.block private @prelu_channels(%x: tensor<*xf32> {nn.dims = ["N", "C", "..."]}) -> tensor<*xf32> {
  %slope = nn.param "weight" ["C"] : tensor<?xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.rearrange %x "n c ... -> n ... c" : tensor<*xf32>
  %1 = nn.compare gt %0, %zero : tensor<*xf32>, tensor<f32>
  %2 = nn.mul %0, %slope : tensor<*xf32>, tensor<?xf32>
  %3 = nn.select %1, %0, %2 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  %4 = nn.rearrange %3 "n ... c -> n c ..." : tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// max(x, 0) + min(0, alpha (exp(x / alpha) - 1)) (Barron, 2017).
//   %y = nn.apply @celu "" (%x, %alpha) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 2
nn.block private @celu(%x: tensor<*xf32>, %alpha: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.div %x, %alpha : tensor<*xf32>, tensor<f32>
  %1 = nn.expm1 %0 : tensor<*xf32>
  %2 = nn.mul %1, %alpha : tensor<*xf32>, tensor<f32>
  %3 = nn.min %2, %zero : tensor<*xf32>, tensor<f32>
  %4 = nn.max %x, %zero : tensor<*xf32>, tensor<f32>
  %5 = nn.add %4, %3 : tensor<*xf32>, tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

// x within [-1, 1].
nn.block private @hard_tanh(%x: tensor<*xf32>) -> tensor<*xf32> {
  %low = arith.constant dense<-1.0> : tensor<f32>
  %high = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.max %x, %low : tensor<*xf32>, tensor<f32>
  %1 = nn.min %0, %high : tensor<*xf32>, tensor<f32>
  nn.return %1 : tensor<*xf32>
}

// x - tanh(x).
nn.block private @tanh_shrink(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.tanh %x : tensor<*xf32>
  %1 = nn.sub %x, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// x moved by `width` towards 0, and 0 where it would pass it.
//   %y = nn.apply @soft_shrink "" (%x, %width) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 0.5
nn.block private @soft_shrink(%x: tensor<*xf32>, %width: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.sub %0, %width : tensor<*xf32>, tensor<f32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.sign %x : tensor<*xf32>
  %4 = nn.mul %2, %3 : tensor<*xf32>, tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// x, but 0 within [-width, width].
//   %y = nn.apply @hard_shrink "" (%x, %width) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>   // of [-2, -0.5, 0, 1, 3], 0.5
nn.block private @hard_shrink(%x: tensor<*xf32>, %width: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.compare le %0, %width : tensor<*xf32>, tensor<f32>
  %2 = nn.select %1, %zero, %x : tensor<*xi1>, tensor<f32>, tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}
