// RUN: tenfold-opt %s --split-input-file --tenfold-skip-tiles --cse | FileCheck %s
// RUN: tenfold-opt %s --split-input-file --tenfold-skip-tiles --remarks-filter=skip-tiles -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Bounds | Category:skip-tiles | Function=causal | Equalities=0, Ops without mask in full tiles=2, Streams=1
// REMARK: [Passed] Bounds | Category:skip-tiles | Function=window | Equalities=0, Ops without mask in full tiles=1, Streams=1
// REMARK-NOT: Passed

// Causal: row o + i keeps j <= o + i, so the last tile that any of the n rows keeps ends at o + n, and all rows keep what is
// before o + 1. What stands between the first and the last op with the mask is in both branches.
#rows = affine_map<(i, j) -> (i)>
#matrix = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func.func @causal(
// CHECK-SAME:    [[X:%[^:]+]]: memref<16x?xf32>, [[O:%[^:]+]]: index, [[N:%[^:]+]]: index, [[SUM:%[^:]+]]: memref<16xf32>
// CHECK:         [[END:%.+]] = memref.dim [[X]]
// CHECK:         [[LESS:%.+]] = arith.muli [[O]], %c-1
// CHECK:         [[LAST:%.+]] = arith.subi [[N]], %c1
// CHECK:         [[ROWS:%.+]] = arith.muli [[LAST]], %c-1
// CHECK:         [[LEAST:%.+]] = arith.addi [[LESS]], [[ROWS]]
// CHECK:         [[KEPT:%.+]] = arith.subi %c1, [[LEAST]]
// CHECK:         [[FULL:%.+]] = arith.subi %c1, [[LESS]]
// CHECK:         [[BOUND:%.+]] = arith.minsi [[END]], [[KEPT]]
// CHECK:         scf.for [[J:%.+]] = %c0 to [[BOUND]] step %c7
// CHECK:           [[REST:%.+]] = arith.subi [[BOUND]], [[J]]
// CHECK:           [[SIZE:%.+]] = arith.minui [[REST]], %c7
// CHECK:           [[TO:%.+]] = arith.addi [[J]], [[SIZE]]
// CHECK:           [[ALL:%.+]] = arith.cmpi sle, [[TO]], [[FULL]]
// CHECK:           scf.if [[ALL]] {
// CHECK:             linalg.generic
// CHECK-NOT:         arith.select
// CHECK:             linalg.fill
// CHECK:             linalg.generic
// CHECK-NOT:         arith.select
// CHECK:           } else {
// CHECK:             linalg.generic
// CHECK:             arith.select
// CHECK:             linalg.fill
// CHECK:             linalg.generic
// CHECK:             arith.select
// CHECK:           }
func.func @causal(%x: memref<16x?xf32>, %o: index, %n: index, %sum: memref<16xf32>) {
  %least = arith.constant 0xFF800000 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %end = memref.dim %x, %c1 : memref<16x?xf32>
  scf.for %j0 = %c0 to %end step %c7 {
    %rest = arith.subi %end, %j0 : index
    %size = arith.minui %rest, %c7 : index
    %tile = memref.subview %x[0, %j0] [%n, %size] [1, 1] : memref<16x?xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
    %s = memref.alloc(%n, %size) : memref<?x?xf32>
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]}
        ins(%tile : memref<?x?xf32, strided<[?, 1], offset: ?>>) outs(%s : memref<?x?xf32>) attrs = {fold.neutral} {
    ^bb0(%e: f32, %unused: f32):
      %di = linalg.index 0 : index
      %dj = linalg.index 1 : index
      %i = arith.addi %o, %di : index
      %j = arith.addi %j0, %dj : index
      %kept = arith.cmpi sle, %j, %i : index
      %0 = arith.select %kept, %e, %least : f32
      linalg.yield %0 : f32
    }
    linalg.fill ins(%least : f32) outs(%sum : memref<16xf32>)
    %t = memref.alloc(%n, %size) : memref<?x?xf32>
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]}
        ins(%tile : memref<?x?xf32, strided<[?, 1], offset: ?>>) outs(%t : memref<?x?xf32>) {
    ^bb0(%e: f32, %unused: f32):
      %di = linalg.index 0 : index
      %dj = linalg.index 1 : index
      %i = arith.addi %o, %di : index
      %j = arith.addi %j0, %dj : index
      %kept = arith.cmpi sge, %i, %j : index
      %0 = arith.select %kept, %e, %least : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    }
    memref.dealloc %s : memref<?x?xf32>
  }
  return
}

// -----

