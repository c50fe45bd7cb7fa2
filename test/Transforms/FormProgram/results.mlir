// RUN: tenfold-opt %s --tenfold-form-program --split-input-file | FileCheck %s
// What may stand in a `return`: an argument, a weight, one value twice, a view
// of another result.

#map = affine_map<(i) -> (i)>

// CHECK-LABEL: func.func @argument(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?xf32> {nn.dims = ["arg0.0"], nn.name = "arg0"}
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?xf32> {nn.dims = ["arg0.0"], nn.name = "result0", program.result}
// CHECK-NEXT: call @kernel_0_copy(%[[X]], %[[Y]])
// CHECK-NEXT: return
func.func @argument(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// One kernel copies all values of a type.
// CHECK-LABEL: func.func @weight_twice(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<5xf32> {nn.dims = [5], nn.param = "w"}
// CHECK: call @kernel_1_copy(%[[W]], %{{.*}})
// CHECK-NEXT: call @kernel_1_copy(%[[W]], %{{.*}})
func.func @weight_twice(%w: tensor<5xf32> {nn.param = "w"}) -> (tensor<5xf32>, tensor<5xf32>) {
  return %w, %w : tensor<5xf32>, tensor<5xf32>
}

// CHECK: func.func private @kernel_0_copy(%{{.*}}: memref<?xf32> {nn.dims = ["d0"]}, %{{.*}}: memref<?xf32> {nn.dims = ["d0"], program.result})
// CHECK: linalg.generic

// -----

// CHECK-LABEL: func.func @view_of_a_result(
// CHECK-SAME: %[[FLAT:[a-z0-9]+]]: memref<15xf32> {{[^%]*}}program.result}, %[[SQUARE:[a-z0-9]+]]: memref<3x5xf32>
// CHECK: call @negate(%{{.*}}, %[[FLAT]])
// CHECK: %[[VIEW:.+]] = memref.expand_shape %[[FLAT]]
// CHECK: call @kernel_1_copy(%[[VIEW]], %[[SQUARE]])
func.func @view_of_a_result(%x: tensor<15xf32>) -> (tensor<15xf32>, tensor<3x5xf32>) {
  %0 = func.call @negate(%x) : (tensor<15xf32>) -> tensor<15xf32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [3, 5] : tensor<15xf32> into tensor<3x5xf32>
  return %0, %1 : tensor<15xf32>, tensor<3x5xf32>
}
func.func private @negate(%x: tensor<15xf32>) -> tensor<15xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<15xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<15xf32>) outs(%e : tensor<15xf32>) {
  ^bb0(%a: f32, %b: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<15xf32>
  return %0 : tensor<15xf32>
}

// -----

// The extents of a result may be computed from dims.
// CHECK-LABEL: func.func @computed(
// CHECK-SAME: memref<?x7xf32> {nn.dims = ["d0", 7], nn.name = "result0", program.extents = affine_map<()[s0, s1] -> (s0 * s1, 7)>, program.result}
func.func @computed(%x: tensor<?x?x7xf32> {nn.dims = ["a", "b", 7]}) -> tensor<?x7xf32> {
  %0 = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x?x7xf32> into tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

// -----

// An unused argument stays; a call whose result nothing uses goes; donation
// passes through; a size of zero and no result at all are nothing special.
// CHECK-LABEL: func.func @unused(
// CHECK-SAME: memref<0x3xf32> {nn.dims = [0, 3], nn.donate = 0 : i64, nn.name = "arg0"}, %{{.*}}: memref<?xi8>
// CHECK-NEXT: return
func.func @unused(%x: tensor<0x3xf32> {nn.donate = 0}) {
  %0 = func.call @kernel_0(%x) : (tensor<0x3xf32>) -> tensor<0x3xf32>
  return
}
func.func private @kernel_0(%x: tensor<0x3xf32>) -> tensor<0x3xf32> attributes {program.kernel} {
  return %x : tensor<0x3xf32>
}

// -----

// A returned constant is written by a kernel that holds it.
// CHECK: memref.global "private" constant @[[$GLOBAL:.*]] : memref<3xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> {alignment = 64 : i64}
// CHECK-LABEL: func.func @constant(
// CHECK-SAME: memref<3xf32> {{.*}}nn.name = "result0"
// CHECK: call @kernel_0_copy(%{{.*}}) : (memref<3xf32>) -> ()
// CHECK: func.func private @kernel_0_copy(
// CHECK: %[[VALUES:.*]] = memref.get_global @[[$GLOBAL]] : memref<3xf32>
// CHECK: linalg.generic {{.*}} ins(%[[VALUES]] : memref<3xf32>)
func.func @constant() -> tensor<3xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
