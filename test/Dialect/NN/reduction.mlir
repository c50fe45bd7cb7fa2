// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// The reduced extents become 1; dimensions may count from the end.
// CHECK-LABEL: @reduce
func.func @reduce(%x: tensor<?x3x5xf32>) -> tensor<?x1x1xf32> {
  // CHECK: nn.reduce mean %{{.*}} [-1] : tensor<?x3x5xf32>
  %0 = nn.reduce mean %x [-1] : tensor<?x3x5xf32>
  // CHECK: nn.reduce sum %{{.*}} [1, 2] : tensor<?x3x1xf32>
  %1 = nn.reduce sum %0 [1, 2] : tensor<?x3x1xf32>
  // CHECK: nn.reduce max %{{.*}} [] : tensor<?x1x1xf32>
  %2 = nn.reduce max %1 [] : tensor<?x1x1xf32>
  return %2 : tensor<?x1x1xf32>
}

// CHECK-LABEL: @cumulative
func.func @cumulative(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  // CHECK: nn.cumulative sum %{{.*}} dim -1 exclusive reverse : tensor<?x5xf32>
  %0 = nn.cumulative sum %x dim -1 exclusive reverse : tensor<?x5xf32>
  // CHECK: nn.cumulative max %{{.*}} dim 0 : tensor<?x5xf32>
  %1 = nn.cumulative max %0 dim 0 : tensor<?x5xf32>
  return %1 : tensor<?x5xf32>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>) -> tensor<*xf32> {
  // CHECK: nn.reduce sum %{{.*}} [-1] : tensor<*xf32>
  %0 = nn.reduce sum %x [-1] : tensor<*xf32>
  return %0 : tensor<*xf32>
}