// A window: j > i - 5 and not j > i, with the branches of the select exchanged. Tiles begin at multiples of 7, but for what is
// before the window, by periods.
#matrix = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func.func @window(
// CHECK-SAME:    [[X:%[^:]+]]: memref<3x?xf32>, [[O:%[^:]+]]: index
// CHECK:         [[AHEAD:%.+]] = arith.addi [[O]], %c-4
// CHECK:         [[FIRST:%.+]] = arith.maxsi [[AHEAD]], %c0
// CHECK:         [[GREATEST:%.+]] = arith.addi [[AHEAD]], %c2
// CHECK:         [[FROM:%.+]] = arith.maxsi [[GREATEST]], %c0
// CHECK:         [[TILE:%.+]] = arith.divui [[FIRST]], %c7
// CHECK:         [[START:%.+]] = arith.muli [[TILE]], %c7
// CHECK:         [[BEGIN:%.+]] = arith.maxsi [[START]], %c0
// CHECK:         scf.for [[J:%.+]] = [[BEGIN]] to [[END:%.+]] step %c7
// CHECK:           [[PAST:%.+]] = arith.subi [[FIRST]], [[J]]
// CHECK:           [[SOME:%.+]] = arith.maxsi [[PAST]], %c0
// CHECK:           [[PERIODS:%.+]] = arith.divui [[SOME]], %c64
// CHECK:           [[CUT:%.+]] = arith.muli [[PERIODS]], %c64
// CHECK:           [[AT:%.+]] = arith.addi [[J]], [[CUT]]
// CHECK:           [[REST:%.+]] = arith.subi [[END]], [[AT]]
// CHECK:           [[MOST:%.+]] = arith.minui [[REST]], %c7
// CHECK:           [[LEFT:%.+]] = arith.subi %c7, [[CUT]]
// CHECK:           [[SIZE:%.+]] = arith.minui [[MOST]], [[LEFT]]
// CHECK:           memref.subview [[X]][0, [[AT]]] [3, [[SIZE]]]
// CHECK:           arith.cmpi sge, [[AT]], [[FROM]]
// CHECK:           scf.if
func.func @window(%x: memref<3x?xf32>, %o: index) {
  %least = arith.constant 0xFF800000 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c7 = arith.constant 7 : index
  %true = arith.constant true
  %end = memref.dim %x, %c1 : memref<3x?xf32>
  scf.for %j0 = %c0 to %end step %c7 {
    %rest = arith.subi %end, %j0 : index
    %size = arith.minui %rest, %c7 : index
    %tile = memref.subview %x[0, %j0] [3, %size] [1, 1] : memref<3x?xf32> to memref<3x?xf32, strided<[?, 1], offset: ?>>
    %s = memref.alloc(%size) : memref<3x?xf32>
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]}
        ins(%tile : memref<3x?xf32, strided<[?, 1], offset: ?>>) outs(%s : memref<3x?xf32>) attrs = {fold.neutral} {
    ^bb0(%e: f32, %unused: f32):
      %di = linalg.index 0 : index
      %dj = linalg.index 1 : index
      %i = arith.addi %o, %di : index
      %j = arith.addi %j0, %dj : index
      %before = arith.subi %i, %c5 : index
      %near = arith.cmpi sgt, %j, %before : index
      %after = arith.cmpi sgt, %j, %i : index
      %notAfter = arith.xori %after, %true : i1
      %kept = arith.andi %near, %notAfter : i1
      %masked = arith.xori %kept, %true : i1
      %0 = arith.select %masked, %least, %e : f32
      linalg.yield %0 : f32
    }
    memref.dealloc %s : memref<3x?xf32>
  }
  return
}

// -----

// What data says is not known, and neither is either of two conditions alone.
#matrix = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>
// CHECK-LABEL: func.func @unknown(
// CHECK:         [[END:%.+]] = memref.dim
// CHECK:         scf.for {{%.+}} = %c0 to [[END]] step %c7
func.func @unknown(%x: memref<3x?xf32>, %mask: memref<?xi1>) {
  %least = arith.constant 0xFF800000 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %end = memref.dim %x, %c1 : memref<3x?xf32>
  scf.for %j0 = %c0 to %end step %c7 {
    %rest = arith.subi %end, %j0 : index
    %size = arith.minui %rest, %c7 : index
    %tile = memref.subview %x[0, %j0] [3, %size] [1, 1] : memref<3x?xf32> to memref<3x?xf32, strided<[?, 1], offset: ?>>
    %keep = memref.subview %mask[%j0] [%size] [1] : memref<?xi1> to memref<?xi1, strided<[1], offset: ?>>
    %s = memref.alloc(%size) : memref<3x?xf32>
    linalg.generic {indexing_maps = [#matrix, #row, #matrix], iterator_types = ["parallel", "parallel"]}
        ins(%tile, %keep : memref<3x?xf32, strided<[?, 1], offset: ?>>, memref<?xi1, strided<[1], offset: ?>>)
        outs(%s : memref<3x?xf32>) attrs = {fold.neutral} {
    ^bb0(%e: f32, %k: i1, %unused: f32):
      %di = linalg.index 0 : index
      %dj = linalg.index 1 : index
      %j = arith.addi %j0, %dj : index
      %past = arith.cmpi sle, %j, %di : index
      %either = arith.ori %past, %k : i1
      %0 = arith.select %either, %e, %least : f32
      linalg.yield %0 : f32
    }
    memref.dealloc %s : memref<3x?xf32>
  }
  return
}
