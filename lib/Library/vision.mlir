// Blocks of convolutional networks, with the names of weights that torchvision gives them.

// conv, batch norm, ReLU.
nn.block private @conv_bn_relu(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "0" (%x) {OUT = "OUT", KERNEL = "KERNEL", STRIDE = "STRIDE", PADDING = "PADDING"}
      : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// A window for each channel, then a product of channels, each with batch norm and ReLU (Howard et al., MobileNets, 2017).
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

// Two windows of 3 with a way around them (He et al., 2015): `residual_basic` where nothing changes its shape, and
// `residual_basic_down`, whose way around is a convolution by one place.
nn.block private @residual_basic(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @residual_basic_body "" (%x) {OUT = "IN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %0, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

nn.block private @residual_basic_down(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @residual_basic_body "" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @residual_projection "downsample" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.max %2, %zero : tensor<*xf32>, tensor<f32>
  nn.return %3 : tensor<*xf32>
}

nn.block private @residual_basic_body(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @conv2d_no_bias "conv1" (%x) {OUT = "OUT", KERNEL = 3, STRIDE = "STRIDE", PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "bn1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  %3 = nn.apply @conv2d_no_bias "conv2" (%2) {OUT = "OUT", KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @batch_norm "bn2" (%3) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

nn.block private @residual_projection(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @conv2d_no_bias "0" (%x) {OUT = "OUT", KERNEL = 1, STRIDE = "STRIDE", PADDING = 0} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @batch_norm "1" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// The same with a window of 3 between two of 1, HIDDEN channels wide.
nn.block private @bottleneck(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @bottleneck_body "" (%x) {OUT = "IN", HIDDEN = "HIDDEN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %0, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.max %1, %zero : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

nn.block private @bottleneck_down(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.apply @bottleneck_body "" (%x) {OUT = "OUT", HIDDEN = "HIDDEN", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @residual_projection "downsample" (%x) {OUT = "OUT", STRIDE = "STRIDE"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<*xf32>
  %3 = nn.max %2, %zero : tensor<*xf32>, tensor<f32>
  nn.return %3 : tensor<*xf32>
}

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

// HIDDEN channels between two products of channels, with a window for each (Sandler et al., MobileNetV2, 2018);
// `inverted_residual` has a way around it.
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

nn.block private @inverted_residual(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %0 = nn.apply @inverted_bottleneck "" (%x) {HIDDEN = "HIDDEN", OUT = "IN", STRIDE = 1} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.add %x, %0 : tensor<*xf32>, tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Each channel by a factor that HIDDEN features of all channels give (Hu et al., 2017).
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

// SCALE times as many rows and columns.
nn.block private @upsample_nearest2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize nearest asymmetric %x dim -2 {by = ["SCALE", 1]} round floor : tensor<*xf32>
  %1 = nn.resize nearest asymmetric %0 dim -1 {by = ["SCALE", 1]} round floor : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

nn.block private @upsample_bilinear2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize linear half_pixel %x dim -2 {by = ["SCALE", 1]} : tensor<*xf32>
  %1 = nn.resize linear half_pixel %0 dim -1 {by = ["SCALE", 1]} : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

nn.block private @upsample_bicubic2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.resize cubic half_pixel %x dim -2 {by = ["SCALE", 1]} : tensor<*xf32>
  %1 = nn.resize cubic half_pixel %0 dim -1 {by = ["SCALE", 1]} : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Twice the rows and columns, then a window of 3.
nn.block private @upsample_conv2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @upsample_nearest2d "" (%x) {SCALE = 2} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @conv2d "conv" (%0) {OUT = "OUT", KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// Channels become SCALE times as many rows and columns (Shi et al., 2016), and back.
nn.block private @pixel_shuffle(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "n (c r s) h w -> n c (h r) (w s)" {r = "SCALE", s = "SCALE"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

nn.block private @pixel_unshuffle(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "n c (h r) (w s) -> n (c r s) h w" {r = "SCALE", s = "SCALE"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}
