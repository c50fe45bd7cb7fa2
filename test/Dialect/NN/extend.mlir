// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @grow
func.func @grow(%x: tensor<3x?xf32>, %y: tensor<5x?xf32>) {
  // CHECK: nn.concat %{{.*}}, %{{.*}}, %{{.*}} dim -2 : tensor<3x?xf32>, tensor<5x?xf32>, tensor<3x?xf32>
  %0 = nn.concat %x, %y, %x dim -2 : tensor<3x?xf32>, tensor<5x?xf32>, tensor<3x?xf32>
  // CHECK: nn.pad constant %{{.*}} dim 0 by 2, 0 value -1.000000e+00 : tensor<11x?xf32>
  %1 = nn.pad constant %0 dim 0 by 2, 0 value -1.0 : tensor<11x?xf32>
  // CHECK: nn.pad reflect %{{.*}} dim 1 by 0, 3 : tensor<13x?xf32>
  %2 = nn.pad reflect %1 dim 1 by 0, 3 : tensor<13x?xf32>
  return
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xi64>) -> tensor<*xi64> {
  // CHECK: nn.concat %{{.*}}, %{{.*}} dim 0 : tensor<*xi64>, tensor<*xi64>
  %0 = nn.concat %x, %x dim 0 : tensor<*xi64>, tensor<*xi64>
  return %0 : tensor<*xi64>
}
