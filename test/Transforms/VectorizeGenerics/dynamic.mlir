// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=256 --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,AVX2
// A bias and an activation on a tile: two ops become one loop, the tile between them a register. The size of the tile
// is a value, equal for both because they were given the same one.

// CHECK-LABEL: func.func @bias_relu
// CHECK: memref.subview
// CHECK-NOT: memref.alloc
// CHECK: scf.for
// AVX512-DAG: arith.remui %{{.*}}, %c32
// AVX2-DAG: arith.remui %{{.*}}, %c16
// AVX512: scf.for {{.*}} step %c32
// AVX2: scf.for {{.*}} step %c16
// AVX512: %[[SUM:.+]] = arith.addf {{.*}} : vector<16xf32>
// AVX2: %[[SUM:.+]] = arith.addf {{.*}} : vector<8xf32>
// CHECK-NOT: vector.store
// CHECK: arith.maximumf %[[SUM]]
// CHECK: vector.store
// CHECK: scf.if
// CHECK: %[[MASK:.+]] = vector.create_mask
// CHECK: vector.maskedload
// CHECK: vector.maskedstore {{.*}}, %[[MASK]]
func.func @bias_relu(%x: memref<?x?xf32>, %bias: memref<?xf32>, %out: memref<?x?xf32>, %i: index, %n: index,
                     %k: index) {
  %xt = memref.subview %x[%i, 0] [%n, %k] [1, 1] : memref<?x?xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
  %ot = memref.subview %out[%i, 0] [%n, %k] [1, 1] : memref<?x?xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
  %t = memref.alloc(%n, %k) : memref<?x?xf32>
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%xt, %bias : memref<?x?xf32, strided<[?, 1], offset: ?>>, memref<?xf32>) outs(%t : memref<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%t : memref<?x?xf32>) outs(%ot : memref<?x?xf32, strided<[?, 1], offset: ?>>) {
  ^bb0(%a: f32, %o: f32):
    %zero = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %zero : f32
    linalg.yield %r : f32
  }
  return
}
