// RUN: tenfold-opt %s --tenfold-tile-kernels --canonicalize --split-input-file | FileCheck %s

// One tile needs no loop.
// CHECK-LABEL: @one
// CHECK-NOT:     scf.forall
// CHECK:         linalg.generic {{.*}} outs(%arg0 : memref<13xf32>)
func.func private @one(%x: memref<13xf32>)
    attributes {program.kernel, program.tiles = array<i64: 13>, program.multiples = array<i64: 1>} {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%x : memref<13xf32>) {
  ^bb0(%o: f32):
    linalg.yield %o : f32
  }
  return
}

// -----

// No elements: no tasks.
// CHECK-LABEL: @none
// CHECK-NEXT:    return
func.func private @none(%x: memref<0xf32>)
    attributes {program.kernel, program.tiles = array<i64: 13>, program.multiples = array<i64: 1>} {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%x : memref<0xf32>) {
  ^bb0(%o: f32):
    linalg.yield %o : f32
  }
  return
}

// -----

// An index counts from the start of the tile, so its offset is added.
// CHECK-LABEL: @iota
// CHECK:         scf.forall ([[I:%.+]]) in (3) {
// CHECK:           [[OFFSET:%.+]] = arith.muli [[I]], %c5
// CHECK:           [[INDEX:%.+]] = linalg.index 0
// CHECK-NEXT:      [[SUM:%.+]] = arith.addi [[INDEX]], [[OFFSET]]
// CHECK-NEXT:      linalg.yield [[SUM]]
func.func private @iota(%x: memref<15xindex>)
    attributes {program.kernel, program.tiles = array<i64: 5>, program.multiples = array<i64: 1>} {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%x : memref<15xindex>) {
  ^bb0(%o: index):
    %i = linalg.index 0 : index
    linalg.yield %i : index
  }
  return
}

// -----

// A window of 3 that moves by 2: 5 outputs need 11 inputs, from twice their offset on.
// CHECK-LABEL: @window
// CHECK:         scf.forall ([[I:%.+]]) in (3) {
// CHECK:           [[OFFSET:%.+]] = arith.muli [[I]], %c5
// CHECK:           [[START:%.+]] = affine.apply {{.*}}([[OFFSET]])
// CHECK:           memref.subview %arg0{{\[}}[[START]]] [11] [1]
// CHECK:           memref.subview %arg1{{\[}}[[OFFSET]]] [5] [1]
func.func private @window(%x: memref<31xf32>, %y: memref<15xf32>, %w: memref<3xf32>)
    attributes {program.kernel, program.tiles = array<i64: 5>, program.multiples = array<i64: 1>} {
  linalg.generic {indexing_maps = [affine_map<(i, k) -> (2 * i + k)>, affine_map<(i, k) -> (k)>, affine_map<(i, k) -> (i)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%x, %w : memref<31xf32>, memref<3xf32>) outs(%y : memref<15xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// A transposed input, and a broadcast one: only what the tile reads.
// CHECK-LABEL: @transpose
// CHECK:         scf.forall ([[I:%.+]]) in (2) {
// CHECK:           [[OFFSET:%.+]] = arith.muli [[I]], %c7
// CHECK:           memref.subview %arg0[0, [[OFFSET]]] [3, 7] [1, 1]
// CHECK:           memref.subview %arg2{{\[}}[[OFFSET]], 0] [7, 3] [1, 1]
// CHECK:           ins(%{{.+}}, %arg1 :
func.func private @transpose(%x: memref<3x14xf32>, %c: memref<1xf32>, %y: memref<14x3xf32>)
    attributes {program.kernel, program.tiles = array<i64: 7, 3>, program.multiples = array<i64: 1, 1>} {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (0)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%x, %c : memref<3x14xf32>, memref<1xf32>) outs(%y : memref<14x3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// Every row of the result depends on the sum over all rows: nothing can be distributed.
// CHECK-LABEL: @normalize_all
// CHECK-NOT:     scf.forall
func.func private @normalize_all(%x: memref<5xf32>, %y: memref<5xf32>)
    attributes {program.kernel, program.tiles = array<i64>, program.multiples = array<i64>} {
  %sum = memref.alloc() : memref<f32>
  %scaled = memref.alloc() : memref<5xf32>
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : memref<5xf32>) outs(%scaled : memref<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%scaled : memref<5xf32>) outs(%sum : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> (i)>],
                  iterator_types = ["parallel"]}
      ins(%scaled, %sum : memref<5xf32>, memref<f32>) outs(%y : memref<5xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.divf %a, %b : f32
    linalg.yield %s : f32
  }
  return
}
