// Convolution: what slides over (batch, channels, places..), and norms of channels.

// A convolution over a line, with a bias: OUT channels by windows of KERNEL, STRIDE apart, with PADDING zeros at each end.
//   %y = nn.apply @conv1d "conv" (%x) {OUT = 5, KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<2x3x7xf32>) -> tensor<2x5x7xf32>
nn.block private @conv1d(%x: tensor<*xf32> {nn.dims = ["N", "IN", "LENGTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "IN", "KERNEL"] : tensor<?x?x?xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %0 = nn.conv %x, %weight {stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>, tensor<?x?x?xf32>
  %1 = nn.rearrange %bias "(c l) -> c l" {l = 1} : tensor<?xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<?x1xf32>
  nn.return %2 : tensor<*xf32>
}

// The same over images, by windows of KERNEL x KERNEL.
//   %y = nn.apply @conv2d "conv" (%x) {OUT = 5, KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<2x3x7x11xf32>) -> tensor<2x5x4x6xf32>
nn.block private @conv2d(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %0 = nn.apply @conv2d_no_bias "" (%x) {OUT = "OUT", KERNEL = "KERNEL", STRIDE = "STRIDE", PADDING = "PADDING"}
      : (tensor<*xf32>) -> tensor<*xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %1 = nn.rearrange %bias "(c h w) -> c h w" {h = 1, w = 1} : tensor<?xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<?x1x1xf32>
  nn.return %2 : tensor<*xf32>
}

// `@conv2d` without its bias.
//   %y = nn.apply @conv2d_no_bias "conv" (%x) {OUT = 5, KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<2x3x7x11xf32>) -> tensor<2x5x4x6xf32>
nn.block private @conv2d_no_bias(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "IN", "KERNEL", "KERNEL"] : tensor<?x?x?x?xf32>
  %0 = nn.conv %x, %weight {stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>, tensor<?x?x?x?xf32>
  nn.return %0 : tensor<*xf32>
}

// GROUPS groups of channels, each of GROUP channels of x, without a bias.
//   %y = nn.apply @conv2d_grouped "conv" (%x) {OUT = 10, KERNEL = 3, STRIDE = 1, PADDING = 1, GROUPS = 2, GROUP = 3} : (tensor<2x6x5x7xf32>) -> tensor<2x10x5x7xf32>
nn.block private @conv2d_grouped(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "GROUP", "KERNEL", "KERNEL"] : tensor<?x?x?x?xf32>
  %0 = nn.conv %x, %weight {stride = "STRIDE", padding = "PADDING", groups = "GROUPS"} : tensor<*xf32>, tensor<?x?x?x?xf32>
  nn.return %0 : tensor<*xf32>
}

// A window for each channel, without a bias.
//   %y = nn.apply @conv2d_depthwise "conv" (%x) {KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
nn.block private @conv2d_depthwise(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["IN", 1, "KERNEL", "KERNEL"] : tensor<?x1x?x?xf32>
  %0 = nn.conv %x, %weight {stride = "STRIDE", padding = "PADDING", groups = "IN"} : tensor<*xf32>, tensor<?x1x?x?xf32>
  nn.return %0 : tensor<*xf32>
}

// A convolution over a space, with a bias.
//   %y = nn.apply @conv3d "conv" (%x) {OUT = 5, KERNEL = 3, STRIDE = 1, PADDING = 0} : (tensor<1x2x5x7x3xf32>) -> tensor<1x5x3x5x1xf32>
nn.block private @conv3d(%x: tensor<*xf32> {nn.dims = ["N", "IN", "DEPTH", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["OUT", "IN", "KERNEL", "KERNEL", "KERNEL"] : tensor<?x?x?x?x?xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %0 = nn.conv %x, %weight {stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>, tensor<?x?x?x?x?xf32>
  %1 = nn.rearrange %bias "(c d h w) -> c d h w" {d = 1, h = 1, w = 1} : tensor<?xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<?x1x1x1xf32>
  nn.return %2 : tensor<*xf32>
}

// A transposed convolution over images, with a bias: STRIDE times as many places.
//   %y = nn.apply @conv_transpose2d "up" (%x) {OUT = 5, KERNEL = 4, STRIDE = 2, PADDING = 1} : (tensor<1x3x5x7xf32>) -> tensor<1x5x10x14xf32>
nn.block private @conv_transpose2d(%x: tensor<*xf32> {nn.dims = ["N", "IN", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["IN", "OUT", "KERNEL", "KERNEL"] : tensor<?x?x?x?xf32>
  %bias = nn.param "bias" ["OUT"] : tensor<?xf32>
  %0 = nn.conv_transpose %x, %weight {stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>, tensor<?x?x?x?xf32>
  %1 = nn.rearrange %bias "(c h w) -> c h w" {h = 1, w = 1} : tensor<?xf32>
  %2 = nn.add %0, %1 : tensor<*xf32>, tensor<?x1x1xf32>
  nn.return %2 : tensor<*xf32>
}

// Batch normalisation of channels, with the mean and variance found in training.
//   %y = nn.apply @batch_norm "norm" (%x) : (tensor<?x3x5x7xf32>) -> tensor<?x3x5x7xf32>
nn.block private @batch_norm(%x: tensor<*xf32> {nn.dims = ["N", "C", "..."]}) -> tensor<*xf32> {
  %epsilon = arith.constant dense<1.0e-05> : tensor<f32>
  %weight = nn.param "weight" ["C"] : tensor<?xf32> {init = @ones}
  %bias = nn.param "bias" ["C"] : tensor<?xf32>
  %mean = nn.param "running_mean" ["C"] : tensor<?xf32>
  %variance = nn.param "running_var" ["C"] : tensor<?xf32> {init = @ones}
  %0 = nn.add %variance, %epsilon : tensor<?xf32>, tensor<f32>
  %1 = nn.sqrt %0 : tensor<?xf32>
  %2 = nn.div %weight, %1 : tensor<?xf32>, tensor<?xf32>
  %3 = nn.rearrange %x "n c ... -> n ... c" : tensor<*xf32>
  %4 = nn.sub %3, %mean : tensor<*xf32>, tensor<?xf32>
  %5 = nn.mul %4, %2 : tensor<*xf32>, tensor<?xf32>
  %6 = nn.add %5, %bias : tensor<*xf32>, tensor<?xf32>
  %7 = nn.rearrange %6 "n ... c -> n c ..." : tensor<*xf32>
  nn.return %7 : tensor<*xf32>
}

// Normalisation of GROUPS groups of channels.
//   %y = nn.apply @group_norm "norm" (%x) {GROUPS = 2} : (tensor<2x6x5xf32>) -> tensor<2x6x5xf32>
nn.block private @group_norm(%x: tensor<*xf32> {nn.dims = ["N", "C", "..."]}) -> tensor<*xf32> {
  %weight = nn.param "weight" ["C"] : tensor<?xf32> {init = @ones}
  %bias = nn.param "bias" ["C"] : tensor<?xf32>
  %0 = nn.group_norm %x, %weight, %bias {groups = "GROUPS"} epsilon 1.0e-05 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<*xf32>
}

// Normalisation of each channel.
//   %y = nn.apply @instance_norm "norm" (%x) : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
nn.block private @instance_norm(%x: tensor<*xf32> {nn.dims = ["N", "C", "..."]}) -> tensor<*xf32> {
  %0 = nn.apply @group_norm "" (%x) {GROUPS = "C"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// x / (k + alpha mean x^2)^beta, the mean over SIZE channels from BEFORE before each one to AFTER behind it, those that
// are not there counted as zeros (Krizhevsky, Sutskever, Hinton, 2012).
//   %y = nn.apply @local_response_norm "" (%x, %alpha, %beta, %k) {SIZE = 5, BEFORE = 2, AFTER = 2}
//         : (tensor<?x7x3xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?x7x3xf32>
nn.block private @local_response_norm(%x: tensor<*xf32>, %alpha: tensor<f32>, %beta: tensor<f32>, %k: tensor<f32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "n c ... -> n ... c" : tensor<*xf32>
  %1 = nn.mul %0, %0 : tensor<*xf32>, tensor<*xf32>
  %2 = nn.pool mean %1 {kernel = ["SIZE"], before = "BEFORE", after = "AFTER", count_padding = 1} : tensor<*xf32>
  %3 = nn.mul %2, %alpha : tensor<*xf32>, tensor<f32>
  %4 = nn.add %3, %k : tensor<*xf32>, tensor<f32>
  %5 = nn.log %4 : tensor<*xf32>
  %6 = nn.mul %5, %beta : tensor<*xf32>, tensor<f32>
  %7 = nn.exp %6 : tensor<*xf32>
  %8 = nn.div %0, %7 : tensor<*xf32>, tensor<*xf32>
  %9 = nn.rearrange %8 "n ... c -> n c ..." : tensor<*xf32>
  nn.return %9 : tensor<*xf32>
}
