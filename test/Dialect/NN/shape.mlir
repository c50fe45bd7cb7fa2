// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @heads
func.func @heads(%x: tensor<?x?x21xf32>) -> tensor<?x3x?x7xf32> {
  // CHECK: nn.rearrange %{{.*}} "... s (h d) -> ... h s d" {h = 3 : i64} : tensor<?x?x21xf32>
  %0 = nn.rearrange %x "... s (h d) -> ... h s d" {h = 3} : tensor<?x?x21xf32>
  return %0 : tensor<?x3x?x7xf32>
}

// CHECK-LABEL: @back
func.func @back(%x: tensor<?x3x?x7xf32>) -> tensor<?x?x21xf32> {
  // CHECK: nn.rearrange %{{.*}} "b h s d -> b s (h d)" : tensor<?x3x?x7xf32>
  %0 = nn.rearrange %x "b h s d -> b s (h d)" : tensor<?x3x?x7xf32>
  return %0 : tensor<?x?x21xf32>
}

// CHECK-LABEL: @rows
func.func @rows(%table: tensor<7x5xf32>, %at: tensor<?x3xi64>) -> tensor<?x3x5xf32> {
  // CHECK: nn.gather %{{.*}}[%{{.*}}] : tensor<7x5xf32>, tensor<?x3xi64>
  %0 = nn.gather %table[%at] : tensor<7x5xf32>, tensor<?x3xi64>
  return %0 : tensor<?x3x5xf32>
}

// CHECK-LABEL: @columns
func.func @columns(%table: tensor<7x?x5xf32>, %at: tensor<?x3xi64>) -> tensor<7x?x3x5xf32> {
  // CHECK: nn.gather %{{.*}}[%{{.*}}] dim -2 : tensor<7x?x5xf32>, tensor<?x3xi64>
  %0 = nn.gather %table[%at] dim -2 : tensor<7x?x5xf32>, tensor<?x3xi64>
  return %0 : tensor<7x?x3x5xf32>
}

// CHECK-LABEL: @joined
func.func @joined(%sums: tensor<?x5xf32>, %at: tensor<3xi64>, %new: tensor<3x5xf32>) -> tensor<?x5xf32> {
  // CHECK: nn.scatter %{{.*}}[%{{.*}}], %{{.*}} axis 0 by sum : tensor<?x5xf32>, tensor<3xi64>, tensor<3x5xf32>
  %0 = nn.scatter %sums[%at], %new axis 0 by sum : tensor<?x5xf32>, tensor<3xi64>, tensor<3x5xf32>
  return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: @written
func.func @written(%cache: tensor<3x?x5xf32>, %at: tensor<3x2xi64>, %new: tensor<3x2x5xf32>) -> tensor<3x?x5xf32> {
  // CHECK: nn.scatter %{{.*}}[%{{.*}}], %{{.*}} axis 1 : tensor<3x?x5xf32>, tensor<3x2xi64>, tensor<3x2x5xf32>
  %0 = nn.scatter %cache[%at], %new axis 1 : tensor<3x?x5xf32>, tensor<3x2xi64>, tensor<3x2x5xf32>
  return %0 : tensor<3x?x5xf32>
}

// CHECK-LABEL: @filled
func.func @filled(%cache: tensor<3x?x5xf32>, %length: tensor<i64>) -> tensor<3x?x?xf32> {
  // CHECK: nn.prefix %{{.*}}, %{{.*}} axis 1 : tensor<3x?x5xf32>, tensor<i64>
  %0 = nn.prefix %cache, %length axis 1 : tensor<3x?x5xf32>, tensor<i64>
  // CHECK: nn.prefix %{{.*}}, %{{.*}} axis 2 : tensor<3x?x5xf32>, tensor<i64>
  %1 = nn.prefix %0, %length axis 2 : tensor<3x?x5xf32>, tensor<i64>
  return %1 : tensor<3x?x?xf32>
}

// CHECK-LABEL: @positions
func.func @positions(%x: tensor<?x3xf32>) -> tensor<3xi64> {
  // CHECK: nn.iota like %{{.*}}[-1] : tensor<?x3xf32>
  %0 = nn.iota like %x[-1] : tensor<?x3xf32>
  return %0 : tensor<3xi64>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>, %at: tensor<*xi64>) -> (tensor<*xf32>, tensor<*xf32>) {
  // CHECK: nn.rearrange %{{.*}} "... a b -> ... b a" : tensor<*xf32>
  %0 = nn.rearrange %x "... a b -> ... b a" : tensor<*xf32>
  // CHECK: nn.gather %{{.*}}[%{{.*}}] : tensor<*xf32>, tensor<*xi64>
  %1 = nn.gather %x[%at] : tensor<*xf32>, tensor<*xi64>
  return %0, %1 : tensor<*xf32>, tensor<*xf32>
}
