// RUN: tenfold-opt %s --tenfold-vectorize-generics --remarks-filter=vectorize-generics -o - 2>&1 | FileCheck %s

// CHECK: remark: [Missed] ScalarLoops | Category:vectorize-generics | Reason="expected one known combiner per result of a reduction along a row"
// CHECK: remark: [Missed] ScalarLoops | Category:vectorize-generics | Reason="expected an element-wise op in the region, got scf.if"
// CHECK: remark: [Missed] ScalarLoops | Category:vectorize-generics | Reason="expected results to be indexed by all parallel loops and by no reduction"

// The largest element and its place.
// CHECK-LABEL: func.func @argmax
// CHECK: scf.for
// CHECK-NOT: vector
func.func @argmax(%x: memref<31xf32>, %max: memref<f32>, %place: memref<i64>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> ()>],
                  iterator_types = ["reduction"]}
      ins(%x : memref<31xf32>) outs(%max, %place : memref<f32>, memref<i64>) {
  ^bb0(%a: f32, %m: f32, %p: i64):
    %i = linalg.index 0 : index
    %i64 = arith.index_cast %i : index to i64
    %larger = arith.cmpf ogt, %a, %m : f32
    %value = arith.select %larger, %a, %m : f32
    %index = arith.select %larger, %i64, %p : i64
    linalg.yield %value, %index : f32, i64
  }
  return
}

// CHECK-LABEL: func.func @branch
// CHECK: scf.for
// CHECK: scf.if
func.func @branch(%x: memref<31xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%x : memref<31xf32>) {
  ^bb0(%a: f32):
    %zero = arith.constant 0.0 : f32
    %positive = arith.cmpf ogt, %a, %zero : f32
    %r = scf.if %positive -> f32 {
      scf.yield %a : f32
    } else {
      scf.yield %zero : f32
    }
    linalg.yield %r : f32
  }
  return
}

// Every row writes the same element; the last one counts.
// CHECK-LABEL: func.func @last_row
func.func @last_row(%x: memref<31xf32>, %last: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["parallel"]}
      ins(%x : memref<31xf32>) outs(%last : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}
