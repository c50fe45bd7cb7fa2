// RUN: tenfold-opt %s --tenfold-sink-collapses | FileCheck %s

#all = affine_map<(b, h, i) -> (b, h, i)>
#keys = affine_map<(b, h, i) -> (b, i)>
#rows = affine_map<(b, h, i) -> (b, h)>
#q = affine_map<(b, g, r, i, d) -> (b, g, r, d)>
#k = affine_map<(b, g, r, i, d) -> (b, g, i, d)>
#s = affine_map<(b, g, r, i, d) -> (b, g, r, i)>

// Heads in groups: the exponential and its sum get both loops, and the collapse is left at the end.
// CHECK-LABEL: func.func @groups
// CHECK: %[[SCORES:.*]] = linalg.generic {{.*}}"parallel", "parallel", "parallel", "parallel", "reduction"
// CHECK-NOT: collapse_shape
// CHECK: %[[E:.*]] = linalg.generic {{.*}}"parallel", "parallel", "parallel", "parallel"]
// CHECK-SAME: ins(%[[SCORES]], %{{.*}} : tensor<?x2x3x?xf32>, tensor<?x?xf32>)
// CHECK: %[[L:.*]] = linalg.generic {{.*}}"parallel", "parallel", "parallel", "reduction"]} ins(%[[E]] : tensor<?x2x3x?xf32>)
// CHECK: return %[[E]], %{{.*}} : tensor<?x2x3x?xf32>, tensor<?x6xf32>
func.func @groups(%q: tensor<?x2x3x5xf32>, %k: tensor<?x2x?x5xf32>, %bias: tensor<?x?xf32>, %b: index, %n: index)
    -> (tensor<?x2x3x?xf32>, tensor<?x6xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.empty(%b, %n) : tensor<?x2x3x?xf32>
  %1 = linalg.fill ins(%zero : f32) outs(%0 : tensor<?x2x3x?xf32>) -> tensor<?x2x3x?xf32>
  %2 = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : tensor<?x2x3x5xf32>, tensor<?x2x?x5xf32>) outs(%1 : tensor<?x2x3x?xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %next = arith.addf %sum, %p : f32
    linalg.yield %next : f32
  } -> tensor<?x2x3x?xf32>
  %3 = tensor.collapse_shape %2 [[0], [1, 2], [3]] : tensor<?x2x3x?xf32> into tensor<?x6x?xf32>
  %4 = tensor.empty(%b, %n) : tensor<?x6x?xf32>
  %5 = linalg.generic {indexing_maps = [#all, #keys, #all], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%3, %bias : tensor<?x6x?xf32>, tensor<?x?xf32>) outs(%4 : tensor<?x6x?xf32>) {
  ^bb0(%x: f32, %y: f32, %out: f32):
    %z = arith.addf %x, %y : f32
    %e = math.exp %z : f32
    linalg.yield %e : f32
  } -> tensor<?x6x?xf32>
  %6 = tensor.empty(%b) : tensor<?x6xf32>
  %7 = linalg.fill ins(%zero : f32) outs(%6 : tensor<?x6xf32>) -> tensor<?x6xf32>
  %8 = linalg.generic {indexing_maps = [#all, #rows], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%5 : tensor<?x6x?xf32>) outs(%7 : tensor<?x6xf32>) {
  ^bb0(%x: f32, %sum: f32):
    %next = arith.addf %sum, %x : f32
    linalg.yield %next : f32
  } -> tensor<?x6xf32>
  %9 = tensor.expand_shape %5 [[0], [1, 2], [3]] output_shape [%b, 2, 3, %n] : tensor<?x6x?xf32> into tensor<?x2x3x?xf32>
  return %9, %8 : tensor<?x2x3x?xf32>, tensor<?x6xf32>
}

#row = affine_map<(i, j, d) -> (i, d)>
#weight = affine_map<(i, j, d) -> (j, d)>
#out = affine_map<(i, j, d) -> (i, j)>

// Rows of a product stay one loop, and so does what it sums over: heads beside each other.
// CHECK-LABEL: func.func @rows
// CHECK: %[[C:.*]] = tensor.collapse_shape
// CHECK: linalg.generic {{.*}}"parallel", "parallel", "reduction"]} ins(%[[C]], %{{.*}} : tensor<?x35xf32>, tensor<11x35xf32>)
func.func @rows(%x: tensor<?x3x5x7xf32>, %w: tensor<11x35xf32>, %n: index, %m: index) -> tensor<?x11xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.empty(%n) : tensor<?x3x5x7xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, b, c, d)>, affine_map<(a, b, c, d) -> (a, b, c, d)>],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x3x5x7xf32>) outs(%0 : tensor<?x3x5x7xf32>) {
  ^bb0(%in: f32, %out: f32):
    %e = math.exp %in : f32
    linalg.yield %e : f32
  } -> tensor<?x3x5x7xf32>
  %2 = tensor.collapse_shape %1 [[0, 1], [2, 3]] : tensor<?x3x5x7xf32> into tensor<?x35xf32>
  %3 = tensor.empty(%m) : tensor<?x11xf32>
  %4 = linalg.fill ins(%zero : f32) outs(%3 : tensor<?x11xf32>) -> tensor<?x11xf32>
  %5 = linalg.generic {indexing_maps = [#row, #weight, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%2, %w : tensor<?x35xf32>, tensor<11x35xf32>) outs(%4 : tensor<?x11xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %p = arith.mulf %a, %b : f32
    %next = arith.addf %sum, %p : f32
    linalg.yield %next : f32
  } -> tensor<?x11xf32>
  return %5 : tensor<?x11xf32>
}
