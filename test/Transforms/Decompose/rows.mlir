// RUN: tenfold-opt %s --tenfold-decompose | FileCheck %s

// CHECK-LABEL: @layer_norm
// CHECK-SAME: ([[X:%.+]]: tensor<?x5xf32>, [[W:%.+]]: tensor<5xf32>, [[B:%.+]]: tensor<5xf32>)
func.func @layer_norm(%x: tensor<?x5xf32>, %w: tensor<5xf32>, %b: tensor<5xf32>) -> tensor<?x5xf32> {
  // CHECK: [[MEAN:%.+]] = nn.reduce mean [[X]] [-1]
  // CHECK: [[CENTRED:%.+]] = nn.sub [[X]], [[MEAN]]
  // CHECK: [[SQUARE:%.+]] = nn.mul [[CENTRED]], [[CENTRED]]
  // CHECK: [[VARIANCE:%.+]] = nn.reduce mean [[SQUARE]] [-1]
  // CHECK: [[SHIFTED:%.+]] = nn.add [[VARIANCE]]
  // CHECK: [[DEVIATION:%.+]] = nn.sqrt [[SHIFTED]]
  // CHECK: [[INVERSE:%.+]] = nn.div %{{.*}}, [[DEVIATION]] : tensor<f32>, tensor<?x1xf32>
  // CHECK: [[UNIT:%.+]] = nn.mul [[CENTRED]], [[INVERSE]]
  // CHECK: [[SCALED:%.+]] = nn.mul [[UNIT]], [[W]]
  // CHECK: [[RESULT:%.+]] = nn.add [[SCALED]], [[B]]
  // CHECK: return [[RESULT]]
  %0 = nn.layer_norm %x, %w, %b epsilon 1.0e-5 : tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>
  return %0 : tensor<?x5xf32>
}

// The scoring function is inlined into a generic on the scores; what it captures is read there. A key that is not kept
// scores -inf.
// CHECK-LABEL: @attention
// CHECK-SAME: ([[Q:%.+]]: tensor<2x3x?x5xf32>, [[K:%.+]]: tensor<2x3x?x5xf32>, [[V:%.+]]: tensor<2x3x?x7xf32>, [[KEEP:%.+]]: tensor<2x?xi1>)
func.func @attention(%q: tensor<2x3x?x5xf32>, %k: tensor<2x3x?x5xf32>, %v: tensor<2x3x?x7xf32>, %keep: tensor<2x?xi1>)
    -> tensor<2x3x?x7xf32> {
  // CHECK: [[PRODUCT:%.+]] = nn.einsum [[Q]], [[K]] "b h i d, b h j d -> b h i j"
  // CHECK: [[SCORES:%.+]] = linalg.generic {{.*}} ins([[PRODUCT]]
  // CHECK: [[BATCH:%.+]] = linalg.index 0
  // CHECK: [[KEY:%.+]] = linalg.index 3
  // CHECK: [[KEPT:%.+]] = tensor.extract [[KEEP]]{{\[}}[[BATCH]], [[KEY]]]
  // CHECK: [[DROPPED:%.+]] = arith.constant 0xFF800000 : f32
  // CHECK: arith.select [[KEPT]], %{{.*}}, [[DROPPED]]
  // CHECK: [[MAX:%.+]] = nn.reduce max [[SCORES]] [-1]
  // CHECK: [[NONE:%.+]] = nn.compare eq [[MAX]]
  // CHECK: [[ANCHOR:%.+]] = nn.select [[NONE]], %{{.*}}, [[MAX]]
  // CHECK: [[SHIFTED:%.+]] = nn.sub [[SCORES]], [[ANCHOR]]
  // CHECK: [[WEIGHTS:%.+]] = nn.exp [[SHIFTED]]
  // CHECK: [[SUM:%.+]] = nn.reduce sum [[WEIGHTS]] [-1]
  // CHECK: [[TOTAL:%.+]] = nn.einsum [[WEIGHTS]], [[V]] "b h i j, b h j v -> b h i v"
  // CHECK: [[EMPTY:%.+]] = nn.compare eq [[SUM]]
  // CHECK: [[QUOTIENT:%.+]] = nn.div [[TOTAL]], [[SUM]]
  // CHECK: nn.select [[EMPTY]], %{{.*}}, [[QUOTIENT]]
  %0 = nn.attention %q, %k, %v : tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x7xf32> score(%s, %b, %h, %i, %j) {
    %m = nn.at %keep[%b, %j] : tensor<2x?xi1>
    nn.yield %s keep %m : f32
  }
  return %0 : tensor<2x3x?x7xf32>
}

// A read that may be outside is clamped: the table has 11 rows, the number of queries is not known.
// CHECK-LABEL: @clamped
func.func @clamped(%q: tensor<2x3x?x5xf32>, %bias: tensor<11xf32>) -> tensor<2x3x?x5xf32> {
  // CHECK: [[QUERY:%.+]] = linalg.index 2
  // CHECK: [[ABOVE:%.+]] = arith.minsi [[QUERY]]
  // CHECK: [[INSIDE:%.+]] = arith.maxsi [[ABOVE]]
  // CHECK: tensor.extract %{{.*}}{{\[}}[[INSIDE]]]
  %0 = nn.attention %q, %q, %q : tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32>, tensor<2x3x?x5xf32> score(%s, %b, %h, %i, %j) {
    %e = nn.at %bias[%i] : tensor<11xf32>
    %t = arith.addf %s, %e : f32
    nn.yield %t : f32
  }
  return %0 : tensor<2x3x?x5xf32>
}
