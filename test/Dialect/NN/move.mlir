// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @slice
func.func @slice(%x: tensor<?x11x?xf32>) {
  // A range past the end of a known extent stops there.
  // CHECK: %[[A:.*]] = nn.slice %{{.*}} dim 1 from 2 to 99 step 4 : tensor<?x11x?xf32>
  %0 = nn.slice %x dim 1 from 2 to 99 step 4 : tensor<?x11x?xf32>
  // CHECK: nn.slice %[[A]] dim -1 from -3 : tensor<?x3x?xf32>
  %1 = nn.slice %0 dim -1 from -3 : tensor<?x3x?xf32>
  // CHECK: nn.reverse %{{.*}} dim 0 : tensor<?x3x3xf32>
  %2 = nn.reverse %1 dim 0 : tensor<?x3x3xf32>
  %3 = nn.slice %2 dim 1 from 2 to 1 : tensor<?x3x3xf32>
  // CHECK: nn.roll %{{.*}} dim 1 by -2 : tensor<?x0x3xf32>
  %4 = nn.roll %3 dim 1 by -2 : tensor<?x0x3xf32>
  return
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xi64>) -> tensor<*xi64> {
  // CHECK: nn.slice %{{.*}} dim -1 from 1 : tensor<*xi64>
  %0 = nn.slice %x dim -1 from 1 : tensor<*xi64>
  return %0 : tensor<*xi64>
}
