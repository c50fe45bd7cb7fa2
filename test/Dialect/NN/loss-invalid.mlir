// RUN: tenfold-opt %s --split-input-file --verify-diagnostics

func.func @smoothing(%x: tensor<3x7xf32>, %t: tensor<3xi64>) {
  // expected-error@+1 {{expected `smoothing` in [0, 1], got 1.50}}
  %0 = nn.cross_entropy %x, %t smoothing 1.5 : tensor<3x7xf32>, tensor<3xi64>
  return
}

// -----

func.func @rank(%x: tensor<3x7xf32>, %t: tensor<3x1xi64>) {
  // expected-error@+1 {{expected `targets` of a rank one less than `logits` of rank 2, got rank 2}}
  %0 = nn.cross_entropy %x, %t : tensor<3x7xf32>, tensor<3x1xi64>
  return
}

// -----

func.func @extent(%x: tensor<3x7xf32>, %t: tensor<5xi64>) {
  // expected-error@+1 {{expected dimension 0 of `targets` to be 3, got 5}}
  %0 = nn.cross_entropy %x, %t : tensor<3x7xf32>, tensor<5xi64>
  return
}
