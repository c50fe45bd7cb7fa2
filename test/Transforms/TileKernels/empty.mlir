// RUN: tenfold-opt %s --tenfold-tile-kernels | FileCheck %s

// An op that has a loop without points does nothing.
// CHECK-LABEL: func.func @no_keys
// CHECK: linalg.fill
// CHECK-NOT: linalg.generic
func.func @no_keys(%x: memref<3x0xf32>, %y: memref<3xf32>) attributes {program.kernel, program.tiles = array<i64: 3>, program.multiples = array<i64: 1>} {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<3xf32>)
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<3x0xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}
