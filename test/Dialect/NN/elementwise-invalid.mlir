// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @extents_differ(%x: tensor<3x5xf32>, %y: tensor<3x7xf32>) {
  // expected-error @+1 {{expected dimension 1 to be 5, got 7}}
  %0 = nn.add %x, %y : tensor<3x5xf32>, tensor<3x7xf32>
  return
}

// -----

func.func @element_types_differ(%x: tensor<3xf32>, %y: tensor<3xf64>) {
  // expected-error @+1 {{'nn.add' op requires the same element type for all operands}}
  %0 = nn.add %x, %y : tensor<3xf32>, tensor<3xf64>
  return
}

// -----

func.func @integers_have_no_exponential(%x: tensor<3xi32>) {
  // expected-error @+1 {{'nn.exp' op operand #0 must be tensor of floating-point values, but got 'tensor<3xi32>'}}
  %0 = nn.exp %x : tensor<3xi32>
  return
}

// -----

func.func @condition_is_boolean(%c: tensor<3xi32>, %x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.select' op operand #0 must be tensor of 1-bit signless integer values, but got 'tensor<3xi32>'}}
  %0 = nn.select %c, %x, %x : tensor<3xi32>, tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @choices_differ(%c: tensor<3xi1>, %x: tensor<3xf32>, %y: tensor<3xi32>) {
  // expected-error @+1 {{'nn.select' op failed to verify that `on_true` and `on_false` have the same element type}}
  %0 = nn.select %c, %x, %y : tensor<3xi1>, tensor<3xf32>, tensor<3xi32>
  return
}

// -----

func.func @cast_to_a_tensor(%x: tensor<3xf32>) {
  // expected-error @+1 {{expected an element type of tensors, got 'tensor<3xf32>'}}
  %0 = nn.cast %x to tensor<3xf32> : tensor<3xf32>
  return
}
