// RUN: tenfold-interpret %s | FileCheck %s

// What stands in kernels: fills, reductions in index order, reads in regions, panels, views.

// CHECK: matmul.0 2x3xf32: 22 28 34 49 62 75
func.func @matmul() -> tensor<2x3xf32> {
  %a = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[[5.0, 6.0, 7.0], [8.5, 11.0, 13.5]]> : tensor<2x3xf32>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<2x3xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = linalg.matmul ins(%a, %b : tensor<2x2xf32>, tensor<2x3xf32>) outs(%init : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// Every op rounds to its type: 2^24 + 1 is not an f32, so ones added to 2^24 one by one are lost.
// CHECK: rounding.0 f32: 16777216
func.func @rounding() -> tensor<f32> {
  %x = arith.constant dense<1.0> : tensor<7xf32>
  %init = arith.constant dense<16777216.0> : tensor<f32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<7xf32>) outs(%init : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %out, %in : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %0 : tensor<f32>
}

// An operand in panels of two rows: element (n, k) stands at (n / 2, k, n mod 2).
// CHECK: panels.0 3xf32: 9 12 5
func.func @panels() -> tensor<3xf32> {
  %w = arith.constant dense<[[[1.0, 2.0], [8.0, 10.0]], [[5.0, 7.0], [0.0, 7.0]]]> : tensor<2x2x2xf32>
  %init = arith.constant dense<0.0> : tensor<3xf32>
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(n, k) -> (k)>, affine_map<(n, k) -> (n floordiv 2, k, n mod 2)>,
                                        affine_map<(n, k) -> (n)>], iterator_types = ["parallel", "reduction"]}
      ins(%x, %w : tensor<2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %out, %p : f32
    linalg.yield %s : f32
  } -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK: gather.0 3xi64: 17 11 13
func.func @gather() -> tensor<3xi64> {
  %table = arith.constant dense<[11, 13, 17]> : tensor<3xi64>
  %two = arith.constant 2 : index
  %three = arith.constant 3 : index
  %empty = tensor.empty() : tensor<3xi64>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%empty : tensor<3xi64>) {
  ^bb0(%out: i64):
    %i = linalg.index 0 : index
    %j = arith.addi %i, %two : index
    %at = arith.remui %j, %three : index
    %v = tensor.extract %table[%at] : tensor<3xi64>
    linalg.yield %v : i64
  } -> tensor<3xi64>
  return %0 : tensor<3xi64>
}

// CHECK: views.0 3x2xi32: 1 2 3 4 5 6
func.func @views() -> tensor<?x?xi32> {
  %x = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %flat = tensor.collapse_shape %x [[0, 1]] : tensor<2x3xi32> into tensor<6xi32>
  %open = tensor.cast %flat : tensor<6xi32> to tensor<?xi32>
  %zero = arith.constant 0 : index
  %two = arith.constant 2 : index
  %n = tensor.dim %open, %zero : tensor<?xi32>
  %rows = arith.divui %n, %two : index
  %0 = tensor.expand_shape %open [[0, 1]] output_shape [%rows, 2] : tensor<?xi32> into tensor<?x2xi32>
  %1 = tensor.cast %0 : tensor<?x2xi32> to tensor<?x?xi32>
  return %1 : tensor<?x?xi32>
}

// An uninitialised tensor reads as NaN.
// CHECK: uninitialised.0 2xf32: {{-?}}nan {{-?}}nan
func.func @uninitialised() -> tensor<2xf32> {
  %0 = tensor.empty() : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK: calls.0 2xf32: 4 8
func.func @calls() -> tensor<2xf32> {
  %x = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = call @twice(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = call @twice(%0) : (tensor<2xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}
func.func private @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = nn.add %x, %x : tensor<2xf32>, tensor<2xf32>
  return %0 : tensor<2xf32>
}
