// RUN: tenfold-opt %s --tenfold-convert-nn-to-linalg --split-input-file | FileCheck %s

// Broadcasting is in the maps: a dimension of size one is read at 0, a missing one not at all.
// CHECK-DAG: [[$COLUMN:#.+]] = affine_map<(d0, d1) -> (d0, 0)>
// CHECK-DAG: [[$ROW:#.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: [[$ALL:#.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: @broadcast
func.func @broadcast(%x: tensor<?x1xf32>, %y: tensor<5xf32>) -> tensor<?x5xf32> {
  // CHECK: linalg.generic {indexing_maps = [[[$COLUMN]], [[$ROW]], [[$ALL]]], iterator_types = ["parallel", "parallel"]}
  // CHECK: arith.addf
  %0 = nn.add %x, %y : tensor<?x1xf32>, tensor<5xf32>
  return %0 : tensor<?x5xf32>
}

// -----

// Reduced dimensions are left out of the result and put back as ones by a view; a mean divides by the count.
// CHECK-LABEL: @mean
func.func @mean(%x: tensor<3x?xf32>) -> tensor<3x1xf32> {
  // CHECK: [[SUM:%.+]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} {{.*}} outs(%{{.*}} : tensor<3xf32>)
  // CHECK: arith.addf
  // CHECK: linalg.generic {{.*}} ins([[SUM]] : tensor<3xf32>)
  // CHECK: arith.divf
  // CHECK: tensor.expand_shape %{{.*}} {{\[}}[0, 1]] output_shape [3, 1] : tensor<3xf32> into tensor<3x1xf32>
  %0 = nn.reduce mean %x [-1] : tensor<3x?xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// Splitting and merging are views; only a permutation moves elements.
// CHECK-DAG: [[$FROM:#.+]] = affine_map<(d0, d1, d2) -> (d1, d0, d2)>
// CHECK-LABEL: @heads
func.func @heads(%x: tensor<?x15xf32>) -> tensor<3x?x5xf32> {
  // CHECK: [[SPLIT:%.+]] = tensor.expand_shape %{{.*}} {{\[}}[0], [1, 2]] output_shape [%{{.*}}, 3, 5]
  // CHECK: linalg.generic {indexing_maps = [[[$FROM]],{{.*}} ins([[SPLIT]]
  %0 = nn.rearrange %x "s (h d) -> h s d" {h = 3} : tensor<?x15xf32>
  return %0 : tensor<3x?x5xf32>
}

// -----

// An index outside the table is clamped before the read.
// CHECK-LABEL: @gather
// CHECK-SAME: ([[TABLE:%.+]]: tensor<7x5xf32>, [[INDICES:%.+]]: tensor<?xi64>)
func.func @gather(%table: tensor<7x5xf32>, %i: tensor<?xi64>) -> tensor<?x5xf32> {
  // CHECK: linalg.generic {{.*}} ins([[INDICES]] : tensor<?xi64>)
  // CHECK: [[ROW:%.+]] = arith.index_cast %{{.*}} : i64 to index
  // CHECK: [[ABOVE:%.+]] = arith.minsi [[ROW]]
  // CHECK: [[INSIDE:%.+]] = arith.maxsi [[ABOVE]]
  // CHECK: [[COLUMN:%.+]] = linalg.index 1
  // CHECK: tensor.extract [[TABLE]]{{\[}}[[INSIDE]], [[COLUMN]]]
  %0 = nn.gather %table[%i] : tensor<7x5xf32>, tensor<?xi64>
  return %0 : tensor<?x5xf32>
}

// -----

// Booleans compare as 0 and 1, integers as signed.
// CHECK-LABEL: @booleans
func.func @booleans(%x: tensor<3xi1>, %y: tensor<3xi32>) -> (tensor<3xi1>, tensor<3xi1>) {
  // CHECK-DAG: arith.cmpi ult, %{{.*}}, %{{.*}} : i1
  // CHECK-DAG: arith.cmpi slt, %{{.*}}, %{{.*}} : i32
  %0 = nn.compare lt %x, %x : tensor<3xi1>, tensor<3xi1>
  %1 = nn.compare lt %y, %y : tensor<3xi32>, tensor<3xi32>
  return %0, %1 : tensor<3xi1>, tensor<3xi1>
}

// A prefix is a slice of what has no dimension of extent 1; its size is in range whatever the number is.
// CHECK-LABEL: @prefix
// CHECK-SAME: [[X:%.+]]: tensor<3x1x?xf32>, [[N:%.+]]: tensor<i32>
func.func @prefix(%x: tensor<3x1x?xf32>, %n: tensor<i32>) -> tensor<3x1x?xf32> {
  // CHECK: [[PLAIN:%.+]] = tensor.collapse_shape [[X]] {{\[\[}}0, 1], [2]] : tensor<3x1x?xf32> into tensor<3x?xf32>
  // CHECK: [[NUMBER:%.+]] = tensor.extract [[N]][] : tensor<i32>
  // CHECK: [[INDEX:%.+]] = arith.index_cast [[NUMBER]] : i32 to index
  // CHECK: [[MOST:%.+]] = arith.minsi [[INDEX]],
  // CHECK: [[COUNT:%.+]] = arith.maxsi [[MOST]],
  // CHECK: [[SLICE:%.+]] = tensor.extract_slice [[PLAIN]][0, 0] [3, [[COUNT]]] [1, 1] : tensor<3x?xf32> to tensor<3x?xf32>
  // CHECK: tensor.expand_shape [[SLICE]] {{\[\[}}0, 1], [2]] output_shape [3, 1, [[COUNT]]] : tensor<3x?xf32> into tensor<3x1x?xf32>
  %0 = nn.prefix %x, %n axis 2 : tensor<3x1x?xf32>, tensor<i32>
  return %0 : tensor<3x1x?xf32>
}
