// RUN: tenfold-opt %s --tenfold-skip-tiles --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-skip-tiles --remarks-filter=skip-tiles -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// Rows and elements have a document each, in any order: a tile whose documents are all below or all above those of the rows is
// left out. The same of a choice with its branches swapped.

// REMARK: [Passed] Bounds | Category:skip-tiles | Function=documents | Equalities=1, Ops without mask in full tiles=0, Streams=0
// REMARK-NOT: Passed

#matrix = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func.func @documents(
// CHECK-SAME:    [[X:%[^:]+]]: memref<16x?xf32>, [[IDS:%[^:]+]]: memref<?xi64>, [[O:%[^:]+]]: index, [[N:%[^:]+]]: index
// CHECK:         [[ROWS:%.+]]:2 = scf.for [[I:%.+]] = %c0 to [[N]] step %c1
// CHECK:           [[AT:%.+]] = arith.addi [[O]], [[I]]
// CHECK:           memref.load [[IDS]][[[AT]]]
// CHECK:           arith.minsi
// CHECK:           arith.maxsi
// CHECK:         scf.for [[J0:%.+]] =
// CHECK:           [[SIZE:%.+]] = arith.minui
// CHECK:           [[TILE:%.+]]:2 = scf.for [[J:%.+]] = %c0 to [[SIZE]] step %c1
// CHECK:             [[KEY:%.+]] = arith.addi [[J0]], [[J]]
// CHECK:             memref.load [[IDS]][[[KEY]]]
// CHECK:           [[BELOW:%.+]] = arith.cmpi sle, [[ROWS]]#0, [[TILE]]#1
// CHECK:           [[ABOVE:%.+]] = arith.cmpi sle, [[TILE]]#0, [[ROWS]]#1
// CHECK:           [[MEETS:%.+]] = arith.andi [[BELOW]], [[ABOVE]]
// CHECK:           memref.alloc
// CHECK:           scf.if [[MEETS]] {
// CHECK:             linalg.generic
// CHECK:             linalg.fill
// CHECK:           }
func.func @documents(%x: memref<16x?xf32>, %ids: memref<?xi64>, %o: index, %n: index, %sum: memref<16xf32>) {
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
      %mine = memref.load %ids[%i] : memref<?xi64>
      %other = memref.load %ids[%j] : memref<?xi64>
      %apart = arith.cmpi ne, %mine, %other : i64
      %0 = arith.select %apart, %least, %e : f32
      linalg.yield %0 : f32
    }
    linalg.fill ins(%least : f32) outs(%sum : memref<16xf32>)
  }
  return
}

// Another order of documents says nothing of a tile, nor does an element of the rows alone.
// CHECK-LABEL: func.func @unknown(
// CHECK-NOT:   scf.if
func.func @unknown(%x: memref<16x?xf32>, %ids: memref<?xi64>, %o: index, %n: index, %sum: memref<16xf32>) {
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
      %mine = memref.load %ids[%i] : memref<?xi64>
      %other = memref.load %ids[%j] : memref<?xi64>
      %one = arith.constant 1 : i64
      %same = arith.cmpi eq, %mine, %one : i64
      %apart = arith.cmpi ne, %mine, %other : i64
      %kept = arith.andi %same, %apart : i1
      %0 = arith.select %kept, %e, %least : f32
      linalg.yield %0 : f32
    }
    linalg.fill ins(%least : f32) outs(%sum : memref<16xf32>)
  }
  return
}
