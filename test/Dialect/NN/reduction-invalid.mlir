// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @dimension_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got 2}}
  %0 = nn.reduce sum %x [2] : tensor<3x5xf32>
  return
}

// -----

func.func @dimension_twice(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected each dimension once, got 1 twice}}
  %0 = nn.reduce sum %x [1, -1] : tensor<3x5xf32>
  return
}

// -----

func.func @mean_of_integers(%x: tensor<3x5xi32>) {
  // expected-error @+1 {{expected floats to take the mean of, got 'i32'}}
  %0 = nn.reduce mean %x [1] : tensor<3x5xi32>
  return
}

// -----

func.func @cumulative_mean(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `sum`, `prod`, `max` or `min`, got `mean`}}
  %0 = nn.cumulative mean %x dim 1 : tensor<3x5xf32>
  return
}

// -----

func.func @cumulative_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got 2}}
  %0 = nn.cumulative sum %x dim 2 : tensor<3x5xf32>
  return
}
