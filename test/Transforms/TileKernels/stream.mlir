// RUN: tenfold-opt %s --tenfold-tile-kernels --cse | FileCheck %s

// Every task walks the whole stream: the loop keeps its bounds and its step, and its ops see the task's rows. The product
// of a tile has the largest tile's width, so that its strides are constants.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    [[X:%[^:]+]]: memref<?x?xf32> {{[^,]*}}, "d1"{{[^,]*}}, [[OUT:%[^:]+]]: memref<?xf32>
// CHECK:         [[N:%.+]] = memref.dim [[X]], %c1
// CHECK:         scf.forall ([[TASK:%.+]]) in
// CHECK:           [[ROW:%.+]] = arith.muli [[TASK]],
// CHECK:           [[ROWS:%.+]] = arith.minui
// CHECK:           [[SUMS:%.+]] = memref.alloc() : memref<16xf32>
// CHECK:           [[SUM:%.+]] = memref.subview [[SUMS]][0] {{\[}}[[ROWS]]] [1]
// CHECK:           linalg.fill {{.*}} outs([[SUM]] :
// CHECK:           scf.for [[J:%.+]] = %c0 to [[N]] step %c5 {
// CHECK:             [[REST:%.+]] = arith.subi [[N]], [[J]]
// CHECK:             [[SIZE:%.+]] = arith.minui [[REST]], %c5
// CHECK:             [[TILE:%.+]] = memref.subview [[X]][0, [[J]]] [{{%.+}}, [[SIZE]]] [1, 1]
// CHECK:             [[SQUARES:%.+]] = memref.alloc() : memref<16x5xf32>
// CHECK:             [[SQUARE:%.+]] = memref.subview [[SQUARES]][0, 0] {{\[}}[[ROWS]], [[SIZE]]] [1, 1]
// CHECK:             [[PART:%.+]] = memref.subview [[TILE]]{{\[}}[[ROW]], 0] {{\[}}[[ROWS]], [[SIZE]]] [1, 1]
// CHECK:             linalg.generic {{.*}} ins([[PART]] : {{.*}}) outs([[SQUARE]] :
// CHECK:               linalg.index 1
// CHECK:               arith.addi [[J]],
// CHECK:             linalg.generic {{.*}} ins([[SQUARE]] : {{.*}}) outs([[SUM]] :
// CHECK:           memref.subview [[OUT]]{{\[}}[[ROW]]] {{\[}}[[ROWS]]] [1]
#matrix = affine_map<(i, j) -> (i, j)>
#rows = affine_map<(i, j) -> (i)>
#row = affine_map<(i) -> (i)>
func.func private @kernel(%x: memref<?x?xf32> {nn.dims = ["d0", "d1"]}, %out: memref<?xf32> {nn.dims = ["d0"]})
    attributes {program.kernel, program.tiles = array<i64: 16>, program.multiples = array<i64: 1>} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %m = memref.dim %x, %c0 : memref<?x?xf32>
  %n = memref.dim %x, %c1 : memref<?x?xf32>
  %sum = memref.alloc(%m) : memref<?xf32>
  linalg.fill ins(%zero : f32) outs(%sum : memref<?xf32>)
  scf.for %j = %c0 to %n step %c5 {
    %rest = arith.subi %n, %j : index
    %size = arith.minui %rest, %c5 : index
    %tile = memref.subview %x[0, %j] [%m, %size] [1, 1] : memref<?x?xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
    %square = memref.alloc(%m, %size) : memref<?x?xf32>
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]}
        ins(%tile : memref<?x?xf32, strided<[?, 1], offset: ?>>) outs(%square : memref<?x?xf32>) {
    ^bb0(%e: f32, %unused: f32):
      %dj = linalg.index 1 : index
      %at = arith.addi %j, %dj : index
      %i32 = arith.index_cast %at : index to i32
      %weight = arith.sitofp %i32 : i32 to f32
      %0 = arith.mulf %e, %e : f32
      %1 = arith.mulf %0, %weight : f32
      linalg.yield %1 : f32
    }
    linalg.generic {indexing_maps = [#matrix, #rows], iterator_types = ["parallel", "reduction"]}
        ins(%square : memref<?x?xf32>) outs(%sum : memref<?xf32>) {
    ^bb0(%e: f32, %acc: f32):
      %0 = arith.addf %acc, %e : f32
      linalg.yield %0 : f32
    }
  }
  linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%sum : memref<?xf32>) outs(%out : memref<?xf32>) {
  ^bb0(%e: f32, %unused: f32):
    linalg.yield %e : f32
  }
  return
}
