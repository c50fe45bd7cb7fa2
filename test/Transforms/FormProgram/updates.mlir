// RUN: tenfold-opt %s --tenfold-form-program --split-input-file | FileCheck %s
// A kernel that starts from an argument updates it. Where that is the last use of a buffer, its memory becomes the
// result's; else it is copied first.

#row = affine_map<(i) -> (i)>

// The donated argument is the result: every access is to the result's memory.
// CHECK-LABEL: func.func @donated(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<7xf32>{{[^%]*}}nn.donate = 0
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "y", program.result}
// CHECK-NEXT: call @double(%[[Y]]) : (memref<7xf32>) -> ()
// CHECK-NEXT: call @double(%[[Y]]) : (memref<7xf32>) -> ()
// CHECK-NEXT: return
func.func @donated(%x: tensor<7xf32> {nn.name = "x", nn.donate = 0}) -> (tensor<7xf32> {nn.name = "y"}) {
  %0 = call @double(%x) : (tensor<7xf32>) -> tensor<7xf32>
  %1 = call @double(%0) : (tensor<7xf32>) -> tensor<7xf32>
  return %1 : tensor<7xf32>
}

// An input that is not donated is copied, once.
// CHECK-LABEL: func.func @given(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<7xf32>{{[^%]*}}nn.name = "x"
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "y", program.result}
// CHECK-NEXT: call @kernel_1_copy(%[[X]], %[[Y]])
// CHECK-NEXT: call @double(%[[Y]])
// CHECK-NEXT: call @double(%[[Y]])
// CHECK-NEXT: return
func.func @given(%x: tensor<7xf32> {nn.name = "x"}) -> (tensor<7xf32> {nn.name = "y"}) {
  %0 = call @double(%x) : (tensor<7xf32>) -> tensor<7xf32>
  %1 = call @double(%0) : (tensor<7xf32>) -> tensor<7xf32>
  return %1 : tensor<7xf32>
}

// What was there is needed afterwards: the second result is doubled in a copy.
// CHECK-LABEL: func.func @still_needed(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "y", program.result}
// CHECK-SAME: %[[Z:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "z", program.result}
// CHECK-NEXT: call @double(%[[Y]])
// CHECK-NEXT: call @kernel_1_copy(%[[Y]], %[[Z]])
// CHECK-NEXT: call @double(%[[Z]])
// CHECK-NEXT: return
func.func @still_needed(%x: tensor<7xf32> {nn.name = "x", nn.donate = 0})
    -> (tensor<7xf32> {nn.name = "y"}, tensor<7xf32> {nn.name = "z"}) {
  %0 = call @double(%x) : (tensor<7xf32>) -> tensor<7xf32>
  %1 = call @double(%0) : (tensor<7xf32>) -> tensor<7xf32>
  return %0, %1 : tensor<7xf32>, tensor<7xf32>
}

// CHECK: func.func private @double(%[[DEST:.+]]: memref<7xf32> {nn.dims = [7], program.result, program.updates})
// CHECK: linalg.generic {{.*}} outs(%[[DEST]] : memref<7xf32>)
func.func private @double(%x: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%x : tensor<7xf32>) {
  ^bb0(%out: f32):
    %d = arith.addf %out, %out : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

#row = affine_map<(i) -> (i)>

// A donated result that is made anew is written last, by a copy: until then the argument is there.
// CHECK-LABEL: func.func @made_anew(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "y", program.result}
// CHECK-SAME: %[[Z:[a-z0-9]+]]: memref<7xf32> {nn.dims = [7], nn.name = "z", program.result}
// CHECK: call @negate(%[[Y]], %[[VIEW:.+]]) :
// CHECK: call @negate(%[[Y]], %[[Z]]) :
// CHECK: call @kernel_1_copy(%[[VIEW]], %[[Y]])
// CHECK-NEXT: return
func.func @made_anew(%x: tensor<7xf32> {nn.name = "x", nn.donate = 0})
    -> (tensor<7xf32> {nn.name = "y"}, tensor<7xf32> {nn.name = "z"}) {
  %0 = call @negate(%x) : (tensor<7xf32>) -> tensor<7xf32>
  %1 = call @negate(%x) : (tensor<7xf32>) -> tensor<7xf32>
  return %0, %1 : tensor<7xf32>, tensor<7xf32>
}
func.func private @negate(%x: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<7xf32>
  %0 = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]} ins(%x : tensor<7xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %out: f32):
    %d = arith.negf %v : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
