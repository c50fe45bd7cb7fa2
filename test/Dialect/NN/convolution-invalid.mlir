// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @rank(%x: tensor<3x5xf32>, %w: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `x` to have rank 3 to 5, got rank 2}}
  %0 = nn.conv %x, %w : tensor<3x5xf32>, tensor<3x5xf32>
  return
}

// -----

func.func @weight_rank(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2x2xf32>) {
  // expected-error @+1 {{expected `weight` to have the rank of `x`, 3, got rank 4}}
  %0 = nn.conv %x, %w : tensor<2x3x5xf32>, tensor<7x3x2x2xf32>
  return
}

// -----

func.func @weight_unknown(%x: tensor<2x3x5xf32>, %w: tensor<7x?x2xf32>) {
  // expected-error @+1 {{expected the extents of `weight` to be known and not zero}}
  %0 = nn.conv %x, %w : tensor<2x3x5xf32>, tensor<7x?x2xf32>
  return
}

// -----

func.func @channels(%x: tensor<2x3x5xf32>, %w: tensor<7x5x2xf32>) {
  // expected-error @+1 {{expected the number of channels of `x` to be 5, got 3}}
  %0 = nn.conv %x, %w : tensor<2x3x5xf32>, tensor<7x5x2xf32>
  return
}

// -----

func.func @group_channels(%x: tensor<2x6x5xf32>, %w: tensor<10x2x2xf32>) {
  // expected-error @+1 {{expected the number of channels of `x` to be 4, got 6}}
  %0 = nn.conv %x, %w {groups = 2} : tensor<2x6x5xf32>, tensor<10x2x2xf32>
  return
}

// -----

func.func @groups(%x: tensor<2x9x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected the first extent of `weight` to be a multiple of `groups`, 3, got 7}}
  %0 = nn.conv %x, %w {groups = 3} : tensor<2x9x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @group_unknown(%x: tensor<2x?x5xf32>, %w: tensor<6x3x2xf32>) {
  // expected-error @+1 {{expected the number of channels of `x` to be known where there are groups}}
  %0 = nn.conv %x, %w {groups = 3} : tensor<2x?x5xf32>, tensor<6x3x2xf32>
  return
}

// -----

func.func @key(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected one of `stride`, `dilation`, `padding`, `before`, `after`, `groups`, `spread`, got `strides`}}
  %0 = nn.conv %x, %w {strides = 2} : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @stride_count(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected `stride` to be an integer or 1 of them, got [2, 1]}}
  %0 = nn.conv %x, %w {stride = [2, 1]} : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @stride_name(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected `stride` to be an integer or 1 of them, got "S"}}
  %0 = nn.conv %x, %w {stride = "S"} : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @no_dilation(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected `dilation` of at least 1, got 0}}
  %0 = nn.conv %x, %w {dilation = 0} : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @two_paddings(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected `padding` or `before` and `after`, got both}}
  %0 = nn.conv %x, %w {padding = 1, after = 2} : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @window(%x: tensor<2x3x?x5xf32>, %w: tensor<7x3x2x3xf32>) {
  // expected-error @+1 {{expected a window of at most the 6 elements of dimension 3 with its padding, got one of 7}}
  %0 = nn.conv %x, %w {dilation = 3, before = 1} : tensor<2x3x?x5xf32>, tensor<7x3x2x3xf32>
  return
}

// -----

func.func @transposed_channels(%x: tensor<2x3x5xf32>, %w: tensor<7x3x2xf32>) {
  // expected-error @+1 {{expected the number of channels of `x` to be 7, got 3}}
  %0 = nn.conv_transpose %x, %w : tensor<2x3x5xf32>, tensor<7x3x2xf32>
  return
}

// -----

func.func @transposed_spread(%x: tensor<2x3x5xf32>, %w: tensor<3x7x2xf32>) {
  // expected-error @+1 {{expected one of `stride`, `dilation`, `padding`, `before`, `after`, `groups`, `output_padding`, got `spread`}}
  %0 = nn.conv_transpose %x, %w {spread = 2} : tensor<2x3x5xf32>, tensor<3x7x2xf32>
  return
}

