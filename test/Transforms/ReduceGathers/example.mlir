// RUN: tenfold-opt %s --pass-pipeline='builtin.module(func.func(tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,resolve-ranked-shaped-type-result-dims,canonicalize,cse,tenfold-fuse-elementwise,tenfold-reduce-gathers,canonicalize,cse))' | FileCheck %s
// RUN: tenfold-opt %s --pass-pipeline='builtin.module(func.func(tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,resolve-ranked-shaped-type-result-dims,canonicalize,cse,tenfold-fuse-elementwise,tenfold-reduce-gathers,canonicalize,cse))' --remarks-filter=reduce-gathers -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Cross-entropy of logits with a bias: the target's logit is one more sum over the words, of which the logarithm of
// probabilities is made afterwards.

// REMARK: [Passed] Gather | Category:reduce-gathers | Function=loss | sums=1

// CHECK-LABEL: func.func @loss
// CHECK-SAME: %[[X:.*]]: tensor<3x7xf32>, %[[W:.*]]: tensor<37x7xf32>, %[[B:.*]]: tensor<37xf32>, %[[T:.*]]: tensor<3xi64>
// CHECK: %[[S:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[W]] :
// CHECK: math.exp
// CHECK: %[[AT:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[S]], %[[T]] : tensor<3x37xf32>, tensor<3xi64>)
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32, %[[I:.*]]: i64, %[[ACC:.*]]: f32):
// CHECK: %[[J:.*]] = linalg.index 1
// CHECK: %[[IS:.*]] = arith.cmpi eq, %[[J]], %{{.*}} : index
// CHECK: %[[TERM:.*]] = arith.select %[[IS]], %[[E]], %{{.*}} : f32
// CHECK: arith.addf %[[ACC]], %[[TERM]]
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]} ins(%[[T]], %{{.*}}, %[[AT]] :
// CHECK: tensor.extract %[[B]][
// CHECK: math.log
// CHECK-NOT: linalg.generic
func.func @loss(%x: tensor<3x7xf32>, %w: tensor<37x7xf32>, %b: tensor<37xf32>, %t: tensor<3xi64>) -> tensor<3xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<37x7xf32>
  %1 = nn.add %0, %b : tensor<3x37xf32>, tensor<37xf32>
  %2 = nn.cross_entropy %1, %t : tensor<3x37xf32>, tensor<3xi64>
  return %2 : tensor<3xf32>
}
