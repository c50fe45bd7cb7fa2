// RUN: tenfold-opt %s --tenfold-decompose --verify-diagnostics --split-input-file

func.func @unknown_rank(%x: tensor<*xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{'nn.softmax' op expected tensors of known rank, got 'tensor<*xf32>'}}
  %0 = nn.softmax %x -1 : tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @unknown_width(%q: tensor<2x3x5x?xf32>, %v: tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32> {
  // expected-error @+1 {{'nn.attention' op expected a static width or a `scale`, got 'tensor<2x3x5x?xf32>'}}
  %0 = nn.attention %q, %q, %v : tensor<2x3x5x?xf32>, tensor<2x3x5x?xf32>, tensor<2x3x5x7xf32>
  return %0 : tensor<2x3x5x7xf32>
}
