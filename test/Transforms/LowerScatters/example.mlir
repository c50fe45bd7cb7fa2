// RUN: tenfold-opt %s --tenfold-lower-scatters --canonicalize | FileCheck %s
// RUN: tenfold-opt %s --tenfold-lower-scatters --remarks-filter=lower-scatters -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Row position[b] + t of the destination is found, not looked for: no loop runs along its rows.
// CHECK-LABEL: func.func private @update(
// CHECK-SAME:    [[POSITION:%[^:]+]]: memref<?xi64>, [[NEW:%[^:]+]]: memref<?x?x5xf32>, [[DEST:%[^:]+]]: memref<?x?x5xf32>
// CHECK:         scf.forall ([[B:%.+]]) in (
// CHECK:           scf.for [[T:%.+]] = %c0 to
// CHECK:             [[FIRST:%.+]] = memref.load [[POSITION]]{{\[}}[[B]]] : memref<?xi64>
// CHECK:             [[ROW64:%.+]] = arith.addi [[FIRST]]
// CHECK:             [[ROW:%.+]] = arith.index_cast [[ROW64]] : i64 to index
// CHECK:             [[INSIDE:%.+]] = arith.cmpi ult, [[ROW]], %{{.+}} : index
// CHECK:             scf.if [[INSIDE]] {
// CHECK:               [[FROM:%.+]] = memref.subview [[NEW]]{{\[}}[[B]], [[T]], 0] [1, 1, 5]
// CHECK:               [[TO:%.+]] = memref.subview [[DEST]]{{\[}}[[B]], [[ROW]], 0] [1, 1, 5]
// CHECK:               linalg.generic
// CHECK-SAME:            iterator_types = ["parallel"]
// CHECK:                 linalg.yield %{{.+}} : f32
// REMARK: [Passed] Scatter | Category:lower-scatters | Function=update | Dim=1
func.func private @update(%position: memref<?xi64>, %new: memref<?x?x5xf32>, %dest: memref<?x?x5xf32>) attributes {program.kernel} {
  linalg.generic {indexing_maps = [affine_map<(b, row, j, t) -> (b)>, affine_map<(b, row, j, t) -> (b, t, j)>,
                                   affine_map<(b, row, j, t) -> (b, row, j)>],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%position, %new : memref<?xi64>, memref<?x?x5xf32>) outs(%dest : memref<?x?x5xf32>) {
  ^bb0(%p: i64, %x: f32, %out: f32):
    %t = linalg.index 3 : index
    %t64 = arith.index_cast %t : index to i64
    %at = arith.addi %p, %t64 : i64
    %index = arith.index_cast %at : i64 to index
    %row = linalg.index 1 : index
    %hit = arith.cmpi eq, %row, %index : index
    %y = arith.select %hit, %x, %out : f32
    linalg.yield %y : f32
  }
  return
}

// The row is used for more than to be found: every row changes.
// CHECK-LABEL: func.func private @every_row(
// CHECK-NOT:     scf.for
// CHECK:         linalg.generic
// CHECK-NOT:     scf.for
func.func private @every_row(%at: memref<3xi64>, %dest: memref<7xindex>) attributes {program.kernel} {
  linalg.generic {indexing_maps = [affine_map<(row, t) -> (t)>, affine_map<(row, t) -> (row)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%at : memref<3xi64>) outs(%dest : memref<7xindex>) {
  ^bb0(%p: i64, %out: index):
    %index = arith.index_cast %p : i64 to index
    %row = linalg.index 0 : index
    %hit = arith.cmpi eq, %row, %index : index
    %y = arith.select %hit, %row, %out : index
    linalg.yield %y : index
  }
  return
}

// An operand indexed by a sum of loops.
// CHECK-LABEL: func.func private @window(
// CHECK-NOT:     scf.for
// REMARK: [Missed] Scatter | Category:lower-scatters | Function=window | Reason="an operand is not indexed by plain loops"
func.func private @window(%at: memref<3xi64>, %x: memref<7xf32>, %dest: memref<11x5xf32>) attributes {program.kernel} {
  linalg.generic {indexing_maps = [affine_map<(row, j, t) -> (t)>, affine_map<(row, j, t) -> (j + t)>,
                                   affine_map<(row, j, t) -> (row, j)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%at, %x : memref<3xi64>, memref<7xf32>) outs(%dest : memref<11x5xf32>) {
  ^bb0(%p: i64, %v: f32, %out: f32):
    %index = arith.index_cast %p : i64 to index
    %row = linalg.index 0 : index
    %hit = arith.cmpi eq, %row, %index : index
    %y = arith.select %hit, %v, %out : f32
    linalg.yield %y : f32
  }
  return
}

// Rows of no elements: nothing is written.
// CHECK-LABEL: func.func private @empty(
// CHECK-NEXT:    return
func.func private @empty(%at: memref<3xi64>, %x: memref<3x0xf32>, %dest: memref<7x0xf32>) attributes {program.kernel} {
  linalg.generic {indexing_maps = [affine_map<(row, j, t) -> (t)>, affine_map<(row, j, t) -> (t, j)>,
                                   affine_map<(row, j, t) -> (row, j)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%at, %x : memref<3xi64>, memref<3x0xf32>) outs(%dest : memref<7x0xf32>) {
  ^bb0(%p: i64, %v: f32, %out: f32):
    %index = arith.index_cast %p : i64 to index
    %row = linalg.index 0 : index
    %hit = arith.cmpi eq, %row, %index : index
    %y = arith.select %hit, %v, %out : f32
    linalg.yield %y : f32
  }
  return
}
