// RUN: tenfold-opt %s --tenfold-outline-kernels --canonicalize | FileCheck %s
// A group becomes a function: initial values move inside, extents are asked of operands, and what is used outside is
// returned.

#id = affine_map<(m, n) -> (m, n)>
#m = affine_map<(m, n) -> (m)>

// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.+]]: tensor<?x5xf32>
// CHECK: %[[R:.+]]:2 = call @[[KERNEL:.+]](%[[X]]) : (tensor<?x5xf32>) -> (tensor<?x5xf32>, tensor<?xf32>)
// CHECK: return %[[R]]#0, %[[R]]#1
func.func @main(%x: tensor<?x5xf32>) -> (tensor<?x5xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %rows = tensor.dim %x, %c0 : tensor<?x5xf32>
  %e = tensor.empty(%rows) : tensor<?x5xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x5xf32>) outs(%e : tensor<?x5xf32>) attrs = {program.group = 0 : i64} {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<?x5xf32>
  %s = tensor.empty(%rows) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%s : tensor<?xf32>) -> tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [#id, #m], iterator_types = ["parallel", "reduction"]}
      ins(%0 : tensor<?x5xf32>) outs(%f : tensor<?xf32>) attrs = {program.group = 0 : i64} {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  return %0, %1 : tensor<?x5xf32>, tensor<?xf32>
}

// CHECK: func.func private @[[KERNEL]](%[[A:.+]]: tensor<?x5xf32>) -> (tensor<?x5xf32>, tensor<?xf32>)
// CHECK-SAME: program.kernel
// CHECK: tensor.dim %[[A]]
// CHECK: %[[E:.+]] = linalg.generic
// CHECK: linalg.fill
// CHECK: %[[S:.+]] = linalg.generic
// CHECK: return %[[E]], %[[S]]
