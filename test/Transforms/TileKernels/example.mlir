// RUN: tenfold-opt %s --tenfold-tile-kernels --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-tile-kernels --remarks-filter=tile-kernels -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Grid | Category:tile-kernels | Function=linear | GridDims=2

// A packed weight: 11 columns in panels of 4 make tiles of 8 and 3 columns, of two panels and one; the product is a tile
// in scratch, and the bias of its columns is added to it.
// CHECK-LABEL: func.func private @linear(
// CHECK-SAME:    [[X:%.+]]: memref<?x7xf32> {nn.dims = ["d0", 7]}, [[W:%.+]]: memref<3x7x4xf32>, [[B:%[^:]+]]: memref<11xf32>, [[Y:%[^:]+]]: memref<?x11xf32>
// CHECK:         [[M:%.+]] = memref.dim [[X]]
// CHECK:         scf.forall ([[I:%.+]], [[J:%.+]]) in ([[TASKS:%.+]], 2) {
// CHECK:           [[ROW:%.+]] = arith.muli [[I]], [[TILE:%.+]] : index
// CHECK:           [[LEFT:%.+]] = arith.subi [[M]], [[ROW]]
// CHECK:           [[ROWS:%.+]] = arith.minui [[LEFT]], [[TILE]]
// CHECK:           [[COLUMN:%.+]] = arith.muli [[J]], %c8
// CHECK:           [[COLUMNS:%.+]] = arith.minui
// CHECK:           [[ALLOC:%.+]] = memref.alloc() : memref<16x8xf32>
// CHECK:           [[PRODUCT:%.+]] = memref.subview [[ALLOC]][0, 0] {{\[}}[[ROWS]], [[COLUMNS]]]
// CHECK:           linalg.fill {{.*}} outs([[PRODUCT]]
// CHECK:           [[XS:%.+]] = memref.subview [[X]]{{\[}}[[ROW]], 0] {{\[}}[[ROWS]], 7] [1, 1]
// CHECK:           [[PANEL:%.+]] = arith.divui [[COLUMN]], %c4
// CHECK:           [[PANELS:%.+]] = arith.ceildivui [[COLUMNS]], %c4
// CHECK:           [[WS:%.+]] = memref.subview [[W]]{{\[}}[[PANEL]], 0, 0] {{\[}}[[PANELS]], 7, 4] [1, 1, 1]
// CHECK:           linalg.generic {{.*}} ins([[XS]], [[WS]] : {{.*}}) outs([[PRODUCT]]
// CHECK:           [[BS:%.+]] = memref.subview [[B]]{{\[}}[[COLUMN]]] {{\[}}[[COLUMNS]]] [1]
// CHECK:           [[YS:%.+]] = memref.subview [[Y]]{{\[}}[[ROW]], [[COLUMN]]] {{\[}}[[ROWS]], [[COLUMNS]]]
// CHECK:           linalg.generic {{.*}} ins([[PRODUCT]], [[BS]] : {{.*}}) outs([[YS]]
#id = affine_map<(i, j) -> (i, j)>
func.func private @linear(%x: memref<?x7xf32> {nn.dims = ["d0", 7]}, %w: memref<3x7x4xf32>, %b: memref<11xf32>,
                          %y: memref<?x11xf32> {nn.dims = ["d0", 11]})
    attributes {program.kernel, program.tiles = array<i64: 16, 8>, program.multiples = array<i64: 2, 4>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %m = memref.dim %x, %c0 : memref<?x7xf32>
  %product = memref.alloc(%m) : memref<?x11xf32>
  linalg.fill ins(%zero : f32) outs(%product : memref<?x11xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n floordiv 4, k, n mod 4)>,
                                   affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<?x7xf32>, memref<3x7x4xf32>) outs(%product : memref<?x11xf32>) {
  ^bb0(%a: f32, %v: f32, %c: f32):
    %p = arith.mulf %a, %v : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, affine_map<(i, j) -> (j)>, #id], iterator_types = ["parallel", "parallel"]}
      ins(%product, %b : memref<?x11xf32>, memref<11xf32>) outs(%y : memref<?x11xf32>) {
  ^bb0(%a: f32, %v: f32, %o: f32):
    %s = arith.addf %a, %v : f32
    linalg.yield %s : f32
  }
  return
}
