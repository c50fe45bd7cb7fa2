// RUN: tenfold-opt %s --tenfold-lower-views | FileCheck %s
// Rows split into two dynamic extents; a layout that is not the identity is left alone.

// CHECK-LABEL: func.func @split
// CHECK-SAME: %[[M:.+]]: memref<?x35xf32>, %[[B:.+]]: index, %[[S:.+]]: index
// CHECK: %[[ROW:.+]] = arith.muli %[[S]], %{{.+}}
// CHECK: memref.reinterpret_cast %[[M]] to offset: [0], sizes: [%[[B]], %[[S]], 5, 7], strides: [%[[ROW]], 35, 7, 1]
func.func @split(%m: memref<?x35xf32>, %b: index, %s: index) -> memref<?x?x5x7xf32> {
  %0 = memref.expand_shape %m [[0, 1], [2, 3]] output_shape [%b, %s, 5, 7] : memref<?x35xf32> into memref<?x?x5x7xf32>
  return %0 : memref<?x?x5x7xf32>
}

// CHECK-LABEL: func.func @strided
// CHECK: memref.expand_shape
func.func @strided(%m: memref<6x35xf32, strided<[70, 1]>>) -> memref<2x3x35xf32, strided<[210, 70, 1]>> {
  %0 = memref.expand_shape %m [[0, 1], [2]] output_shape [2, 3, 35] : memref<6x35xf32, strided<[70, 1]>> into memref<2x3x35xf32, strided<[210, 70, 1]>>
  return %0 : memref<2x3x35xf32, strided<[210, 70, 1]>>
}
