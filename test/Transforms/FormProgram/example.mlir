// RUN: tenfold-opt %s --tenfold-form-program | FileCheck %s
// Two layers become a flat list of kernel calls; the last one writes into the
// result's argument, seen through the inverse of the view that is returned.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[BATCH:[a-z0-9]+]]: index {nn.name = "batch"}, %[[SEQ:[a-z0-9]+]]: index {nn.name = "seq"}
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x?x7xf32> {nn.dims = ["batch", "seq", 7], nn.name = "x"}
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<7x7xf32> {nn.dims = [7, 7], nn.param = "layer.weight"}
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x?x7xf32> {nn.dims = ["batch", "seq", 7], nn.name = "y", program.result}
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<?xi8>, %[[OFFSETS:[a-z0-9]+]]: memref<?xi64>
// CHECK-SAME: program.dims = ["batch", "seq"], program.entry
// CHECK-DAG: %[[ROWS:.+]] = arith.muli %[[BATCH]], %[[SEQ]]
// CHECK-DAG: %[[IN:.+]] = memref.collapse_shape %[[X]]
// CHECK-DAG: %[[LOADED:.+]] = memref.load %[[OFFSETS]][%c0
// CHECK-DAG: %[[OFFSET:.+]] = arith.index_cast %[[LOADED]]
// CHECK: %[[BUFFER:.+]] = memref.view %[[ARENA]][%[[OFFSET]]][%[[ROWS]]] : memref<?xi8> to memref<?x7xf32>
// CHECK: call @kernel_0(%[[IN]], %[[W]], %[[BUFFER]])
// CHECK: %[[OUT:.+]] = memref.collapse_shape %[[Y]]
// CHECK: call @kernel_0({{.*}}, %[[W]], %[[OUT]])
// CHECK-NEXT: return
// CHECK-NOT: @layer
// CHECK: func.func private @kernel_0({{.*}}memref<?x7xf32> {nn.dims = ["d0", 7], program.result}) attributes {program.kernel}

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
