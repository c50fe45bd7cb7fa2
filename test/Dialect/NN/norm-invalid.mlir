// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @softmax_dimension_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got -3}}
  %0 = nn.softmax %x -3 : tensor<3x5xf32>
  return
}

// -----

func.func @scalar_norm(%x: tensor<f32>, %w: tensor<5xf32>) {
  // expected-error @+1 {{expected `x` to have a dimension to normalise, got rank 0}}
  %0 = nn.layer_norm %x, %w, %w epsilon 1.0e-5 : tensor<f32>, tensor<5xf32>, tensor<5xf32>
  return
}

// -----

func.func @weight_rank(%x: tensor<3x5xf32>, %w: tensor<3x5xf32>, %b: tensor<5xf32>) {
  // expected-error @+1 {{expected `weight` to have rank 1, got rank 2}}
  %0 = nn.layer_norm %x, %w, %b epsilon 1.0e-5 : tensor<3x5xf32>, tensor<3x5xf32>, tensor<5xf32>
  return
}

// -----

func.func @bias_size(%x: tensor<3x5xf32>, %w: tensor<5xf32>, %b: tensor<7xf32>) {
  // expected-error @+1 {{expected the dimension of `bias` to be 5, got 7}}
  %0 = nn.layer_norm %x, %w, %b epsilon 1.0e-5 : tensor<3x5xf32>, tensor<5xf32>, tensor<7xf32>
  return
}

// -----

func.func @log_softmax_dimension_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got 2}}
  %0 = nn.log_softmax %x 2 : tensor<3x5xf32>
  return
}

// -----

func.func @rms_weight_size(%x: tensor<3x5xf32>, %w: tensor<7xf32>) {
  // expected-error @+1 {{expected the dimension of `weight` to be 5, got 7}}
  %0 = nn.rms_norm %x, %w epsilon 1.0e-5 : tensor<3x5xf32>, tensor<7xf32>
  return
}
