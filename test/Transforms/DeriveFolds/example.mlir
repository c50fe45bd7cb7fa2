// RUN: tenfold-opt %s --tenfold-derive-folds --canonicalize --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-derive-folds --remarks-filter-passed=derive-folds -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// The logarithm of a sum of exponentials: the maximum and the sum become one pass. The state is (m, l), and where m grows l
// shrinks by exp(m - m').
#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#each = affine_map<(i) -> (i)>

// REMARK: Fold | Category:derive-folds | Function=log_sum_exp | exponentials of an element=1, other operations of an element=3, reductions=2, states=2

// CHECK-LABEL: func.func @log_sum_exp
// CHECK-SAME: (%[[X:.*]]: tensor<3x11xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-DAG: %[[LEAST:.*]] = arith.constant 0xFF800000 : f32
// CHECK: %[[R:.*]] = fold.reduce
// CHECK-SAME: iterator_types = ["parallel", "stream"]} ins(%[[X]] : tensor<3x11xf32>) init(%[[LEAST]], %[[ZERO]] : f32, f32) -> tensor<3xf32>
// CHECK-SAME: absorb (%[[T:.*]]: tensor<?x?xf32>, %[[M:.*]]: tensor<?xf32>, %[[L:.*]]: tensor<?xf32>) {
// CHECK: %[[M1:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[T]] : {{.*}}) outs(%[[M]] :
// CHECK: arith.maxnumf
// The factor of what is stored; -inf is subtracted as 0.
// CHECK: %[[F:.*]] = linalg.generic {{.*}} ins(%[[M]], %[[M1]] :
// CHECK: arith.cmpf oeq, %[[IN:.*]], %[[LEAST]]
// CHECK: %[[G:.*]] = arith.select %{{.*}}, %[[ZERO]], %[[IN]]
// CHECK: arith.subf %{{.*}}, %[[G]]
// CHECK: math.exp
// CHECK: %[[P:.*]] = linalg.generic {{.*}} ins(%[[T]], %{{.*}} :
// CHECK: math.exp
// The sum of a tile begins from 0.
// CHECK: %[[LT:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[P]] : {{.*}}) outs(%[[NONE:.*]] :
// CHECK: arith.addf
// CHECK: %[[L1:.*]] = linalg.generic {{.*}} ins(%[[L]], %[[F]], %[[LT]] :
// CHECK: arith.mulf
// CHECK: arith.addf
// CHECK: fold.yield %[[M1]], %[[L1]]
// CHECK: } merge (
// CHECK: arith.maximumf
// CHECK: } finish (%[[M:.*]]: tensor<?xf32>, %[[L:.*]]: tensor<?xf32>) {
// CHECK: math.log
// CHECK: arith.addf
// CHECK: }
// CHECK-NOT: linalg.generic
// CHECK: return %[[R]]
func.func @log_sum_exp(%x: tensor<3x11xf32>) -> tensor<3xf32> {
  %least = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<3xf32>
  %none = linalg.fill ins(%least : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %m = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x11xf32>) outs(%none : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %out, %in : f32
    linalg.yield %0 : f32
  } -> tensor<3xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %l = linalg.generic {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %m : tensor<3x11xf32>, tensor<3xf32>) outs(%zeros : tensor<3xf32>) {
  ^bb0(%in: f32, %max: f32, %out: f32):
    %0 = arith.subf %in, %max : f32
    %1 = math.exp %0 : f32
    %2 = arith.addf %out, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  %r = linalg.generic {indexing_maps = [#each, #each, #each], iterator_types = ["parallel"]}
      ins(%m, %l : tensor<3xf32>, tensor<3xf32>) outs(%empty : tensor<3xf32>) {
  ^bb0(%max: f32, %sum: f32, %out: f32):
    %0 = math.log %sum : f32
    %1 = arith.addf %max, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<3xf32>
  return %r : tensor<3xf32>
}
