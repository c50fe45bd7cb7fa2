// RUN: tenfold-opt %s --tenfold-lower-contractions --canonicalize --cse | FileCheck %s
// Attention's two products on tiles with dynamic strides: batch and head are loops, scratch is allocated before them.

// k has unit stride in both factors, so keys are transposed into panels.
// CHECK-LABEL: func.func @scores(
// CHECK: memref.alloc(%{{.+}}) {alignment = 64 : i64} : memref<?x32x16xf32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK-NOT: memref.alloc
// CHECK: call @pack_panels_f32
// CHECK: call @contraction_f32
func.func @scores(%q: memref<?x?x12x32xf32>, %k: memref<?x?x12x32xf32>, %s: memref<?x12x?x?xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%s : memref<?x12x?x?xf32>)
  linalg.generic {indexing_maps = [affine_map<(b, h, i, j, d) -> (b, i, h, d)>, affine_map<(b, h, i, j, d) -> (b, j, h, d)>,
                                   affine_map<(b, h, i, j, d) -> (b, h, i, j)>],
                  iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : memref<?x?x12x32xf32>, memref<?x?x12x32xf32>) outs(%s : memref<?x12x?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %acc, %p : f32
    linalg.yield %r : f32
  }
  return
}

// Values have unit stride along n: packed where the number of rows, known at run time, pays for it.
// CHECK-LABEL: func.func @values(
// CHECK: %[[MANY:.+]] = arith.cmpi ugt
// CHECK: scf.if %[[MANY]] -> (memref<?x?x16xf32, strided<[?, ?, 1], offset: ?>>)
// CHECK: call @pack_panels_f32
// CHECK: } else {
// CHECK: memref.reinterpret_cast
// CHECK: call @contraction_f32
func.func @values(%s: memref<?x?xf32, strided<[?, 1], offset: ?>>, %v: memref<?x37xf32, strided<[?, 1], offset: ?>>,
                  %o: memref<?x37xf32, strided<[?, 1], offset: ?>>) {
  linalg.matmul ins(%s, %v : memref<?x?xf32, strided<[?, 1], offset: ?>>, memref<?x37xf32, strided<[?, 1], offset: ?>>)
      outs(%o : memref<?x37xf32, strided<[?, 1], offset: ?>>)
  return
}
