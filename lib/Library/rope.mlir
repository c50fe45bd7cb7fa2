// Factors of `nn.rope`: scalings of rotary positions to contexts longer than those of training. x gives the number of pairs,
// half its last dimension, and `base` is that of the op.

// 2 pi base^(2 i / d), the positions in which pair i turns once.
//   %l = nn.apply @rope_wavelengths "" (%x, %base) : (tensor<4xf32>, tensor<f32>) -> tensor<2xf32>   // of [0, 0, 0, 0], 10000
nn.block private @rope_wavelengths(%x: tensor<*xf32>, %base: tensor<f32>) -> tensor<*xf32> {
  %turn = arith.constant dense<6.28318548> : tensor<f32> // 2 pi
  %two = arith.constant dense<2.0> : tensor<f32>
  %0 = nn.iota like %x[-1] : tensor<*xf32>
  %1 = nn.cast %0 to f32 : tensor<*xi64>
  %2 = nn.rearrange %1 "(half i) -> half i" {half = 2} : tensor<*xf32>
  %3 = nn.reduce min %2 [0] : tensor<*xf32>
  %i = nn.rearrange %3 "() i -> i" : tensor<*xf32>
  %last = nn.reduce max %1 [0] : tensor<*xf32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %d = nn.add %last, %one : tensor<*xf32>, tensor<f32>
  %4 = nn.mul %i, %two : tensor<*xf32>, tensor<f32>
  %5 = nn.div %4, %d : tensor<*xf32>, tensor<*xf32>
  %6 = nn.pow %base, %5 : tensor<f32>, tensor<*xf32>
  %7 = nn.mul %6, %turn : tensor<*xf32>, tensor<f32>
  nn.return %7 : tensor<*xf32>
}

// 1 / (ramp / scale + 1 - ramp), the factor that is `scale` where ramp is 1 and 1 where it is 0.
//   %f = nn.apply @rope_ramp "" (%ramp, %scale) : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>   // of [0, 0.5, 1], 4
nn.block private @rope_ramp(%ramp: tensor<*xf32>, %scale: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.max %ramp, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.min %0, %one : tensor<*xf32>, tensor<f32>
  %2 = nn.div %1, %scale : tensor<*xf32>, tensor<f32>
  %3 = nn.sub %one, %1 : tensor<f32>, tensor<*xf32>
  %4 = nn.add %2, %3 : tensor<*xf32>, tensor<*xf32>
  %5 = nn.div %one, %4 : tensor<f32>, tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

// Llama 3: pairs that turn at least `high` times in the `context` of training stay, those that turn at most `low` times are
// `scale` times slower, and between them it is interpolated.
//   %f = nn.apply @llama3_factors "" (%x, %base, %scale, %low, %high, %context) : (tensor<8xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
//     // of [0, 0, 0, 0, 0, 0, 0, 0], 10000, 8, 1, 4, 64
nn.block private @llama3_factors(%x: tensor<*xf32>, %base: tensor<f32>, %scale: tensor<f32>, %low: tensor<f32>, %high: tensor<f32>, %context: tensor<f32>) -> tensor<*xf32> {
  %0 = nn.apply @rope_wavelengths "" (%x, %base) : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  %turns = nn.div %context, %0 : tensor<f32>, tensor<*xf32>
  %1 = nn.sub %high, %turns : tensor<f32>, tensor<*xf32>
  %2 = nn.sub %high, %low : tensor<f32>, tensor<f32>
  %ramp = nn.div %1, %2 : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @rope_ramp "" (%ramp, %scale) : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// The pair, a fraction, that turns `count` times in `context` positions: d log(context / (2 pi count)) / (2 log base).
//   %i = nn.apply @rope_pair "" (%x, %base, %count, %context) : (tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<1xf32>   // of [0, 0, 0, 0], 10000, 1, 1024
nn.block private @rope_pair(%x: tensor<*xf32>, %base: tensor<f32>, %count: tensor<f32>, %context: tensor<f32>) -> tensor<*xf32> {
  %turn = arith.constant dense<6.28318548> : tensor<f32> // 2 pi
  %half = arith.constant dense<0.5> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.iota like %x[-1] : tensor<*xf32>
  %1 = nn.cast %0 to f32 : tensor<*xi64>
  %2 = nn.reduce max %1 [0] : tensor<*xf32>
  %d = nn.add %2, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.mul %count, %turn : tensor<f32>, tensor<f32>
  %4 = nn.div %context, %3 : tensor<f32>, tensor<f32>
  %5 = nn.log %4 : tensor<f32>
  %6 = nn.log %base : tensor<f32>
  %7 = nn.div %5, %6 : tensor<f32>, tensor<f32>
  %8 = nn.mul %7, %half : tensor<f32>, tensor<f32>
  %9 = nn.mul %d, %8 : tensor<*xf32>, tensor<f32>
  nn.return %9 : tensor<*xf32>
}

// YaRN (Peng et al., 2023): pairs before the one that turns `fast` times in the `context` of training stay, those behind the one
// that turns `slow` times are `scale` times slower, and between them it is interpolated. The op's `magnitude` is then
// 0.1 log(scale) + 1.
//   %f = nn.apply @yarn_factors "" (%x, %base, %scale, %slow, %fast, %context) : (tensor<8xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
//     // of [0, 0, 0, 0, 0, 0, 0, 0], 10000, 4, 1, 32, 64
nn.block private @yarn_factors(%x: tensor<*xf32>, %base: tensor<f32>, %scale: tensor<f32>, %slow: tensor<f32>, %fast: tensor<f32>, %context: tensor<f32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %some = arith.constant dense<1.0e-03> : tensor<f32>
  %0 = nn.apply @rope_pair "" (%x, %base, %fast, %context) : (tensor<*xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<*xf32>
  %1 = nn.floor %0 : tensor<*xf32>
  %first = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %2 = nn.apply @rope_pair "" (%x, %base, %slow, %context) : (tensor<*xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<*xf32>
  %3 = nn.ceil %2 : tensor<*xf32>
  %4 = nn.iota like %x[-1] : tensor<*xf32>
  %5 = nn.cast %4 to f32 : tensor<*xi64>
  %6 = nn.reduce max %5 [0] : tensor<*xf32>
  %last = nn.min %3, %6 : tensor<*xf32>, tensor<*xf32>
  %7 = nn.rearrange %5 "(half i) -> half i" {half = 2} : tensor<*xf32>
  %8 = nn.reduce min %7 [0] : tensor<*xf32>
  %i = nn.rearrange %8 "() i -> i" : tensor<*xf32>
  %9 = nn.sub %i, %first : tensor<*xf32>, tensor<*xf32>
  %10 = nn.sub %last, %first : tensor<*xf32>, tensor<*xf32>
  %11 = nn.max %10, %some : tensor<*xf32>, tensor<f32>
  %ramp = nn.div %9, %11 : tensor<*xf32>, tensor<*xf32>
  %12 = nn.apply @rope_ramp "" (%ramp, %scale) : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  nn.return %12 : tensor<*xf32>
}
