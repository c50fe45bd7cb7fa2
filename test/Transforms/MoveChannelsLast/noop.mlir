// RUN: tenfold-opt %s --tenfold-move-channels-last | FileCheck %s
// Element-wise ops alone stay as they are, and so do windows over a plane without channels and those of groups.

#id = affine_map<(n, c, i) -> (n, c, i)>
#swap = affine_map<(n, c, i) -> (n, i, c)>

// CHECK-LABEL: @elements
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
func.func @elements(%x: tensor<3x5x7xf32>, %e: tensor<3x5x7xf32>) -> tensor<3x5x7xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<3x5x7xf32>) outs(%e : tensor<3x5x7xf32>) {
  ^bb0(%p: f32, %a: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<3x5x7xf32>
  return %0 : tensor<3x5x7xf32>
}

// CHECK-LABEL: @plane
// CHECK: linalg.generic {{.*}} outs(%arg2 : tensor<2x5x6xf32>)
// CHECK-NOT: linalg.generic
func.func @plane(%x: tensor<3x5x7xf32>, %k: tensor<2x2xf32>, %e: tensor<2x5x6xf32>) -> tensor<2x5x6xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i, c, j, k, l) -> (i + k, c, j + l)>, affine_map<(i, c, j, k, l) -> (k, l)>,
                                        affine_map<(i, c, j, k, l) -> (i, c, j)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %k : tensor<3x5x7xf32>, tensor<2x2xf32>) outs(%e : tensor<2x5x6xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %s = arith.maximumf %p, %a : f32
    linalg.yield %s : f32
  } -> tensor<2x5x6xf32>
  return %0 : tensor<2x5x6xf32>
}
