// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 --canonicalize --cse | FileCheck %s
// Column sums: vectors of results stay in registers while the rows go by, in order, so the region may be any. A sum of floats
// adds 64 rows to a sum of their own first.

// CHECK-LABEL: func.func @column_sum
// CHECK-SAME: (%[[X:.+]]: memref<?x19xf32>, %[[OUT:.+]]: memref<19xf32>)
// CHECK: %[[START:.+]] = vector.load %[[OUT]][%c0]
// CHECK: %[[SUM:.+]] = scf.for %[[FIRST:.+]] = {{.*}} step %c64 iter_args(%[[A:.+]] = %[[START]]) -> (vector<16xf32>)
// CHECK: %[[END:.+]] = arith.minui
// CHECK: %[[BLOCK:.+]] = scf.for %[[R:.+]] = %[[FIRST]] to %[[END]] step %c1 iter_args(%{{.+}} = %cst) -> (vector<16xf32>)
// CHECK: vector.load %[[X]][%[[R]], %c0]
// CHECK: arith.addf %[[A]], %[[BLOCK]]
// CHECK: vector.store %[[SUM]], %[[OUT]][%c0]
// CHECK: vector.constant_mask [3]
// CHECK: vector.maskedload %[[OUT]][%c16]
// CHECK: vector.maskedstore %[[OUT]][%c16]
func.func @column_sum(%x: memref<?x19xf32>, %out: memref<19xf32>) {
  linalg.generic {indexing_maps = [affine_map<(r, c) -> (r, c)>, affine_map<(r, c) -> (c)>],
                  iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<?x19xf32>) outs(%out : memref<19xf32>) {
  ^bb0(%a: f32, %s: f32):
    %r = arith.addf %s, %a : f32
    linalg.yield %r : f32
  }
  return
}

// Two loops of reduction: the inner one becomes lanes, and the partial results pass through the outer one.
// CHECK-LABEL: func.func @two_reductions
// CHECK: scf.for
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<8xf64>, vector<8xf64>, vector<8xf64>, vector<8xf64>)
func.func @two_reductions(%x: memref<?x?x?xf64>, %out: memref<?xf64>) {
  linalg.generic {indexing_maps = [affine_map<(i, r, c) -> (i, r, c)>, affine_map<(i, r, c) -> (i)>],
                  iterator_types = ["parallel", "reduction", "reduction"]}
      ins(%x : memref<?x?x?xf64>) outs(%out : memref<?xf64>) {
  ^bb0(%a: f64, %s: f64):
    %r = arith.addf %s, %a : f64
    linalg.yield %r : f64
  }
  return
}

// Channels of a convolution read the same vectors: four rows of two vectors of results, then the rows that are left.
// CHECK-LABEL: func.func @convolution
// CHECK-SAME: (%[[X:.+]]: memref<?x?xf32>, %[[W:.+]]: memref<?x?x3xf32>, %[[OUT:.+]]: memref<?x?xf32>)
// CHECK: scf.for %[[O:.+]] = %c0 to %{{.+}} step %c4
// CHECK: scf.for {{.*}} step %c32
// CHECK-COUNT-8: vector.load %[[OUT]]
// CHECK: scf.for %[[C:.+]] = {{.*}} iter_args
// CHECK: scf.for %[[K:.+]] = {{.*}} iter_args
// CHECK-COUNT-8: math.fma
// CHECK: scf.for {{.*}} step %c16
// CHECK-COUNT-4: math.fma
// CHECK: scf.for %{{.+}} = %{{.+}} to %{{.+}} step %c1 {
func.func @convolution(%x: memref<?x?xf32>, %w: memref<?x?x3xf32>, %out: memref<?x?xf32>) {
  linalg.generic {indexing_maps = [affine_map<(o, i, c, k) -> (c, i + k)>, affine_map<(o, i, c, k) -> (o, c, k)>,
                                   affine_map<(o, i, c, k) -> (o, i)>],
                  iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : memref<?x?xf32>, memref<?x?x3xf32>) outs(%out : memref<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %r = math.fma %a, %b, %s : f32
    linalg.yield %r : f32
  }
  return
}
