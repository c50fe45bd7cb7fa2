// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @negative_padding(%x: tensor<3x5xf32>) {
  // expected-error @+1 {{expected no negative padding, got -2}}
  %0 = nn.pad edge %x dim 1 by 1, -2 : tensor<3x5xf32>
  return
}

// -----

func.func @pad_nothing(%x: tensor<3x0xf32>) {
  // expected-error @+1 {{expected elements to pad from, got none}}
  %0 = nn.pad edge %x dim 1 by 1, 2 : tensor<3x0xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+1 {{'nn.concat' op expected 1 or more operands, but found 0}}
  %0 = "nn.concat"() {dim = 0 : i64} : () -> tensor<3xf32>
  return
}

// -----

func.func @concat_rank(%x: tensor<3x5xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{expected part 1 to have rank 2, got rank 1}}
  %0 = nn.concat %x, %y dim 0 : tensor<3x5xf32>, tensor<3xf32>
  return
}

// -----

func.func @concat_size(%x: tensor<3x5xf32>, %y: tensor<7x11xf32>) {
  // expected-error @+1 {{expected dimension 1 of part 1 to be 5, got 11}}
  %0 = nn.concat %x, %y dim 0 : tensor<3x5xf32>, tensor<7x11xf32>
  return
}
