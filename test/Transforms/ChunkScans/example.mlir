// RUN: tenfold-opt %s --tenfold-form-scans --tenfold-chunk-scans --canonicalize --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-form-scans --tenfold-chunk-scans=chunk=8 --remarks-filter=chunk-scans -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Chunks | Category:chunk-scans | States=1, Steps=8

// Retention: a decay for each step and head. What a chunk reads has a dimension of steps, at most 64 and the rest in the last.
// CHECK-LABEL: func.func private @kernel_scan
// CHECK:         scf.for [[T:%.+]] = %c0 to [[STEPS:%.+]] step %c64
// CHECK:           [[REST:%.+]] = arith.subi [[STEPS]], [[T]]
// CHECK:           [[N:%.+]] = arith.minui [[REST]], %c64
// CHECK:           [[Q:%.+]] = tensor.extract_slice %{{.*}}{{\[}}[[T]], 0, 0] {{\[}}[[N]], 3, 17]
// CHECK:           [[K:%.+]] = tensor.extract_slice
// CHECK:           [[V:%.+]] = tensor.extract_slice
// The sums of logarithms, in f64.
// CHECK:           math.log
// CHECK:           arith.maximumf %{{.*}}, %cst{{.*}} : f64
// Rows of values side by side, scores, decays and the product with the values.
// CHECK:           [[W:%.+]] = linalg.generic {{.*}} ins([[V]] :
// CHECK:           [[A:%.+]] = linalg.generic {{.*}} "reduction"]} ins([[Q]], [[K]] :
// CHECK:           math.exp
// CHECK:           [[P:%.+]] = linalg.generic {{.*}} ins([[A]], %
// CHECK:             arith.cmpi ule
// CHECK:           linalg.generic {{.*}} "reduction"]} ins([[P]], [[W]] :
// CHECK:           tensor.insert_slice %{{.*}} into %{{.*}}{{\[}}[[T]], 0, 0] {{\[}}[[N]], 3, 19]
func.func @retention(%q: tensor<?x3x17xf32>, %k: tensor<?x3x17xf32>, %v: tensor<?x3x19xf32>, %a: tensor<?x3xf32>, %s0: tensor<3x17x19xf32>) -> tensor<?x3x19xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %steps = tensor.dim %q, %c0 : tensor<?x3x17xf32>
  %stack = tensor.empty(%steps) : tensor<?x3x19xf32>
  %last, %all = scf.for %t = %c0 to %steps step %c1 iter_args(%s = %s0, %y = %stack) -> (tensor<3x17x19xf32>, tensor<?x3x19xf32>) {
    %qt = tensor.extract_slice %q[%t, 0, 0] [1, 3, 17] [1, 1, 1] : tensor<?x3x17xf32> to tensor<3x17xf32>
    %kt = tensor.extract_slice %k[%t, 0, 0] [1, 3, 17] [1, 1, 1] : tensor<?x3x17xf32> to tensor<3x17xf32>
    %vt = tensor.extract_slice %v[%t, 0, 0] [1, 3, 19] [1, 1, 1] : tensor<?x3x19xf32> to tensor<3x19xf32>
    %at = tensor.extract_slice %a[%t, 0] [1, 3] [1, 1] : tensor<?x3xf32> to tensor<3xf32>
    %new = tensor.empty() : tensor<3x17x19xf32>
    %next = linalg.generic {indexing_maps = [affine_map<(h, k, v) -> (h)>, affine_map<(h, k, v) -> (h, k, v)>, affine_map<(h, k, v) -> (h, k)>,
                                             affine_map<(h, k, v) -> (h, v)>, affine_map<(h, k, v) -> (h, k, v)>],
        iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%at, %s, %kt, %vt : tensor<3xf32>, tensor<3x17x19xf32>, tensor<3x17xf32>, tensor<3x19xf32>) outs(%new : tensor<3x17x19xf32>) {
    ^bb0(%d: f32, %b: f32, %l: f32, %r: f32, %out: f32):
      %0 = arith.mulf %l, %r : f32
      %1 = arith.mulf %b, %d : f32
      %2 = arith.addf %0, %1 : f32
      linalg.yield %2 : f32
    } -> tensor<3x17x19xf32>
    %empty = tensor.empty() : tensor<3x19xf32>
    %none = linalg.fill ins(%zero : f32) outs(%empty : tensor<3x19xf32>) -> tensor<3x19xf32>
    %read = linalg.generic {indexing_maps = [affine_map<(h, v, k) -> (h, k)>, affine_map<(h, v, k) -> (h, k, v)>, affine_map<(h, v, k) -> (h, v)>],
        iterator_types = ["parallel", "parallel", "reduction"]} ins(%qt, %next : tensor<3x17xf32>, tensor<3x17x19xf32>) outs(%none : tensor<3x19xf32>) {
    ^bb0(%x: f32, %b: f32, %sum: f32):
      %0 = arith.mulf %x, %b : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<3x19xf32>
    %put = tensor.insert_slice %read into %y[%t, 0, 0] [1, 3, 19] [1, 1, 1] : tensor<3x19xf32> into tensor<?x3x19xf32>
    scf.yield %next, %put : tensor<3x17x19xf32>, tensor<?x3x19xf32>
  }
  return %all : tensor<?x3x19xf32>
}
