// RUN: tenfold-opt %s --tenfold-lower-contractions | FileCheck %s
// RUN: tenfold-opt %s --tenfold-lower-contractions --remarks-filter=lower-contractions -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// A convolution over a plane with its channels last: a row of a window with its channels is one loop of k, which a reads in
// place; rows of a window are a loop around, inside one over panels. The first of them starts from zero.

// CHECK-LABEL: func.func @conv
// REMARK-DAG: [Passed] contraction{{.*}}Function=conv{{.*}}from zero=true, packed=true
func.func @conv(%x: memref<13x11x5xf32>, %w: memref<2x3x3x5x16xf32>, %y: memref<11x9x19xf32>) {
  // CHECK: scf.for %[[PANEL:.+]] =
  // CHECK: scf.for %[[ROW:.+]] = %{{.+}} to %c3
  // CHECK: %[[LATER:.+]] = arith.cmpi ne, %[[ROW]], %
  // CHECK: memref.reinterpret_cast %{{.+}} sizes: [%{{.+}}, 15, 16], strides: [720, 16, 1]
  // CHECK: scf.for %{{.+}} = %{{.+}} to %c11
  // CHECK: memref.reinterpret_cast %{{.+}} sizes: [9, 15], strides: [5, 1]
  // CHECK: call @contraction_f32(%{{.+}}, %{{.+}}, %{{.+}}, %[[LATER]], %{{.+}})
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<11x9x19xf32>)
  linalg.generic {indexing_maps = [affine_map<(i, j, o, k, l, c) -> (i + k, j + l, c)>,
                                   affine_map<(i, j, o, k, l, c) -> (o floordiv 16, k, l, c, o mod 16)>,
                                   affine_map<(i, j, o, k, l, c) -> (i, j, o)>],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
      ins(%x, %w : memref<13x11x5xf32>, memref<2x3x3x5x16xf32>) outs(%y : memref<11x9x19xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %s = math.fma %p, %q, %a : f32
    linalg.yield %s : f32
  }
  return
}

// Channels that are each for itself are no matrix.
// REMARK-DAG: [Missed] contraction{{.*}}Function=depthwise{{.*}}Reason="expected every index to be one loop, b in panels, or windows of a"
func.func @depthwise(%x: memref<13x5xf32>, %w: memref<5x3xf32>, %y: memref<11x5xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, c, k) -> (i + k, c)>, affine_map<(i, c, k) -> (c, k)>, affine_map<(i, c, k) -> (i, c)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<13x5xf32>, memref<5x3xf32>) outs(%y : memref<11x5xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %s = math.fma %p, %q, %a : f32
    linalg.yield %s : f32
  }
  return
}
