// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @order
func.func @order(%x: tensor<?x7xf32>) -> (tensor<?x1xi64>, tensor<?x3xf32>, tensor<?x7xf32>) {
  // CHECK: nn.arg_reduce max %{{.*}} dim -1 : tensor<?x7xf32>
  %0 = nn.arg_reduce max %x dim -1 : tensor<?x7xf32>
  // CHECK: nn.sort descending %{{.*}} dim 1 first 3 : tensor<?x7xf32>
  %1, %2 = nn.sort descending %x dim 1 first 3 : tensor<?x7xf32>
  // CHECK: nn.take_along %{{.*}}[%{{.*}}] dim 1 : tensor<?x7xf32>, tensor<?x3xi64>
  %3 = nn.take_along %x[%2] dim 1 : tensor<?x7xf32>, tensor<?x3xi64>
  // CHECK: nn.sort ascending %{{.*}} dim 0 : tensor<?x7xf32>
  %4, %5 = nn.sort ascending %x dim 0 : tensor<?x7xf32>
  return %0, %3, %4 : tensor<?x1xi64>, tensor<?x3xf32>, tensor<?x7xf32>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>) -> tensor<*xi64> {
  // CHECK: nn.arg_reduce min %{{.*}} dim 0 : tensor<*xf32>
  %0 = nn.arg_reduce min %x dim 0 : tensor<*xf32>
  return %0 : tensor<*xi64>
}
