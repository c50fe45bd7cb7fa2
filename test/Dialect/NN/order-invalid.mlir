// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @kind(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `max` or `min`, got `sum`}}
  %0 = nn.arg_reduce sum %x dim 1 : tensor<3x5xf32>
  return
}

// -----

func.func @outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got 2}}
  %0 = nn.arg_reduce max %x dim 2 : tensor<3x5xf32>
  return
}

// -----

func.func @indices_rank(%x: tensor<3x5xf32>, %i: tensor<3xi64>) {
  // expected-error @+1 {{expected `indices` to have rank 2, got rank 1}}
  %0 = nn.take_along %x[%i] dim 1 : tensor<3x5xf32>, tensor<3xi64>
  return
}

// -----

func.func @indices_size(%x: tensor<3x5xf32>, %i: tensor<7x2xi64>) {
  // expected-error @+1 {{expected dimension 0 of `indices` to be 3, got 7}}
  %0 = nn.take_along %x[%i] dim 1 : tensor<3x5xf32>, tensor<7x2xi64>
  return
}

// -----

func.func @take_outside(%x: tensor<3x5xf32>, %i: tensor<3x5xi64>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got -3}}
  %0 = nn.take_along %x[%i] dim -3 : tensor<3x5xf32>, tensor<3x5xi64>
  return
}

// -----

func.func @too_many(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected `first` of at most 5 elements, got 6}}
  %0, %1 = nn.sort ascending %x dim 1 first 6 : tensor<3x5xf32>
  return
}

// -----

func.func @negative(%x: tensor<3x?xf32>) {
  // expected-error @+1 {{expected `first` of at most all elements, got -1}}
  %0, %1 = nn.sort ascending %x dim 1 first -1 : tensor<3x?xf32>
  return
}

// -----

func.func @sort_outside(%x: tensor<f32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 0, got 0}}
  %0, %1 = nn.sort ascending %x dim 0 : tensor<f32>
  return
}
