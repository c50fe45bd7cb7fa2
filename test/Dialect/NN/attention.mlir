// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// Without a region the score stands as it is.
// CHECK-LABEL: @plain
func.func @plain(%q: tensor<2x3x?x5xf32>, %k: tensor<2x3x?x5xf32>, %v: tensor<2x3x?x7xf32>) -> tensor<2x3x?x7xf32> {
  // CHECK: nn.attention %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32>
  // CHECK-NOT: score
  // CHECK: return
  %0 = nn.attention %q, %k, %v : tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32>
  return %0 : tensor<2x3x?x7xf32>
}

// The scoring function reads tensors from above, and indices.
// CHECK-LABEL: @scored
func.func @scored(%q: tensor<2x3x?x5xf32>, %k: tensor<2x3x?x5xf32>, %v: tensor<2x3x?x7xf32>, %keep: tensor<2x?xi1>)
    -> tensor<2x3x?x7xf32> {
  // CHECK: nn.attention %{{.*}}, %{{.*}}, %{{.*}} {scale = 5.000000e-01 : f64} : {{.*}} score([[S:%.+]], [[B:%.+]], %{{.*}}, %{{.*}}, [[J:%.+]]) {
  // CHECK: [[KEEP:%.+]] = nn.at %{{.*}}{{\[}}[[B]], [[J]]] : tensor<2x?xi1>
  // CHECK: nn.yield [[S]] keep [[KEEP]] : f32
  %0 = nn.attention %q, %k, %v {scale = 0.5} : tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32>
      score(%s, %b, %h, %i, %j) {
    %m = nn.at %keep[%b, %j] : tensor<2x?xi1>
    nn.yield %s keep %m : f32
  }
  return %0 : tensor<2x3x?x7xf32>
}

// Fewer heads of keys, and queries at their place in a sequence.
// CHECK-LABEL: @shared
func.func @shared(%q: tensor<2x6x?x5xf32>, %k: tensor<2x3x?x5xf32>, %v: tensor<2x3x?x7xf32>, %p: tensor<2xi64>)
    -> tensor<2x6x?x7xf32> {
  // CHECK: nn.attention %{{.*}}, %{{.*}}, %{{.*}} offset %{{.*}} {scale = 5.000000e-01 : f64} : tensor<2x6x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32>, tensor<2xi64>
  %0 = nn.attention %q, %k, %v offset %p {scale = 0.5}
      : tensor<2x6x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32>, tensor<2xi64>
  return %0 : tensor<2x6x?x7xf32>
}

// CHECK-LABEL: @template
func.func @template(%q: tensor<*xf32>) -> tensor<*xf32> {
  // CHECK: nn.attention %{{.*}}, %{{.*}}, %{{.*}} : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
  %0 = nn.attention %q, %q, %q : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
  return %0 : tensor<*xf32>
}
