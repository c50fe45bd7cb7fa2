// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @rank(%x: tensor<3x5x8xf32>, %p: tensor<5xi64>) {
  // expected-error @+1 {{expected `x` to have rank 4, got rank 3}}
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<3x5x8xf32>, tensor<5xi64>
  return
}

// -----

func.func @positions_rank(%x: tensor<2x3x5x8xf32>, %p: tensor<2x3x5xi64>) {
  // expected-error @+1 {{expected `positions` to have rank 2, got rank 3}}
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<2x3x5x8xf32>, tensor<2x3x5xi64>
  return
}

// -----

func.func @positions_size(%x: tensor<2x3x5x8xf32>, %p: tensor<2x7xi64>) {
  // expected-error @+1 {{expected dimension 1 to be 5, got 7}}
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<2x3x5x8xf32>, tensor<2x7xi64>
  return
}

// -----

func.func @positions_more(%x: tensor<2x3x1x8xf32>, %p: tensor<2x7xi64>) {
  // expected-error @+1 {{expected a dimension of `positions` to be 1, got 7}}
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<2x3x1x8xf32>, tensor<2x7xi64>
  return
}

// -----

func.func @odd(%x: tensor<2x3x5x8xf32>, %p: tensor<2x5xi64>) {
  // expected-error @+1 {{expected an even number of `dims`, got 5}}
  %0 = nn.rope halves %x at %p base 1.0e4 dims 5 : tensor<2x3x5x8xf32>, tensor<2x5xi64>
  return
}

// -----

func.func @too_many(%x: tensor<2x3x5x8xf32>, %p: tensor<2x5xi64>) {
  // expected-error @+1 {{expected at most 8 `dims`, the width of `x`, got 10}}
  %0 = nn.rope halves %x at %p base 1.0e4 dims 10 : tensor<2x3x5x8xf32>, tensor<2x5xi64>
  return
}

// -----

func.func @open(%x: tensor<2x3x5x?xf32>, %p: tensor<2x5xi64>) {
  // expected-error @+1 {{expected a static width of `x`, or `dims`}}
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<2x3x5x?xf32>, tensor<2x5xi64>
  return
}

// -----

func.func @factors(%x: tensor<2x3x5x8xf32>, %p: tensor<2x5xi64>, %f: tensor<3xf32>) {
  // expected-error @+1 {{expected the number of `factors` to be 4, got 3}}
  %0 = nn.rope halves %x at %p factors %f base 1.0e4 : tensor<2x3x5x8xf32>, tensor<2x5xi64>, tensor<3xf32>
  return
}

// -----

func.func @factors_rank(%x: tensor<2x3x5x8xf32>, %p: tensor<2x5xi64>, %f: tensor<4x1xf32>) {
  // expected-error @+1 {{expected `factors` to have rank 1, got rank 2}}
  %0 = nn.rope halves %x at %p factors %f base 1.0e4 : tensor<2x3x5x8xf32>, tensor<2x5xi64>, tensor<4x1xf32>
  return
}
