// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @rank(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{in pattern "a b c -> c b a": expected a tensor of rank 3, got rank 2}}
  %0 = nn.rearrange %x "a b c -> c b a" : tensor<3x5xf32>
  return
}

// -----

func.func @not_a_multiple(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of size 5 to be a multiple of 2}}
  %0 = nn.rearrange %x "a (b c) -> a b c" {b = 2} : tensor<3x5xf32>
  return
}

// -----

func.func @sizes_do_not_multiply(%x: tensor<3x6xf32>) {
  // expected-error @+1 {{expected a dimension of size 6 to be 8}}
  %0 = nn.rearrange %x "a (b c) -> a b c" {b = 2, c = 4} : tensor<3x6xf32>
  return
}

// -----

func.func @two_open(%x: tensor<3x6xf32>) {
  // expected-error @+1 {{expected a size for axis 'c': its dimension leaves two axes open}}
  %0 = nn.rearrange %x "a (b c) -> a b c" : tensor<3x6xf32>
  return
}

// -----

func.func @size_is_positive(%x: tensor<3x6xf32>) {
  // expected-error @+1 {{expected a positive size for axis 'b', got 0}}
  %0 = nn.rearrange %x "a (b c) -> a b c" {b = 0} : tensor<3x6xf32>
  return
}

// -----

func.func @axis_lost(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{in pattern "a b -> a": every axis of the left must be on the right}}
  %0 = nn.rearrange %x "a b -> a" : tensor<3x5xf32>
  return
}

// -----

func.func @axis_not_on_the_left(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{in pattern "a b -> a b c": axis 'c' is not on the left}}
  %0 = nn.rearrange %x "a b -> a b c" : tensor<3x5xf32>
  return
}

// -----

func.func @size_is_a_number(%x: tensor<3x6xf32>) {
  // expected-error @+1 {{'nn.rearrange' op expected the size of axis 'b' to be an integer or a name, got unit}}
  %0 = "nn.rearrange"(%x) {pattern = "a b -> b a", sizes = {b}} : (tensor<3x6xf32>) -> tensor<6x3xf32>
  return
}

// -----

func.func @scalar_table(%x: tensor<f32>, %i: tensor<3xi64>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 0, got 0}}
  %0 = nn.gather %x[%i] : tensor<f32>, tensor<3xi64>
  return
}

// -----

func.func @indices_are_integers(%x: tensor<7xf32>) {
  // expected-error @+1 {{'nn.gather' op operand #1 must be tensor of signless integer values, but got 'tensor<7xf32>'}}
  %0 = nn.gather %x[%x] : tensor<7xf32>, tensor<7xf32>
  return
}

// -----

func.func @gather_dimension_outside(%x: tensor<7x5xf32>, %i: tensor<3xi64>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got -3}}
  %0 = nn.gather %x[%i] dim -3 : tensor<7x5xf32>, tensor<3xi64>
  return
}

// -----

func.func @scatter_by_mean(%x: tensor<7x5xf32>, %i: tensor<3xi64>, %u: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `sum`, `prod`, `max` or `min`, got `mean`}}
  %0 = nn.scatter %x[%i], %u axis 0 by mean : tensor<7x5xf32>, tensor<3xi64>, tensor<3x5xf32>
  return
}

// -----

func.func @iota_dimension_outside(%x: tensor<7xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 1, got 1}}
  %0 = nn.iota like %x[1] : tensor<7xf32>
  return
}

// -----

func.func @scatter_axis(%x: tensor<7x5xf32>, %i: tensor<3xi64>, %u: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `axis` to be a dimension of `dest`, which has rank 2, got 2}}
  %0 = nn.scatter %x[%i], %u axis 2 : tensor<7x5xf32>, tensor<3xi64>, tensor<3x5xf32>
  return
}

// -----

func.func @scatter_indices_rank(%x: tensor<7x5xf32>, %i: tensor<i64>, %u: tensor<5xf32>) {
  // expected-error @+1 {{expected `indices` to have rank 1 at least, got rank 0}}
  %0 = nn.scatter %x[%i], %u axis 1 : tensor<7x5xf32>, tensor<i64>, tensor<5xf32>
  return
}

// -----

func.func @scatter_updates_rank(%x: tensor<7x5xf32>, %i: tensor<3xi64>, %u: tensor<3xf32>) {
  // expected-error @+1 {{expected `updates` to have rank 2, got rank 1}}
  %0 = nn.scatter %x[%i], %u axis 0 : tensor<7x5xf32>, tensor<3xi64>, tensor<3xf32>
  return
}

// -----

func.func @scatter_updates(%x: tensor<7x5xf32>, %i: tensor<3xi64>, %u: tensor<3x2xf32>) {
  // expected-error @+1 {{expected dimension 1 of `updates` to be 5, got 2}}
  %0 = nn.scatter %x[%i], %u axis 0 : tensor<7x5xf32>, tensor<3xi64>, tensor<3x2xf32>
  return
}

// -----

func.func @scatter_batch(%x: tensor<7x5xf32>, %i: tensor<3x2xi64>, %u: tensor<3x2xf32>) {
  // expected-error @+1 {{expected dimension 0 of `indices` to be 7, got 3}}
  %0 = nn.scatter %x[%i], %u axis 1 : tensor<7x5xf32>, tensor<3x2xi64>, tensor<3x2xf32>
  return
}

// -----

func.func @prefix_axis(%x: tensor<7x5xf32>, %n: tensor<i64>) {
  // expected-error @+1 {{expected `axis` to be a dimension of `x`, which has rank 2, got 2}}
  %0 = nn.prefix %x, %n axis 2 : tensor<7x5xf32>, tensor<i64>
  return
}

// -----

func.func @prefix_negative_axis(%x: tensor<7x5xf32>, %n: tensor<i64>) {
  // expected-error @+1 {{expected `axis` to be a dimension of `x`, which has rank 2, got -1}}
  %0 = nn.prefix %x, %n axis -1 : tensor<7x5xf32>, tensor<i64>
  return
}

// -----

func.func @prefix_length(%x: tensor<7x5xf32>, %n: tensor<7xi64>) {
  // expected-error @+1 {{expected `length` to have rank 0, got rank 1}}
  %0 = nn.prefix %x, %n axis 0 : tensor<7x5xf32>, tensor<7xi64>
  return
}
