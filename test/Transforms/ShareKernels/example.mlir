// RUN: tenfold-opt %s --tenfold-share-kernels | FileCheck %s
// RUN: tenfold-opt %s --tenfold-share-kernels --remarks-filter=share-kernels -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// Equal but for names and locations: one kernel stays, and what its name says.
// REMARK: Distinct=3, Kernels=4

// CHECK-LABEL: func.func @main
// CHECK: call @kernel_0_negate(
// CHECK: call @kernel_0_negate(
// CHECK: call @kernel_1_exp(
// CHECK: call @kernel_2(
func.func @main(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  %0 = func.call @kernel_4_negate(%x) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  %1 = func.call @kernel_9_other(%0) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  %2 = func.call @kernel_1_exp(%1) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  %3 = func.call @kernel_0(%2) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  return %3 : tensor<?x7xf32>
}

#rows = affine_map<(i, j) -> (i, j)>

// CHECK: func.func private @kernel_0_negate(
func.func private @kernel_4_negate(%x: tensor<?x7xf32>) -> tensor<?x7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x7xf32>) outs(%x : tensor<?x7xf32>) {
  ^bb0(%a: f32, %b: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

// CHECK-NOT: other
func.func private @kernel_9_other(%y: tensor<?x7xf32>) -> tensor<?x7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%y : tensor<?x7xf32>) outs(%y : tensor<?x7xf32>) {
  ^bb0(%c: f32, %d: f32):
    %n = arith.negf %c : f32
    linalg.yield %n : f32
  } -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

// CHECK: func.func private @kernel_1_exp(
func.func private @kernel_1_exp(%x: tensor<?x7xf32>) -> tensor<?x7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x7xf32>) outs(%x : tensor<?x7xf32>) {
  ^bb0(%a: f32, %b: f32):
    %n = math.exp %a : f32
    linalg.yield %n : f32
  } -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

// CHECK: func.func private @kernel_2(
func.func private @kernel_0(%x: tensor<?x7xf32>) -> tensor<?x7xf32> attributes {program.kernel, program.cost = 3} {
  %0 = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x7xf32>) outs(%x : tensor<?x7xf32>) {
  ^bb0(%a: f32, %b: f32):
    %n = math.exp %a : f32
    linalg.yield %n : f32
  } -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}
