// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s
// RUN: tenfold-opt %s --resolve-ranked-shaped-type-result-dims | FileCheck %s --check-prefix=SHAPE
// RUN: tenfold-interpret %s --dim n=7 --fold-tiles=2,3,1 | FileCheck %s --check-prefix=VALUE
// RUN: tenfold-interpret %s --dim n=7 --fold-tiles=0,2,5 | FileCheck %s --check-prefix=VALUE
// RUN: tenfold-interpret %s --dim n=0 | FileCheck %s --check-prefix=NOTHING

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The offset of a tile tells which elements are in it.
// CHECK-LABEL: func.func @indices
// CHECK: %{{.*}}:2 = fold.reduce {indexing_maps = [#{{.*}}, #{{.*}}, #{{.*}}, #{{.*}}, #{{.*}}], iterator_types = ["parallel", "stream"]}
// CHECK-SAME: ins(%{{.*}} : tensor<3x?xi64>) init(%{{.*}}, %{{.*}} : i64, tensor<3xi64>) -> tensor<3xi64>, tensor<3xi64> absorb (%{{.*}}: tensor<?x?xi64>
// CHECK: %{{.*}} = fold.offset 1
// CHECK: fold.yield %{{.*}}, %{{.*}} : tensor<?xi64>, tensor<?xi64>
// VALUE: indices.0 3xi64: 21 21 21
// VALUE: indices.1 3xi64: 21 28 35
// NOTHING: indices.0 3xi64: 0 0 0
// NOTHING: indices.1 3xi64: 0 0 0
func.func @indices(%x: tensor<3x?xi64> {nn.dims = [3, "n"], nn.range = [1, 2]}) -> (tensor<3xi64>, tensor<3xi64>) {
  %zero = arith.constant 0 : i64
  %zeros = arith.constant dense<0> : tensor<3xi64>
  %0:2 = fold.reduce {indexing_maps = [#element, #row, #row, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xi64>) init(%zero, %zeros : i64, tensor<3xi64>) -> tensor<3xi64>, tensor<3xi64>
  absorb(%t: tensor<?x?xi64>, %s: tensor<?xi64>, %u: tensor<?xi64>) {
    %i0 = fold.offset 0
    %j0 = fold.offset 1
    // s = sum_j j, u = sum_j i + j, each times one
    %s1, %u1 = linalg.generic {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "reduction"]}
        ins(%t : tensor<?x?xi64>) outs(%s, %u : tensor<?xi64>, tensor<?xi64>) {
    ^bb0(%one: i64, %sum: i64, %sums: i64):
      %di = linalg.index 0 : index
      %dj = linalg.index 1 : index
      %i = arith.addi %i0, %di : index
      %j = arith.addi %j0, %dj : index
      %ij = arith.addi %i, %j : index
      %0 = arith.index_cast %j : index to i64
      %1 = arith.index_cast %ij : index to i64
      %2 = arith.muli %0, %one : i64
      %3 = arith.muli %1, %one : i64
      %4 = arith.addi %sum, %2 : i64
      %5 = arith.addi %sums, %3 : i64
      linalg.yield %4, %5 : i64, i64
    } -> (tensor<?xi64>, tensor<?xi64>)
    fold.yield %s1, %u1 : tensor<?xi64>, tensor<?xi64>
  } merge(%s: tensor<?xi64>, %u: tensor<?xi64>, %s_: tensor<?xi64>, %u_: tensor<?xi64>) {
    %s1 = linalg.add ins(%s, %s_ : tensor<?xi64>, tensor<?xi64>) outs(%s : tensor<?xi64>) -> tensor<?xi64>
    %u1 = linalg.add ins(%u, %u_ : tensor<?xi64>, tensor<?xi64>) outs(%u : tensor<?xi64>) -> tensor<?xi64>
    fold.yield %s1, %u1 : tensor<?xi64>, tensor<?xi64>
  } finish(%s: tensor<?xi64>, %u: tensor<?xi64>) {
    fold.yield %s, %u : tensor<?xi64>, tensor<?xi64>
  }
  return %0#0, %0#1 : tensor<3xi64>, tensor<3xi64>
}

// Extents of results are those of inputs; without a merge the stream is walked in order.
// SHAPE-LABEL: func.func private @shape(
// SHAPE-SAME: %[[X:.*]]: tensor<?x?xf32>)
// SHAPE: %[[SIZE:.*]] = tensor.dim %[[X]], %{{.*}} : tensor<?x?xf32>
// SHAPE: return %[[SIZE]]
func.func private @shape(%x: tensor<?x?xf32>) -> index {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<?x?xf32>) init(%zero : f32) -> tensor<?xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.reduce {arith.addf} ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) dimensions = [1]
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  %size = tensor.dim %0, %c0 : tensor<?xf32>
  return %size : index
}
