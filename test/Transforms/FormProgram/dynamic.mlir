// RUN: tenfold-opt %s --tenfold-form-program | FileCheck %s
// Sizes without names: those that the functions tie together get one name, after
// the first argument that has them. A layer calls a layer; sizes pass through
// calls, views, a division and a cast to where a buffer needs them.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[A:[a-z0-9]+]]: index {nn.name = "x.0"}, %[[B:[a-z0-9]+]]: index {nn.name = "x.1"}
// CHECK-SAME: memref<?x?xf32> {nn.dims = ["x.0", "x.1"], nn.name = "x"}
// CHECK-SAME: memref<?x3xf32> {nn.dims = ["x.0", 3], nn.name = "arg1"}
// CHECK-SAME: memref<?x?xf32> {nn.dims = ["x.0", "x.1"], nn.name = "result0", program.result}
// CHECK: %[[ALL:.+]] = arith.muli %[[A]], %[[B]]
// CHECK: memref.collapse_shape
// CHECK: memref.view %{{.*}}[%{{.*}}][%[[ALL]]] : memref<?xi8> to memref<?xf32>
// CHECK: call @kernel_0(
// CHECK: memref.expand_shape %{{.*}} {{.*}} output_shape [%[[A]], %[[B]]]
// CHECK: memref.view %{{.*}}[%{{.*}}][%[[A]], %[[B]]] : memref<?xi8> to memref<?x?xf32>
// CHECK: call @kernel_1(
// CHECK: call @kernel_1(
// CHECK-NOT: func.func private @{{inner|outer}}
func.func @main(%x: tensor<?x?xf32> {nn.name = "x"}, %y: tensor<?x3xf32>) -> tensor<?x?xf32> {
  %0 = func.call @outer(%x, %y) : (tensor<?x?xf32>, tensor<?x3xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

func.func private @outer(%x: tensor<?x?xf32>, %y: tensor<?x3xf32>) -> tensor<?x?xf32> {
  %c1 = arith.constant 1 : index
  %flat = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  %0 = func.call @kernel_0(%flat) : (tensor<?xf32>) -> tensor<?xf32>
  %c0 = arith.constant 0 : index
  %all = tensor.dim %0, %c0 : tensor<?xf32>
  %columns = tensor.dim %x, %c1 : tensor<?x?xf32>
  %rows = arith.divui %all, %columns : index
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [%rows, %columns] : tensor<?xf32> into tensor<?x?xf32>
  %2 = func.call @inner(%1, %y) : (tensor<?x?xf32>, tensor<?x3xf32>) -> tensor<?x?xf32>
  %3 = func.call @inner(%2, %y) : (tensor<?x?xf32>, tensor<?x3xf32>) -> tensor<?x?xf32>
  return %3 : tensor<?x?xf32>
}

func.func private @inner(%x: tensor<?x?xf32>, %y: tensor<?x3xf32>) -> tensor<?x?xf32> {
  %0 = func.call @kernel_1(%x, %y) : (tensor<?x?xf32>, tensor<?x3xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK: func.func private @kernel_0(%{{.*}}: memref<?xf32> {nn.dims = ["d0"]}, %{{.*}}: memref<?xf32> {nn.dims = ["d0"], program.result})
func.func private @kernel_0(%x: tensor<?xf32>) -> tensor<?xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The body says that both arguments have the same rows.
// CHECK: func.func private @kernel_1(%{{.*}}: memref<?x?xf32> {nn.dims = ["d0", "d1"]}, %{{.*}}: memref<?x3xf32> {nn.dims = ["d0", 3]}, %{{.*}}: memref<?x?xf32> {nn.dims = ["d0", "d1"], program.result})
func.func private @kernel_1(%x: tensor<?x?xf32>, %y: tensor<?x3xf32>) -> tensor<?x?xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %e = tensor.empty(%m, %n) : tensor<?x?xf32>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(i, j, k) -> (i, j)>, affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %y : tensor<?x?xf32>, tensor<?x3xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
