// Pooling: what windows over (batch, channels, places..) become.

// The greatest element of each window of KERNEL x KERNEL.
//   %y = nn.apply @max_pool2d "" (%x) {KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<1x3x7x11xf32>) -> tensor<1x3x4x6xf32>
nn.block private @max_pool2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.pool max %x {kernel = ["KERNEL", "KERNEL"], stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// The mean of each window of KERNEL x KERNEL, with its padding as zeros.
//   %y = nn.apply @mean_pool2d "" (%x) {KERNEL = 3, STRIDE = 2, PADDING = 1} : (tensor<1x3x7x11xf32>) -> tensor<1x3x4x6xf32>
nn.block private @mean_pool2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.pool mean %x {kernel = ["KERNEL", "KERNEL"], stride = "STRIDE", padding = "PADDING", count_padding = 1} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// The mean of each channel, whose places become one.
//   %y = nn.apply @global_mean_pool2d "" (%x) : (tensor<2x3x5x7xf32>) -> tensor<2x3x1x1xf32>
nn.block private @global_mean_pool2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.reduce mean %x [-2, -1] : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Where the elements of `@max_pool2d` stand: row by row in the plane of their channel.
//   %y = nn.apply @max_pool2d_places "" (%x) {KERNEL = 2, STRIDE = 2, PADDING = 0} : (tensor<1x3x6x10xf32>) -> tensor<1x3x3x5xi64>
nn.block private @max_pool2d_places(%x: tensor<*xf32>) -> tensor<*xi64> {
  %0 = nn.arg_pool max %x {kernel = ["KERNEL", "KERNEL"], stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>
  nn.return %0 : tensor<*xi64>
}

// Elements back at their places in planes like those of `like`, between zeros.
//   %y = nn.apply @max_unpool2d "" (%x, %places, %like) : (tensor<1x1x1x2xf32>, tensor<1x1x1x2xi64>, tensor<1x1x2x4xf32>) -> tensor<1x1x2x4xf32>
//     // of [[[[4, 6]]]], [[[[4, 2]]]], [[[[1, 2, 6, 3], [4, 0, 5, 6]]]]
nn.block private @max_unpool2d(%x: tensor<*xf32>, %places: tensor<*xi64>, %like: tensor<*xf32> {nn.dims = ["N", "C", "HEIGHT", "WIDTH"]}) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.broadcast %zero like %like : tensor<f32>, tensor<*xf32>
  %planes = nn.rearrange %0 "n c h w -> n c (h w)" : tensor<*xf32>
  %at = nn.rearrange %places "n c h w -> n c (h w)" : tensor<*xi64>
  %from = nn.rearrange %x "n c h w -> n c (h w)" : tensor<*xf32>
  %1 = nn.scatter %planes[%at], %from axis 2 : tensor<*xf32>, tensor<*xi64>, tensor<*xf32>
  %2 = nn.rearrange %1 "n c (h w) -> n c h w" {w = "WIDTH"} : tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// (sum |x|^p)^(1/p) over each window of KERNEL x KERNEL.
//   %y = nn.apply @lp_pool2d "" (%x, %p) {KERNEL = 2, STRIDE = 1, PADDING = 0} : (tensor<1x1x2x3xf32>, tensor<f32>) -> tensor<1x1x1x2xf32>   // of [[[[1, 2, 0], [-3, 4, 0]]]], 1
nn.block private @lp_pool2d(%x: tensor<*xf32>, %p: tensor<f32>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.abs %x : tensor<*xf32>
  %1 = nn.pow %0, %p : tensor<*xf32>, tensor<f32>
  %2 = nn.pool sum %1 {kernel = ["KERNEL", "KERNEL"], stride = "STRIDE", padding = "PADDING"} : tensor<*xf32>
  %3 = nn.div %one, %p : tensor<f32>, tensor<f32>
  %4 = nn.pow %2, %3 : tensor<*xf32>, tensor<f32>
  nn.return %4 : tensor<*xf32>
}

// Which of n elements of the last dimension each of OUT windows has: i from floor(i n / OUT) to ceil((i + 1) n / OUT), and
// how many.
//   %keep, %count = nn.apply @adaptive_windows "" (%x) {OUT = 2} : (tensor<5xf32>) -> (tensor<2x5xi1>, tensor<2xf32>)   // of [0, 0, 0, 0, 0]
nn.block private @adaptive_windows(%x: tensor<*xf32>) -> (tensor<*xi1>, tensor<*xf32>) {
  %one = arith.constant dense<1> : tensor<i64>
  %like = nn.resize nearest asymmetric %x dim -1 {to = "OUT"} round floor : tensor<*xf32>
  %window = nn.iota like %like[-1] : tensor<*xf32>
  %element = nn.iota like %x[-1] : tensor<*xf32>
  %0 = nn.add %window, %one : tensor<*xi64>, tensor<i64>
  %windows = nn.reduce max %0 [0] : tensor<*xi64>
  %1 = nn.add %element, %one : tensor<*xi64>, tensor<i64>
  %n = nn.reduce max %1 [0] : tensor<*xi64>
  %2 = nn.mul %window, %n : tensor<*xi64>, tensor<*xi64>
  %begin = nn.div %2, %windows : tensor<*xi64>, tensor<*xi64>
  %3 = nn.mul %0, %n : tensor<*xi64>, tensor<*xi64>
  %4 = nn.add %3, %windows : tensor<*xi64>, tensor<*xi64>
  %5 = nn.sub %4, %one : tensor<*xi64>, tensor<i64>
  %end = nn.div %5, %windows : tensor<*xi64>, tensor<*xi64>
  %6 = nn.sub %end, %begin : tensor<*xi64>, tensor<*xi64>
  %count = nn.cast %6 to f32 : tensor<*xi64>
  %from = nn.rearrange %begin "o -> o ()" : tensor<*xi64>
  %to = nn.rearrange %end "o -> o ()" : tensor<*xi64>
  %7 = nn.compare ge %element, %from : tensor<*xi64>, tensor<*xi64>
  %8 = nn.compare lt %element, %to : tensor<*xi64>, tensor<*xi64>
  %keep = nn.and %7, %8 : tensor<*xi1>, tensor<*xi1>
  nn.return %keep, %count : tensor<*xi1>, tensor<*xf32>
}

// The mean of each of OUT windows that cover the last dimension.
//   %y = nn.apply @adaptive_mean_pool1d "" (%x) {OUT = 2} : (tensor<1x5xf32>) -> tensor<1x2xf32>   // of [[1, 2, 3, 4, 5]]
nn.block private @adaptive_mean_pool1d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %keep, %count = nn.apply @adaptive_windows "" (%x) {OUT = "OUT"} : (tensor<*xf32>) -> (tensor<*xi1>, tensor<*xf32>)
  %0 = nn.rearrange %x "... w -> ... () w" : tensor<*xf32>
  %1 = nn.select %keep, %0, %zero : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  %2 = nn.reduce sum %1 [-1] : tensor<*xf32>
  %3 = nn.rearrange %2 "... () -> ..." : tensor<*xf32>
  %4 = nn.div %3, %count : tensor<*xf32>, tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// The greatest element of each of OUT windows that cover the last dimension.
//   %y = nn.apply @adaptive_max_pool1d "" (%x) {OUT = 2} : (tensor<1x5xf32>) -> tensor<1x2xf32>   // of [[1, 2, 3, 5, 4]]
nn.block private @adaptive_max_pool1d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32> // -inf
  %keep, %count = nn.apply @adaptive_windows "" (%x) {OUT = "OUT"} : (tensor<*xf32>) -> (tensor<*xi1>, tensor<*xf32>)
  %0 = nn.rearrange %x "... w -> ... () w" : tensor<*xf32>
  %1 = nn.select %keep, %0, %least : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  %2 = nn.reduce max %1 [-1] : tensor<*xf32>
  %3 = nn.rearrange %2 "... () -> ..." : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// The mean of each of HEIGHT x WIDTH windows that cover the last two dimensions.
//   %y = nn.apply @adaptive_mean_pool2d "" (%x) {HEIGHT = 3, WIDTH = 2} : (tensor<1x3x7x11xf32>) -> tensor<1x3x3x2xf32>
nn.block private @adaptive_mean_pool2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @adaptive_mean_pool1d "" (%x) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.rearrange %0 "... h w -> ... w h" : tensor<*xf32>
  %2 = nn.apply @adaptive_mean_pool1d "" (%1) {OUT = "HEIGHT"} : (tensor<*xf32>) -> tensor<*xf32>
  %3 = nn.rearrange %2 "... w h -> ... h w" : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}

// The greatest element of each of HEIGHT x WIDTH windows that cover the last two dimensions.
//   %y = nn.apply @adaptive_max_pool2d "" (%x) {HEIGHT = 3, WIDTH = 2} : (tensor<1x3x7x11xf32>) -> tensor<1x3x3x2xf32>
nn.block private @adaptive_max_pool2d(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @adaptive_max_pool1d "" (%x) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.rearrange %0 "... h w -> ... w h" : tensor<*xf32>
  %2 = nn.apply @adaptive_max_pool1d "" (%1) {OUT = "HEIGHT"} : (tensor<*xf32>) -> tensor<*xf32>
  %3 = nn.rearrange %2 "... w h -> ... h w" : tensor<*xf32>
  nn.return %3 : tensor<*xf32>
}
