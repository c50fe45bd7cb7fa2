// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @axis_sizes_differ(%x: tensor<3x5xf32>, %y: tensor<7x2xf32>) {
  // expected-error @+1 {{expected an axis of "m k, k n -> m n" to be 5, got 7}}
  %0 = nn.einsum %x, %y "m k, k n -> m n" : tensor<3x5xf32>, tensor<7x2xf32>
  return
}

// -----

func.func @rank(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{in equation "m, m n -> n": expected a tensor of rank 1, got rank 2}}
  %0 = nn.einsum %x, %x "m, m n -> n" : tensor<3x5xf32>, tensor<3x5xf32>
  return
}

// -----

func.func @rank_with_ellipsis(%x: tensor<3xf32>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{in equation "... m n, m n -> ...": expected a tensor of rank at least 2, got rank 1}}
  %0 = nn.einsum %x, %y "... m n, m n -> ..." : tensor<3xf32>, tensor<3x5xf32>
  return
}

// -----

func.func @one_input(%x: tensor<3xf32>) {
  // expected-error @+1 {{in equation "m -> m": expected 2 inputs and '->'}}
  %0 = nn.einsum %x, %x "m -> m" : tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @axis_not_on_the_left(%x: tensor<3xf32>) {
  // expected-error @+1 {{in equation "m, m -> n": axis 'n' is not on the left}}
  %0 = nn.einsum %x, %x "m, m -> n" : tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @parentheses(%x: tensor<3xf32>) {
  // expected-error @+1 {{in equation "(m n), m -> m": expected no parentheses}}
  %0 = nn.einsum %x, %x "(m n), m -> m" : tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @axis_twice(%x: tensor<3x3xf32>) {
  // expected-error @+1 {{in equation "m m, m n -> n": axis 'm' appears twice in one tensor}}
  %0 = nn.einsum %x, %x "m m, m n -> n" : tensor<3x3xf32>, tensor<3x3xf32>
  return
}

// -----

func.func @axis_name(%x: tensor<3xf32>) {
  // expected-error @+1 {{in equation "m, + -> m": expected the name of an axis, got '+'}}
  %0 = nn.einsum %x, %x "m, + -> m" : tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @unbalanced(%x: tensor<3xf32>) {
  // expected-error @+1 {{in equation "m, (m -> m": unbalanced parentheses}}
  %0 = nn.einsum %x, %x "m, (m -> m" : tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @element_types_differ(%x: tensor<3xf32>, %y: tensor<3xf64>) {
  // expected-error @+1 {{'nn.einsum' op requires the same element type for all operands}}
  %0 = nn.einsum %x, %y "m, m -> m" : tensor<3xf32>, tensor<3xf64>
  return
}
