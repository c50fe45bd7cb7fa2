// RUN: tenfold-opt %s --tenfold-outline-kernels | FileCheck %s

// A size that no operand of the op has is computed from those of the tensors that it reads, or of an argument of the
// function.
#row = affine_map<(d0) -> (d0)>
// CHECK-LABEL: func.func @join
// CHECK: call @[[JOIN:.*]](%arg0, %arg1) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: call @[[LIKE:.*]](%arg1) : (tensor<?xf32>) -> tensor<?xf32>
func.func @join(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %m = tensor.dim %x, %c0 : tensor<?xf32>
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %sum = affine.apply affine_map<()[s0, s1] -> (s0 + s1)>()[%m, %n]
  %empty = tensor.empty(%sum) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%empty : tensor<?xf32>) attrs = {program.group = 0} {
  ^bb0(%out: f32):
    %a = tensor.extract %x[%c0] : tensor<?xf32>
    %b = tensor.extract %y[%c0] : tensor<?xf32>
    %c = arith.addf %a, %b : f32
    linalg.yield %c : f32
  } -> tensor<?xf32>
  %small = tensor.empty(%n) : tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%small : tensor<?xf32>) attrs = {program.group = 1} {
  ^bb0(%out: f32):
    linalg.yield %one : f32
  } -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
// CHECK: func.func private @[[JOIN]](%[[X:.*]]: tensor<?xf32>, %[[Y:.*]]: tensor<?xf32>)
// CHECK: %[[M:.*]] = tensor.dim %[[X]]
// CHECK: %[[N:.*]] = tensor.dim %[[Y]]
// CHECK: %[[SUM:.*]] = affine.apply #{{.*}}()[%[[M]], %[[N]]]
// CHECK: tensor.empty(%[[SUM]])
// CHECK: func.func private @[[LIKE]](%[[Z:.*]]: tensor<?xf32>)
// CHECK: %[[K:.*]] = tensor.dim %[[Z]]
// CHECK: tensor.empty(%[[K]])
