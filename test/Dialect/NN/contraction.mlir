// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @linear
func.func @linear(%x: tensor<?x3x5xf32>, %w: tensor<7x5xf32>) -> tensor<?x3x7xf32> {
  // CHECK: nn.einsum %{{.*}}, %{{.*}} "... i, o i -> ... o" : tensor<?x3x5xf32>, tensor<7x5xf32>
  %0 = nn.einsum %x, %w "... i, o i -> ... o" : tensor<?x3x5xf32>, tensor<7x5xf32>
  return %0 : tensor<?x3x7xf32>
}

// An extent that one operand leaves open is known from the other.
// CHECK-LABEL: @extent_from_the_other
func.func @extent_from_the_other(%x: tensor<?x5xf32>, %y: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %0 = nn.einsum %x, %y "i j, i j -> i j" : tensor<?x5xf32>, tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>, %w: tensor<7x?xf32>) -> tensor<*xf32> {
  // CHECK: nn.einsum %{{.*}}, %{{.*}} "... i, o i -> ... o" : tensor<*xf32>, tensor<7x?xf32>
  %0 = nn.einsum %x, %w "... i, o i -> ... o" : tensor<*xf32>, tensor<7x?xf32>
  return %0 : tensor<*xf32>
}
