// RUN: tenfold-opt %s --tenfold-vectorize-generics --remarks-filter=vectorize-generics -o - 2>&1 | FileCheck %s
// Near misses: tensors are left alone, and ops that may not share loops do not.

// CHECK: remark: [Passed] Vectorized {{.*}} ops=1
// CHECK: remark: [Passed] Vectorized {{.*}} ops=1
// CHECK: remark: [Passed] Vectorized {{.*}} ops=1
// CHECK: remark: [Passed] Vectorized {{.*}} ops=1
// CHECK-NOT: remark

// CHECK-LABEL: func.func @on_tensors
// CHECK: linalg.fill
func.func @on_tensors(%x: tensor<5xf32>) -> tensor<5xf32> {
  %zero = arith.constant 0.0 : f32
  %r = linalg.fill ins(%zero : f32) outs(%x : tensor<5xf32>) -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// Row i of the second needs all rows of the first.
// CHECK-LABEL: func.func @turned
func.func @turned(%x: memref<17x17xf32>, %t: memref<17x17xf32>, %out: memref<17x17xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<17x17xf32>) outs(%t : memref<17x17xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.negf %a : f32
    linalg.yield %r : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%t : memref<17x17xf32>) outs(%out : memref<17x17xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// Two views of one buffer may overlap.
// CHECK-LABEL: func.func @overlap
func.func @overlap(%x: memref<23xf32>) {
  %zero = arith.constant 0.0 : f32
  %a = memref.subview %x[0] [11] [1] : memref<23xf32> to memref<11xf32, strided<[1]>>
  %b = memref.subview %x[5] [11] [1] : memref<23xf32> to memref<11xf32, strided<[1], offset: 5>>
  linalg.fill ins(%zero : f32) outs(%a : memref<11xf32, strided<[1]>>)
  linalg.copy ins(%a : memref<11xf32, strided<[1]>>) outs(%b : memref<11xf32, strided<[1], offset: 5>>)
  return
}
