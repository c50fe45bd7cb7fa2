// RUN: tenfold-opt %s --tenfold-outline-kernels --canonicalize --split-input-file --verify-diagnostics | FileCheck %s

// A prefix of what another kernel wrote, and the number that says its size, become part of the kernel that reads it; sizes are
// those of its own arguments.
#id = affine_map<(i) -> (i)>
#none = affine_map<(i) -> ()>
// CHECK-LABEL: func.func @sum
// CHECK-SAME:  %[[X:.+]]: tensor<?xf32>, %[[LENGTH:.+]]: tensor<i64>
// CHECK-NEXT:  %[[E:.+]] = call @[[MAP:.*]](%[[X]])
// CHECK-NEXT:  call @[[SUM:.*]](%[[E]], %[[LENGTH]]) : (tensor<?xf32>, tensor<i64>) -> tensor<f32>
func.func @sum(%x: tensor<?xf32>, %length: tensor<i64>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %empty = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<?xf32>) outs(%empty : tensor<?xf32>) attrs = {program.group = 0} {
  ^bb0(%a: f32, %o: f32):
    %e = math.exp %a : f32
    linalg.yield %e : f32
  } -> tensor<?xf32>
  %l = tensor.extract %length[] : tensor<i64>
  %i = arith.index_cast %l : i64 to index
  %least = arith.minsi %i, %n : index
  %count = arith.maxsi %least, %c0 : index
  %prefix = tensor.extract_slice %0[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %scalar = tensor.empty() : tensor<f32>
  %start = linalg.fill ins(%zero : f32) outs(%scalar : tensor<f32>) -> tensor<f32>
  %1 = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]}
      ins(%prefix : tensor<?xf32>) outs(%start : tensor<f32>) attrs = {program.group = 1} {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %1 : tensor<f32>
}
// CHECK: func.func private @[[SUM]](%[[Y:.+]]: tensor<?xf32>, %[[N:.+]]: tensor<i64>)
// CHECK-DAG: %[[L:.+]] = tensor.extract %[[N]][] : tensor<i64>
// CHECK-DAG: %[[I:.+]] = arith.index_cast %[[L]]
// CHECK-DAG: %[[ALL:.+]] = tensor.dim %[[Y]],
// CHECK: %[[LEAST:.+]] = arith.minsi %[[I]], %[[ALL]]
// CHECK: %[[COUNT:.+]] = arith.maxsi %[[LEAST]],
// CHECK: tensor.extract_slice %[[Y]][0] [%[[COUNT]]] [1]

// -----

func.func @kept(%x: tensor<?xf32>, %count: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %size = arith.maxsi %count, %c0 : index
  // expected-error @below {{'tensor.extract_slice' op expected a prefix to be used by kernels alone, which reduce it, got 'func.return'}}
  %0 = tensor.extract_slice %x[0] [%size] [1] : tensor<?xf32> to tensor<?xf32>
  return %0 : tensor<?xf32>
}
