// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @dimension_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got 2}}
  %0 = nn.slice %x dim 2 from 0 : tensor<3x5xf32>
  return
}

// -----

func.func @step(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a positive `step`, got -1}}
  %0 = nn.slice %x dim 1 from 4 to 0 step -1 : tensor<3x5xf32>
  return
}

// -----

func.func @reverse_outside(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 2, got -3}}
  %0 = nn.reverse %x dim -3 : tensor<3x5xf32>
  return
}

// -----

func.func @roll_outside(%x: tensor<f32>) {
  // expected-error @+1 {{expected a dimension of a tensor of rank 0, got 0}}
  %0 = nn.roll %x dim 0 by 1 : tensor<f32>
  return
}
