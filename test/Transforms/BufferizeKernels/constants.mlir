// RUN: tenfold-opt %s --tenfold-bufferize-kernels | FileCheck %s

// Equal constants of two kernels are one global; they are read where they lie, and what starts from one is a copy.
// CHECK: memref.global "private" constant @[[$ROW:.+]] : memref<3xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> {alignment = 64 : i64}
// CHECK-NOT: memref.global

// CHECK-LABEL: func.func private @add(
// CHECK-SAME:    %[[X:.+]]: memref<5x3xf32>, %[[OUT:.+]]: memref<5x3xf32>)
// CHECK:         %[[C:.+]] = memref.get_global @[[$ROW]] : memref<3xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[X]], %[[C]] : {{.*}}) outs(%[[OUT]] :
func.func private @add(%x: tensor<5x3xf32>) -> tensor<5x3xf32> attributes {program.kernel} {
  %c = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %e = tensor.empty() : tensor<5x3xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %c : tensor<5x3xf32>, tensor<3xf32>) outs(%e : tensor<5x3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<5x3xf32>
  return %y : tensor<5x3xf32>
}

// CHECK-LABEL: func.func private @accumulate(
// CHECK-SAME:    %[[X:.+]]: memref<5x3xf32>, %[[OUT:.+]]: memref<3xf32>)
// CHECK:         %[[C:.+]] = memref.get_global @[[$ROW]] : memref<3xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[C]] : {{.*}}) outs(%[[OUT]] :
// CHECK:         linalg.generic {{.*}} ins(%[[X]] : {{.*}}) outs(%[[OUT]] :
func.func private @accumulate(%x: tensor<5x3xf32>) -> tensor<3xf32> attributes {program.kernel} {
  %c = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(j, i) -> (i, j)>, affine_map<(j, i) -> (j)>],
                       iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<5x3xf32>) outs(%c : tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  } -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// A gather from a constant.
// CHECK-LABEL: func.func private @table(
// CHECK:         %[[C:.+]] = memref.get_global @[[$ROW]] : memref<3xf32>
// CHECK:         memref.load %[[C]][
func.func private @table(%at: tensor<7xi64>) -> tensor<7xf32> attributes {program.kernel} {
  %c = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %e = tensor.empty() : tensor<7xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%at : tensor<7xi64>) outs(%e : tensor<7xf32>) {
  ^bb0(%a: i64, %o: f32):
    %i = arith.index_cast %a : i64 to index
    %v = tensor.extract %c[%i] : tensor<3xf32>
    linalg.yield %v : f32
  } -> tensor<7xf32>
  return %y : tensor<7xf32>
}
