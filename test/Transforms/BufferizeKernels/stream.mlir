// RUN: tenfold-opt %s --split-input-file --tenfold-bufferize-kernels | FileCheck %s

// States keep the buffers in which they begin: the sum is computed in place, the greatest element, which is needed once
// more, elsewhere, and copied at the end of each step.
#matrix = affine_map<(i, j) -> (i, j)>
#rows = affine_map<(i, j) -> (i)>
#row = affine_map<(i) -> (i)>
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    [[X:%[^:]+]]: memref<3x?xf32>, [[OUT:%[^:]+]]: memref<3xf32>)
// CHECK:         [[M:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:         linalg.fill {{.*}} outs([[M]]
// CHECK:         [[S:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:         linalg.fill {{.*}} outs([[S]]
// CHECK:         scf.for [[J:%.+]] = %c0 to {{%.+}} step %c5 {
// CHECK:           [[TILE:%.+]] = memref.subview [[X]][0, [[J]]] [3, {{%.+}}] [1, 1]
// CHECK:           [[M1:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:           linalg.generic {{.*}} ins([[M]] : {{.*}}) outs([[M1]] :
// CHECK:           linalg.generic {{.*}} ins([[TILE]] : {{.*}}) outs([[M1]] :
// CHECK:             arith.maximumf
// CHECK:           linalg.generic {{.*}} ins([[M1]], [[M]] : {{.*}}) outs([[S]] :
// CHECK:           linalg.generic {{.*}} ins([[M1]] : {{.*}}) outs([[M]] :
// CHECK-NEXT:        ^bb0([[IN:%.+]]: f32, {{%.+}}: f32):
// CHECK-NEXT:          linalg.yield [[IN]]
// CHECK:         linalg.generic {{.*}} ins([[S]] : {{.*}}) outs([[OUT]] :
// CHECK-NOT:     memref.alloc
// CHECK:         return
func.func private @kernel(%x: tensor<3x?xf32>) -> tensor<3xf32> attributes {program.kernel} {
  %least = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c1 : tensor<3x?xf32>
  %empty = tensor.empty() : tensor<3xf32>
  %none = linalg.fill ins(%least : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %nothing = linalg.fill ins(%zero : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %r:2 = scf.for %j = %c0 to %n step %c5 iter_args(%m = %none, %s = %nothing) -> (tensor<3xf32>, tensor<3xf32>) {
    %rest = arith.subi %n, %j : index
    %size = arith.minui %rest, %c5 : index
    %tile = tensor.extract_slice %x[0, %j] [3, %size] [1, 1] : tensor<3x?xf32> to tensor<3x?xf32>
    %m1 = linalg.generic {indexing_maps = [#matrix, #rows], iterator_types = ["parallel", "reduction"]}
        ins(%tile : tensor<3x?xf32>) outs(%m : tensor<3xf32>) {
    ^bb0(%e: f32, %max: f32):
      %0 = arith.maximumf %max, %e : f32
      linalg.yield %0 : f32
    } -> tensor<3xf32>
    %s1 = linalg.generic {indexing_maps = [#row, #row, #row], iterator_types = ["parallel"]}
        ins(%m1, %m : tensor<3xf32>, tensor<3xf32>) outs(%s : tensor<3xf32>) {
    ^bb0(%new: f32, %old: f32, %sum: f32):
      %0 = arith.subf %new, %old : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<3xf32>
    scf.yield %m1, %s1 : tensor<3xf32>, tensor<3xf32>
  }
  return %r#1 : tensor<3xf32>
}

// -----

// States that change places go through a buffer between them.
#row = affine_map<(i) -> (i)>
// CHECK-LABEL: func.func private @exchange(
// CHECK:         [[A:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:         [[B:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:         scf.for
// CHECK:           [[OLD_B:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:           linalg.generic {{.*}} ins([[B]] : {{.*}}) outs([[OLD_B]] :
// CHECK:           [[OLD_A:%.+]] = memref.alloc() : memref<3xf32>
// CHECK:           linalg.generic {{.*}} ins([[A]] : {{.*}}) outs([[OLD_A]] :
// CHECK:           linalg.generic {{.*}} ins([[OLD_B]] : {{.*}}) outs([[A]] :
// CHECK:           linalg.generic {{.*}} ins([[OLD_A]] : {{.*}}) outs([[B]] :
func.func private @exchange(%x: tensor<3xf32>, %n: index) -> tensor<3xf32> attributes {program.kernel} {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %empty = tensor.empty() : tensor<3xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %r:2 = scf.for %j = %c0 to %n step %c1 iter_args(%a = %zeros, %b = %ones) -> (tensor<3xf32>, tensor<3xf32>) {
    scf.yield %b, %a : tensor<3xf32>, tensor<3xf32>
  }
  %sum = linalg.generic {indexing_maps = [#row, #row, #row], iterator_types = ["parallel"]}
      ins(%r#0, %x : tensor<3xf32>, tensor<3xf32>) outs(%empty : tensor<3xf32>) {
  ^bb0(%u: f32, %v: f32, %unused: f32):
    %0 = arith.addf %u, %v : f32
    linalg.yield %0 : f32
  } -> tensor<3xf32>
  return %sum : tensor<3xf32>
}
