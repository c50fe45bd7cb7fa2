// Blocks of the library without weights, on the numbers of test/Numerics/Inputs/torch_windows.npz.
nn.block @main(%a: tensor<2x12x3x5xf32>, %b: tensor<1x2x6x4xf32>, %c: tensor<1x2x5x7xf32>, %d: tensor<2x6x5x3xf32>)
    -> (tensor<2x3x6x10xf32>, tensor<1x8x3x2xf32>, tensor<1x2x10x14xf32>, tensor<1x2x15x21xf32>, tensor<1x2x10x14xf32>, tensor<2x6x5x3xf32>) {
  %0 = nn.apply @pixel_shuffle "" (%a) {SCALE = 2} : (tensor<2x12x3x5xf32>) -> tensor<2x3x6x10xf32>
  %1 = nn.apply @pixel_unshuffle "" (%b) {SCALE = 2} : (tensor<1x2x6x4xf32>) -> tensor<1x8x3x2xf32>
  %2 = nn.apply @upsample_bilinear2d "" (%c) {SCALE = 2} : (tensor<1x2x5x7xf32>) -> tensor<1x2x10x14xf32>
  %3 = nn.apply @upsample_bicubic2d "" (%c) {SCALE = 3} : (tensor<1x2x5x7xf32>) -> tensor<1x2x15x21xf32>
  %4 = nn.apply @upsample_nearest2d "" (%c) {SCALE = 2} : (tensor<1x2x5x7xf32>) -> tensor<1x2x10x14xf32>
  %alpha = arith.constant dense<1.0e-2> : tensor<f32>
  %beta = arith.constant dense<0.75> : tensor<f32>
  %k = arith.constant dense<2.0> : tensor<f32>
  %5 = nn.apply @local_response_norm "" (%d, %alpha, %beta, %k) {SIZE = 5, BEFORE = 2, AFTER = 2}
      : (tensor<2x6x5x3xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<2x6x5x3xf32>
  nn.return %0, %1, %2, %3, %4, %5 : tensor<2x3x6x10xf32>, tensor<1x8x3x2xf32>, tensor<1x2x10x14xf32>, tensor<1x2x15x21xf32>,
                                     tensor<1x2x10x14xf32>, tensor<2x6x5x3xf32>
}
