// RUN: tenfold-opt %s --tenfold-convert-nn-to-linalg --verify-diagnostics

func.func @composite(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
  // expected-error @+1 {{'nn.softmax' op expected no op of `nn` to be left: --tenfold-decompose comes first}}
  %0 = nn.softmax %x -1 : tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

func.func @outside_a_region(%x: tensor<3xf32>, %i: index) -> f32 {
  // expected-error @+1 {{'nn.at' op expected no op of `nn` to be left}}
  %0 = nn.at %x[%i] : tensor<3xf32>
  return %0 : f32
}
