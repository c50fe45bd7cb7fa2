// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @rope
func.func @rope(%x: tensor<?x3x?x10xf32>, %p: tensor<?x?xi64>, %i: tensor<?xi32>, %f: tensor<3xf32>) -> tensor<?x3x?x10xf32> {
  // CHECK: nn.rope halves %{{.*}} at %{{.*}} base 1.000000e+04 : tensor<?x3x?x10xf32>, tensor<?x?xi64>
  %0 = nn.rope halves %x at %p base 1.0e4 : tensor<?x3x?x10xf32>, tensor<?x?xi64>
  // CHECK: nn.rope adjacent %{{.*}} at %{{.*}} factors %{{.*}} base 5.000000e+05 dims 6 magnitude 1.250000e+00 : tensor<?x3x?x10xf32>, tensor<?xi32>, tensor<3xf32>
  %1 = nn.rope adjacent %0 at %i factors %f base 5.0e5 dims 6 magnitude 1.25 : tensor<?x3x?x10xf32>, tensor<?xi32>, tensor<3xf32>
  return %1 : tensor<?x3x?x10xf32>
}
