// RUN: tenfold-opt %s --tenfold-bufferize-kernels | FileCheck %s
// A fill in front of a loop whose steps begin from it is one of each step: the next one needs it again.

// CHECK-LABEL: func.func private @kernel
// CHECK-COUNT-1: linalg.fill
// CHECK-NOT: linalg.fill
// CHECK: scf.for
// CHECK: %[[SUM:.*]] = memref.alloc() : memref<3xf32>
// CHECK: linalg.fill ins(%{{.*}} : f32) outs(%[[SUM]] :
// CHECK: linalg.generic {{.*}} outs(%[[SUM]] :
func.func private @kernel(%x: tensor<3x35xf32>) -> tensor<3xf32> attributes {program.kernel} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %c35 = arith.constant 35 : index
  %empty = tensor.empty() : tensor<3xf32>
  %none = linalg.fill ins(%zero : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %r = scf.for %j = %c0 to %c35 step %c7 iter_args(%s = %none) -> tensor<3xf32> {
    %tile = tensor.extract_slice %x[0, %j] [3, 7] [1, 1] : tensor<3x35xf32> to tensor<3x7xf32>
    %sum = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
        ins(%tile : tensor<3x7xf32>) outs(%none : tensor<3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = arith.addf %out, %in : f32
      linalg.yield %0 : f32
    } -> tensor<3xf32>
    %next = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%s, %sum : tensor<3xf32>, tensor<3xf32>) outs(%empty : tensor<3xf32>) {
    ^bb0(%in: f32, %more: f32, %out: f32):
      %0 = arith.addf %in, %more : f32
      linalg.yield %0 : f32
    } -> tensor<3xf32>
    scf.yield %next : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}
