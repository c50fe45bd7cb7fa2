// Vision: blocks of convolutional networks, with the names of weights that torchvision gives them.

// Convolution, batch normalisation, ReLU.
//   %y = nn.apply @conv_bn_relu "stem" (%x) {OUT = 5, KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<?x3x7x11xf32>) -> tensor<?x5x4x6xf32>
nn.block private @conv_bn_relu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "0" (%x) {OUT = "OUT", KERNEL = "KERNEL", STRIDE = "STRIDE", PADDING = "PADDING"}
      : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// A window for each channel, then a product of channels, each with batch norm and ReLU (Howard et al., MobileNets, 2017).
//   %y = nn.apply @depthwise_separable "conv" (%x) {OUT = 5, KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<?x3x7x11xf32>) -> tensor<?x5x7x11xf32>
nn.block private @depthwise_separable(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_depthwise "0" (%x) {KERNEL = "KERNEL", STRIDE = "STRIDE", PADDING = "PADDING"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @conv2d_no_bias "3" (%2) {OUT = "OUT", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @batch_norm "4" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.max %4, %zero : tensor<*xf32>, tensor<f32>
  nn.return %5 : tensor<*xf32>
}

// Two windows of 3 and a way around them (He et al., 2015).
//   %y = nn.apply @residual_basic "layer1.0" (%x) : (tensor<?x3x5x7xf32>) -> tensor<?x3x5x7xf32>
nn.block private @residual_basic(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @residual_basic_body "" (%x) {OUT = "IN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %0, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// The same where the shape changes: a convolution by one place is the way around.
//   %y = nn.apply @residual_basic_down "layer2.0" (%x) {OUT = 5, STRIDE = 2} : (tensor<?x3x5x7xf32>) -> tensor<?x5x3x4xf32>
nn.block private @residual_basic_down(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @residual_basic_body "" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @residual_projection "downsample" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.max %2, %zero : tensor<*xf32>, tensor<f32>
  nn.return %3 : tensor<*xf32>
}

// What `@residual_basic` has a way around.
//   %y = nn.apply @residual_basic_body "layer2.0" (%x) {OUT = 5, STRIDE = 2} : (tensor<?x3x5x7xf32>) -> tensor<?x5x3x4xf32>
nn.block private @residual_basic_body(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "conv1" (%x) {OUT = "OUT", KERNEL = 3, STRIDE = "STRIDE", PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "bn1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @conv2d_no_bias "conv2" (%2) {OUT = "OUT", KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @batch_norm "bn2" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// A convolution by one place and batch norm.
//   %y = nn.apply @residual_projection "downsample" (%x) {OUT = 5, STRIDE = 2} : (tensor<?x3x5x7xf32>) -> tensor<?x5x3x4xf32>
nn.block private @residual_projection(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @conv2d_no_bias "0" (%x) {OUT = "OUT", KERNEL = 1, STRIDE = "STRIDE", PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// A window of 3, HIDDEN channels wide, between two of 1, and a way around them.
//   %y = nn.apply @bottleneck "layer1.1" (%x) {HIDDEN = 3} : (tensor<?x7x5x3xf32>) -> tensor<?x7x5x3xf32>
nn.block private @bottleneck(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @bottleneck_body "" (%x) {OUT = "IN", HIDDEN = "HIDDEN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %0, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// The same where the shape changes.
//   %y = nn.apply @bottleneck_down "layer2.0" (%x) {OUT = 11, HIDDEN = 3, STRIDE = 2} : (tensor<?x7x5x3xf32>) -> tensor<?x11x3x2xf32>
nn.block private @bottleneck_down(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @bottleneck_body "" (%x) {OUT = "OUT", HIDDEN = "HIDDEN", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @residual_projection "downsample" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.max %2, %zero : tensor<*xf32>, tensor<f32>
  nn.return %3 : tensor<*xf32>
}

// What `@bottleneck` has a way around.
//   %y = nn.apply @bottleneck_body "layer2.0" (%x) {OUT = 11, HIDDEN = 3, STRIDE = 2} : (tensor<?x7x5x3xf32>) -> tensor<?x11x3x2xf32>
nn.block private @bottleneck_body(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "conv1" (%x) {OUT = "HIDDEN", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "bn1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @conv2d_no_bias "conv2" (%2) {OUT = "HIDDEN", KERNEL = 3, STRIDE = "STRIDE", PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @batch_norm "bn2" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.max %4, %zero : tensor<*xf32>, tensor<f32>
  %6 = nn.apply @conv2d_no_bias "conv3" (%5) {OUT = "OUT", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %7 = nn.apply @batch_norm "bn3" (%6) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %7 : tensor<*xf32>
}

// A window for each of HIDDEN channels, between two products of channels (Sandler et al., MobileNetV2, 2018).
//   %y = nn.apply @inverted_bottleneck "features.2" (%x) {HIDDEN = 17, OUT = 5, STRIDE = 2} : (tensor<?x3x5x7xf32>) -> tensor<?x5x3x4xf32>
nn.block private @inverted_bottleneck(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %six = arith.constant dense<6.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "conv.0.0" (%x) {OUT = "HIDDEN", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "conv.0.1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.min %2, %six : tensor<*xf32>, tensor<f32>
  %4 = nn.apply @conv2d_depthwise "conv.1.0" (%3) {KERNEL = 3, STRIDE = "STRIDE", PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @batch_norm "conv.1.1" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.max %5, %zero : tensor<*xf32>, tensor<f32>
  %7 = nn.min %6, %six : tensor<*xf32>, tensor<f32>
  %8 = nn.apply @conv2d_no_bias "conv.2" (%7) {OUT = "OUT", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %9 = nn.apply @batch_norm "conv.3" (%8) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %9 : tensor<*xf32>
}

// The same with a way around it.
//   %y = nn.apply @inverted_residual "features.3" (%x) {HIDDEN = 17} : (tensor<?x3x5x7xf32>) -> tensor<?x3x5x7xf32>
nn.block private @inverted_residual(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %0 = nn.apply @inverted_bottleneck "" (%x) {HIDDEN = "HIDDEN", OUT = "IN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %x, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Each channel by a factor that HIDDEN features of all channels give (Hu et al., 2017).
//   %y = nn.apply @squeeze_excite "se" (%x) {HIDDEN = 2} : (tensor<2x5x3x7xf32>) -> tensor<2x5x3x7xf32>
nn.block private @squeeze_excite(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @global_mean_pool2d "" (%x) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @conv2d "fc1" (%0) {OUT = "HIDDEN", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @conv2d "fc2" (%2) {OUT = "IN", KERNEL = 1, STRIDE = 1, PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @sigmoid "" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.mul %x, %4 : tensor<*xf32>, tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

// SCALE times as many rows and columns, each element repeated.
//   %y = nn.apply @upsample_nearest2d "" (%x) {SCALE = 2} : (tensor<1x3x5x7xf32>) -> tensor<1x3x10x14xf32>
nn.block private @upsample_nearest2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize nearest asymmetric %x dim -2 {by = ["SCALE", 1]} round floor : tensor<*xf32>
  %1 = nn.resize nearest asymmetric %0 dim -1 {by = ["SCALE", 1]} round floor : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// SCALE times as many rows and columns, interpolated between two.
//   %y = nn.apply @upsample_bilinear2d "" (%x) {SCALE = 2} : (tensor<1x3x5x7xf32>) -> tensor<1x3x10x14xf32>
nn.block private @upsample_bilinear2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize linear half_pixel %x dim -2 {by = ["SCALE", 1]} : tensor<*xf32>
  %1 = nn.resize linear half_pixel %0 dim -1 {by = ["SCALE", 1]} : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// SCALE times as many rows and columns, interpolated between four.
//   %y = nn.apply @upsample_bicubic2d "" (%x) {SCALE = 3} : (tensor<1x3x5x7xf32>) -> tensor<1x3x15x21xf32>
nn.block private @upsample_bicubic2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize cubic half_pixel %x dim -2 {by = ["SCALE", 1]} : tensor<*xf32>
  %1 = nn.resize cubic half_pixel %0 dim -1 {by = ["SCALE", 1]} : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Twice the rows and columns, then a window of 3.
//   %y = nn.apply @upsample_conv2d "up" (%x) {OUT = 5} : (tensor<1x3x5x7xf32>) -> tensor<1x5x10x14xf32>
nn.block private @upsample_conv2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @upsample_nearest2d "" (%x) {SCALE = 2} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @conv2d "conv" (%0) {OUT = "OUT", KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Channels become SCALE times as many rows and columns (Shi et al., 2016).
//   %y = nn.apply @pixel_shuffle "" (%x) {SCALE = 2} : (tensor<1x12x5x7xf32>) -> tensor<1x3x10x14xf32>
nn.block private @pixel_shuffle(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "n (c r s) h w -> n c (h r) (w s)" {r = "SCALE", s = "SCALE"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Rows and columns become channels, SCALE times fewer.
//   %y = nn.apply @pixel_unshuffle "" (%x) {SCALE = 2} : (tensor<1x3x10x14xf32>) -> tensor<1x12x5x7xf32>
nn.block private @pixel_unshuffle(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "n c (h r) (w s) -> n (c r s) h w" {r = "SCALE", s = "SCALE"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}
