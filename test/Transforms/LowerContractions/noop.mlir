// RUN: tenfold-opt %s --tenfold-lower-contractions --remarks-filter=lower-contractions 2>&1 | FileCheck %s
// What stays for the general vectoriser: with a remark where it multiplies and adds, without one where it does not.

// CHECK-DAG: [Missed] contraction{{.*}}Function=diagonal{{.*}}Reason="expected every index to be one loop, b in panels, or windows of a
// CHECK-DAG: [Missed] contraction{{.*}}Function=doubles{{.*}}Reason="expected operands of f32
// CHECK-DAG: [Missed] contraction{{.*}}Function=single{{.*}}Reason="expected every loop to index at least two of the three operands
// CHECK-DAG: [Missed] contraction{{.*}}Function=width{{.*}}Reason="expected panels of 16 columns, got 48
// CHECK-DAG: [Missed] contraction{{.*}}Function=channels{{.*}}Reason="expected rows or columns, got a sum for each of a batch
// CHECK-NOT: Function=maximum
// CHECK-NOT: func.call

func.func @diagonal(%a: memref<7x7xf32>, %b: memref<7xf32>, %c: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(k) -> (k, k)>, affine_map<(k) -> (k)>, affine_map<(k) -> ()>],
                  iterator_types = ["reduction"]} ins(%a, %b : memref<7x7xf32>, memref<7xf32>) outs(%c : memref<f32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  }
  return
}

func.func @doubles(%a: memref<5x7xf64>, %b: memref<7x11xf64>, %c: memref<5x11xf64>) {
  linalg.matmul ins(%a, %b : memref<5x7xf64>, memref<7x11xf64>) outs(%c : memref<5x11xf64>)
  return
}

func.func @single(%a: memref<5x7xf32>, %b: memref<5xf32>, %c: memref<5xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>, affine_map<(m, k) -> (m)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%a, %b : memref<5x7xf32>, memref<5xf32>) outs(%c : memref<5xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  }
  return
}

func.func @width(%a: memref<5x7xf32>, %b: memref<1x7x48xf32>, %c: memref<5x11xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                                   affine_map<(m, n, k) -> (n floordiv 48, k, n mod 48)>,
                                   affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<5x7xf32>, memref<1x7x48xf32>) outs(%c : memref<5x11xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  }
  return
}

func.func @maximum(%a: memref<5x7xf32>, %c: memref<5xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>],
                  iterator_types = ["parallel", "reduction"]} ins(%a : memref<5x7xf32>) outs(%c : memref<5xf32>) {
  ^bb0(%x: f32, %s: f32):
    %q = arith.maximumf %s, %x : f32
    linalg.yield %q : f32
  }
  return
}

// Taps of each channel: channels are a batch, whose vectors the general vectoriser makes.
func.func @channels(%a: memref<5x7xf32>, %b: memref<7x5xf32>, %c: memref<7xf32>) {
  linalg.generic {indexing_maps = [affine_map<(c, k) -> (k, c)>, affine_map<(c, k) -> (c, k)>, affine_map<(c, k) -> (c)>],
                  iterator_types = ["parallel", "reduction"]} ins(%a, %b : memref<5x7xf32>, memref<7x5xf32>) outs(%c : memref<7xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  }
  return
}
