// RUN: tenfold-opt %s --tenfold-form-program | FileCheck %s
// Two layers become a flat list of kernel calls; the last one writes into the
// result's argument, seen through the inverse of the view that is returned.

module attributes {nn.bounds = {batch = [1, 5], seq = [0, 17]}} {

func.func @main(%x: tensor<?x?x7xf32> {nn.name = "x", nn.dims = ["batch", "seq", 7]},
                %w: tensor<7x7xf32> {nn.param = "layer.weight"})
    -> (tensor<?x?x7xf32> {nn.name = "y", nn.dims = ["batch", "seq", 7]}) {
  %0 = func.call @layer(%x, %w) : (tensor<?x?x7xf32>, tensor<7x7xf32>) -> tensor<?x?x7xf32>
  %1 = func.call @layer(%0, %w) : (tensor<?x?x7xf32>, tensor<7x7xf32>) -> tensor<?x?x7xf32>
  return %1 : tensor<?x?x7xf32>
}

func.func private @layer(%x: tensor<?x?x7xf32>, %w: tensor<7x7xf32>) -> tensor<?x?x7xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %x, %c0 : tensor<?x?x7xf32>
  %seq = tensor.dim %x, %c1 : tensor<?x?x7xf32>
  %rows = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x?x7xf32> into tensor<?x7xf32>
  %0 = func.call @kernel_0(%rows, %w) : (tensor<?x7xf32>, tensor<7x7xf32>) -> tensor<?x7xf32>
  %1 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [%batch, %seq, 7] : tensor<?x7xf32> into tensor<?x?x7xf32>
  return %1 : tensor<?x?x7xf32>
}

func.func private @kernel_0(%x: tensor<?x7xf32>, %w: tensor<7x7xf32>) -> tensor<?x7xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %rows = tensor.dim %x, %c0 : tensor<?x7xf32>
  %empty = tensor.empty(%rows) : tensor<?x7xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x7xf32>) -> tensor<?x7xf32>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x7xf32>, tensor<7x7xf32>) outs(%init : tensor<?x7xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

}
