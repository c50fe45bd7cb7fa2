// RUN: tenfold-opt %s --tenfold-bufferize-kernels | FileCheck %s
// RUN: tenfold-opt %s --tenfold-bufferize-kernels --remarks-filter=bufferize-kernels -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// The sum and the chain that ends in the result live in the result's buffer; the scale keeps one of its own.
// REMARK: [Passed] BufferizeKernel | Category:bufferize-kernels | Function=scaled_product | Intermediates=1

// CHECK-LABEL: func.func private @scaled_product(
// CHECK-SAME:    [[X:%.+]]: memref<?x3xf32> {nn.dims = ["d0", 3]}, [[W:%.+]]: memref<3x5xf32>,
// CHECK-SAME:    [[OUT:%.+]]: memref<?x5xf32> {nn.dims = ["d0", 5]})
// CHECK:         linalg.fill ins(%{{.+}} : f32) outs([[OUT]]
// CHECK:         linalg.generic {{.*}} ins([[X]], [[W]] : {{.*}}) outs([[OUT]]
// CHECK:         [[ROW:%.+]] = memref.alloc(%{{.+}}) : memref<?xf32>
// CHECK:         linalg.generic {{.*}} ins([[X]] : {{.*}}) outs([[ROW]]
// CHECK:         linalg.generic {{.*}} ins([[OUT]], [[ROW]] : {{.*}}) outs([[OUT]]
// CHECK-NOT:     linalg.generic
// CHECK:         return
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
func.func private @scaled_product(%x: tensor<?x3xf32> {nn.dims = ["d0", 3]}, %w: tensor<3x5xf32>)
    -> (tensor<?x5xf32> {nn.dims = ["d0", 5]}) attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %m = tensor.dim %x, %c0 : tensor<?x3xf32>
  %empty = tensor.empty(%m) : tensor<?x5xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x5xf32>) -> tensor<?x5xf32>
  %product = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                                              affine_map<(m, n, k) -> (m, n)>],
                             iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x3xf32>, tensor<3x5xf32>) outs(%start : tensor<?x5xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x5xf32>
  %rows = tensor.empty(%m) : tensor<?xf32>
  %first = linalg.generic {indexing_maps = [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<?x3xf32>) outs(%rows : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<?xf32>
  %scaled = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%product, %first : tensor<?x5xf32>, tensor<?xf32>) outs(%empty : tensor<?x5xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x5xf32>
  return %scaled : tensor<?x5xf32>
}
