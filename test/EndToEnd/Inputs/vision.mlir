// Most blocks of the library for images, one after another.
module attributes {nn.bounds = {batch = [1, 4], height = [17, 64], width = [17, 64]}} {
  nn.block @main(%x: tensor<?x3x?x?xf32> {nn.name = "x", nn.dims = ["batch", 3, "height", "width"]})
      -> (tensor<?x5x?x?xf32> {nn.name = "y"}) {
    %0 = nn.apply @conv_bn_relu "stem" (%x) {OUT = 8, KERNEL = 7, STRIDE = 2, PADDING = 3} : (tensor<?x3x?x?xf32>) -> tensor<?x8x?x?xf32>
    %1 = nn.apply @max_pool2d "" (%0) {KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<?x8x?x?xf32>) -> tensor<?x8x?x?xf32>
    %2 = nn.apply @residual_basic "basic" (%1) : (tensor<?x8x?x?xf32>) -> tensor<?x8x?x?xf32>
    %3 = nn.apply @residual_basic_down "down" (%2) {OUT = 12, STRIDE = 2} : (tensor<?x8x?x?xf32>) -> tensor<?x12x?x?xf32>
    %4 = nn.apply @bottleneck "neck" (%3) {HIDDEN = 5} : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
    %5 = nn.apply @bottleneck_down "wide" (%4) {OUT = 16, HIDDEN = 5, STRIDE = 1} : (tensor<?x12x?x?xf32>) -> tensor<?x16x?x?xf32>
    %6 = nn.apply @inverted_residual "inverted" (%5) {HIDDEN = 23} : (tensor<?x16x?x?xf32>) -> tensor<?x16x?x?xf32>
    %7 = nn.apply @squeeze_excite "squeeze" (%6) {HIDDEN = 3} : (tensor<?x16x?x?xf32>) -> tensor<?x16x?x?xf32>
    %8 = nn.apply @depthwise_separable "separable" (%7) {OUT = 8, KERNEL = 5, STRIDE = 1, PADDING = 2} : (tensor<?x16x?x?xf32>) -> tensor<?x8x?x?xf32>
    %9 = nn.apply @group_norm "groups" (%8) {GROUPS = 4} : (tensor<?x8x?x?xf32>) -> tensor<?x8x?x?xf32>
    %10 = nn.apply @upsample_conv2d "up" (%9) {OUT = 12} : (tensor<?x8x?x?xf32>) -> tensor<?x12x?x?xf32>
    %11 = nn.apply @pixel_shuffle "" (%10) {SCALE = 2} : (tensor<?x12x?x?xf32>) -> tensor<?x3x?x?xf32>
    %12 = nn.apply @instance_norm "instances" (%11) : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
    %13 = nn.apply @conv_transpose2d "transposed" (%12) {OUT = 7, KERNEL = 4, STRIDE = 2, PADDING = 1} : (tensor<?x3x?x?xf32>) -> tensor<?x7x?x?xf32>
    %14 = nn.apply @upsample_bilinear2d "" (%13) {SCALE = 2} : (tensor<?x7x?x?xf32>) -> tensor<?x7x?x?xf32>
    %15 = nn.apply @mean_pool2d "" (%14) {KERNEL = 3, STRIDE = 3, PADDING = 1} : (tensor<?x7x?x?xf32>) -> tensor<?x7x?x?xf32>
    %16 = nn.apply @conv2d "head" (%15) {OUT = 5, KERNEL = 3, STRIDE = 1, PADDING = 1} : (tensor<?x7x?x?xf32>) -> tensor<?x5x?x?xf32>
    nn.return %16 : tensor<?x5x?x?xf32>
  }
}
