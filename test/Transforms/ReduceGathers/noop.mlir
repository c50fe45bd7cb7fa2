// RUN: tenfold-opt %s --pass-pipeline='builtin.module(func.func(tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,resolve-ranked-shaped-type-result-dims,canonicalize,cse,tenfold-fuse-elementwise,tenfold-reduce-gathers,canonicalize,cse))' | FileCheck %s
// Gathers that stay: the row is in memory for something else.

// Nothing else reduces the product.
// CHECK-LABEL: func.func @alone
// CHECK: tensor.extract
func.func @alone(%x: tensor<3x7xf32>, %w: tensor<37x7xf32>, %t: tensor<3x1xi64>) -> tensor<3x1xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<37x7xf32>
  %1 = nn.take_along %0[%t] dim -1 : tensor<3x37xf32>, tensor<3x1xi64>
  return %1 : tensor<3x1xf32>
}

// The logits are a result too.
// CHECK-LABEL: func.func @returned
// CHECK: tensor.extract
func.func @returned(%x: tensor<3x7xf32>, %w: tensor<37x7xf32>, %t: tensor<3xi64>) -> (tensor<3xf32>, tensor<3x37xf32>) {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<37x7xf32>
  %1 = nn.cross_entropy %0, %t : tensor<3x37xf32>, tensor<3xi64>
  return %1, %0 : tensor<3xf32>, tensor<3x37xf32>
}

// No product makes the logits.
// CHECK-LABEL: func.func @given
// CHECK: tensor.extract
func.func @given(%x: tensor<3x37xf32>, %t: tensor<3xi64>) -> tensor<3xf32> {
  %0 = nn.cross_entropy %x, %t : tensor<3x37xf32>, tensor<3xi64>
  return %0 : tensor<3xf32>
}

// Both indices are data.
// CHECK-LABEL: func.func @anywhere
// CHECK: tensor.extract
func.func @anywhere(%x: tensor<3x7xf32>, %w: tensor<37x7xf32>, %t: tensor<5x37xi64>) -> (tensor<5x37xf32>, tensor<3x1xf32>) {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<37x7xf32>
  %1 = nn.take_along %0[%t] dim 0 : tensor<3x37xf32>, tensor<5x37xi64>
  %2 = nn.reduce max %0 [-1] : tensor<3x37xf32>
  return %1, %2 : tensor<5x37xf32>, tensor<3x1xf32>
}
