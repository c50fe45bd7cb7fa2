// RUN: tenfold-interpret %s --stages=';func.func(tenfold-decompose);func.func(tenfold-convert-nn-to-linalg)' | FileCheck %s --check-prefix=GOOD
// RUN: tenfold-interpret %s --stages=';func.func(tenfold-decompose);func.func(tenfold-convert-nn-to-linalg);test-plant-bug;canonicalize' | FileCheck %s

// Stages that keep the meaning do not part, though they round differently.
// GOOD: no stage parts

// A planted bug is found in its stage, at the op that it broke: the product in the scoring of attention's first half, not
// what follows from it.
// CHECK: stage `test-plant-bug` is the first to part from `func.func(tenfold-convert-nn-to-linalg)`: result 0, element 0: expected
// CHECK: its first op to part: %{{.*}} = linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: bisect.mlir":[[@LINE+4]]:8), element 0: expected {{.*}}, got
func.func @main(%x: tensor<3x5xf32>, %w: tensor<7x5xf32>, %g: tensor<7xf32>) -> tensor<3x7xf32> {
  %0 = nn.exp %x : tensor<3x5xf32>
  // The first product of scalars is here.
  %1 = nn.einsum %0, %w "r i, o i -> r o" : tensor<3x5xf32>, tensor<7x5xf32>
  %2 = nn.layer_norm %1, %g, %g epsilon 1.0e-5 : tensor<3x7xf32>, tensor<7xf32>, tensor<7xf32>
  %3 = nn.softmax %2 -1 : tensor<3x7xf32>
  return %3 : tensor<3x7xf32>
}
