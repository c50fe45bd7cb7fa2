// RUN: tenfold-opt %s --tenfold-configure-kernels | FileCheck %s
// RUN: tenfold-opt %s --tenfold-configure-kernels --tenfold-tile-kernels --canonicalize --cse | FileCheck %s --check-prefix=TILE
// RUN: tenfold-opt %s --tenfold-configure-kernels --tenfold-tile-kernels --tenfold-place-scratch -o /dev/null
// Along a prefix there is no grid: its extent is known when the kernel runs. Scratch is for the whole dimension.

// CHECK: #[[$SCRATCH:.+]] = affine_map<()[s0, s1] -> (s1 * 64)>
// CHECK-LABEL: @sums
// CHECK-SAME: program.dims = ["rows", "columns"]
// CHECK-SAME: program.scratch = #[[$SCRATCH]], program.tiles = array<i64: 16>
// TILE-LABEL: @sums
// TILE: [[COUNT:%.+]] = arith.maxsi
// TILE: [[PREFIX:%.+]] = memref.subview {{.*}}[0, 0] [{{.*}}, [[COUNT]]]
// TILE: scf.forall ([[TASK:%.+]]) in (
// TILE: memref.alloc([[COUNT]]) : memref<16x?xf32>
// TILE: memref.subview [[PREFIX]][{{%.+}}, 0] [{{%.+}}, [[COUNT]]]
#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>
module attributes {program.cpu = "sapphirerapids"} {
  func.func private @sums(%arg0: memref<?x?xf32> {nn.dims = ["rows", "columns"]}, %arg1: memref<i64>, %arg2: memref<?xf32> {nn.dims = ["rows"]}) attributes {program.kernel} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant 0.000000e+00 : f32
    %0 = memref.load %arg1[] : memref<i64>
    %1 = arith.index_cast %0 : i64 to index
    %dim = memref.dim %arg0, %c0 : memref<?x?xf32>
    %dim_0 = memref.dim %arg0, %c1 : memref<?x?xf32>
    %2 = arith.minsi %1, %dim_0 : index
    %3 = arith.maxsi %2, %c0 : index
    %subview = memref.subview %arg0[0, 0] [%dim, %3] [1, 1] : memref<?x?xf32> to memref<?x?xf32, strided<[?, 1]>>
    %alloc = memref.alloc(%dim, %3) : memref<?x?xf32>
    linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%subview : memref<?x?xf32, strided<[?, 1]>>) outs(%alloc : memref<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %4 = math.exp %in : f32
      linalg.yield %4 : f32
    }
    linalg.fill ins(%cst : f32) outs(%arg2 : memref<?xf32>)
    linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%alloc : memref<?x?xf32>) outs(%arg2 : memref<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %4 = arith.addf %in, %out : f32
      linalg.yield %4 : f32
    }
    return
  }
}