// -----

func.func @pool_kernel(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{expected `kernel` to be a list of integers}}
  %0 = nn.pool max %x {kernel = 2} : tensor<2x3x5xf32>
  return
}

// -----

func.func @pool_rank(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected `x` to have at least the 2 dimensions of `kernel`, got rank 1}}
  %0 = nn.pool max %x {kernel = [2, 2]} : tensor<2xf32>
  return
}

// -----

func.func @arg_pool_sum(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected `max` or `min`, got `sum`}}
  %0 = nn.arg_pool sum %x {kernel = [2]} : tensor<2x3xf32>
  return
}

// -----

func.func @pool_window(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a window of at most the 3 elements of dimension 1 with its padding, got one of 5}}
  %0 = nn.pool max %x {kernel = [5]} : tensor<2x3xf32>
  return
}

// -----

func.func @resize_both(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected one size, `to` or `by`}}
  %0 = nn.resize linear half_pixel %x dim 1 {to = 5, by = [2, 1]} : tensor<2x3xf32>
  return
}

// -----

func.func @resize_nothing(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected `to` of at least 1, got 0}}
  %0 = nn.resize linear half_pixel %x dim 1 {to = 0} : tensor<2x3xf32>
  return
}

// -----

func.func @resize_scale(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected `by` to be a list of 2 integers}}
  %0 = nn.resize linear half_pixel %x dim 1 {by = 2} : tensor<2x3xf32>
  return
}

// -----

func.func @resize_integers(%x: tensor<2x3xi64>) {
  // expected-error @+1 {{expected floats to interpolate, got 'i64'}}
  %0 = nn.resize linear half_pixel %x dim 1 {to = 5} : tensor<2x3xi64>
  return
}

// -----

func.func @resize_from_nothing(%x: tensor<2x0xf32>) {
  // expected-error @+1 {{expected elements to resize, got none}}
  %0 = nn.resize linear half_pixel %x dim 1 {to = 5} : tensor<2x0xf32>
  return
}

// -----

func.func @group_norm_sizes(%x: tensor<2x6x5xf32>, %c: tensor<6xf32>) {
  // expected-error @+1 {{expected `groups` and no other size}}
  %0 = nn.group_norm %x, %c, %c {group = 2} epsilon 1.0e-5 : tensor<2x6x5xf32>, tensor<6xf32>, tensor<6xf32>
  return
}

// -----

func.func @group_norm_rank(%x: tensor<6xf32>, %c: tensor<6xf32>) {
  // expected-error @+1 {{expected `x` to have batch and channels, got rank 1}}
  %0 = nn.group_norm %x, %c, %c {groups = 2} epsilon 1.0e-5 : tensor<6xf32>, tensor<6xf32>, tensor<6xf32>
  return
}

// -----

func.func @group_norm_groups(%x: tensor<2x7x5xf32>, %c: tensor<7xf32>) {
  // expected-error @+1 {{expected the number of channels of `x` to be a multiple of `groups`, 3, got 7}}
  %0 = nn.group_norm %x, %c, %c {groups = 3} epsilon 1.0e-5 : tensor<2x7x5xf32>, tensor<7xf32>, tensor<7xf32>
  return
}

// -----

func.func @group_norm_bias(%x: tensor<2x6x5xf32>, %c: tensor<6xf32>, %d: tensor<5xf32>) {
  // expected-error @+1 {{expected the dimension of `bias` to be 6, got 5}}
  %0 = nn.group_norm %x, %c, %d {groups = 3} epsilon 1.0e-5 : tensor<2x6x5xf32>, tensor<6xf32>, tensor<5xf32>
  return
}

// -----

func.func @group_norm_weight_rank(%x: tensor<2x6x5xf32>, %c: tensor<6x1xf32>, %d: tensor<6xf32>) {
  // expected-error @+1 {{expected `weight` to have rank 1, got rank 2}}
  %0 = nn.group_norm %x, %c, %d {groups = 3} epsilon 1.0e-5 : tensor<2x6x5xf32>, tensor<6x1xf32>, tensor<6xf32>
  return
}
