// RUN: tenfold-opt %s --tenfold-pack-weights | FileCheck %s
// The weight of a convolution with its channels last: taps and channels inside a panel are in the order in which they are
// summed. A view that drops dimensions of one element is part of how a weight is stored.

// CHECK-LABEL: func.func @main
// CHECK-SAME: %arg1: tensor<2x3x5x16xf32> {nn.param = "w", program.original = tensor<19x5x3xf32>, program.packed = affine_map<(d0, d1, d2, d3) -> (d0 * 16 + d3, d2, d1)>}
// CHECK-SAME: %arg2: tensor<1x19x16xf32> {nn.param = "v", program.original = tensor<7x19x1xf32>, program.packed = affine_map<(d0, d1, d2) -> (d0 * 16 + d2, d1, 0)>}
func.func @main(%x: tensor<23x5xf32>, %w: tensor<19x5x3xf32> {nn.param = "w"}, %v: tensor<7x19x1xf32> {nn.param = "v"}) -> tensor<21x7xf32> {
  // CHECK-NOT: collapse_shape
  %0 = func.call @conv(%x, %w) : (tensor<23x5xf32>, tensor<19x5x3xf32>) -> tensor<21x19xf32>
  %1 = tensor.collapse_shape %v [[0], [1, 2]] : tensor<7x19x1xf32> into tensor<7x19xf32>
  %2 = func.call @point(%0, %1) : (tensor<21x19xf32>, tensor<7x19xf32>) -> tensor<21x7xf32>
  return %2 : tensor<21x7xf32>
}

func.func private @conv(%x: tensor<23x5xf32>, %w: tensor<19x5x3xf32>) -> tensor<21x19xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<21x19xf32>
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<21x19xf32>) -> tensor<21x19xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, o, k, c) -> (i + k, c)>, affine_map<(i, o, k, c) -> (o, c, k)>,
                                        affine_map<(i, o, k, c) -> (i, o)>],
                       iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : tensor<23x5xf32>, tensor<19x5x3xf32>) outs(%f : tensor<21x19xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %s = math.fma %p, %q, %a : f32
    linalg.yield %s : f32
  } -> tensor<21x19xf32>
  return %0 : tensor<21x19xf32>
}

func.func private @point(%x: tensor<21x19xf32>, %v: tensor<7x19xf32>) -> tensor<21x7xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<21x7xf32>
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<21x7xf32>) -> tensor<21x7xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, o, c) -> (i, c)>, affine_map<(i, o, c) -> (o, c)>, affine_map<(i, o, c) -> (i, o)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %v : tensor<21x19xf32>, tensor<7x19xf32>) outs(%f : tensor<21x7xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %a, %m : f32
    linalg.yield %s : f32
  } -> tensor<21x7xf32>
  return %0 : tensor<21x7xf32>
}
