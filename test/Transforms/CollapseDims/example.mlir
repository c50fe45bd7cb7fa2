// RUN: tenfold-opt %s --tenfold-collapse-dims | FileCheck %s
// Batch and sequence of a linear layer and its bias are one dimension of rows; views stand at the border of the group.
// A dimension whose index is asked for stays.

#x = affine_map<(b, s, o, i) -> (b, s, i)>
#w = affine_map<(b, s, o, i) -> (o, i)>
#y = affine_map<(b, s, o, i) -> (b, s, o)>
#id = affine_map<(b, s, o) -> (b, s, o)>
#o = affine_map<(b, s, o) -> (o)>

// CHECK-LABEL: func.func @linear
// CHECK: %[[X:.+]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]]
// CHECK: %[[P:.+]] = linalg.generic {{.*}}["parallel", "parallel", "reduction"]} ins(%[[X]], %arg1 : tensor<?x7xf32>, tensor<5x7xf32>)
// CHECK-SAME: program.group = 0
// CHECK: %[[Y:.+]] = linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[P]], %arg2 : tensor<?x5xf32>, tensor<5xf32>)
// CHECK: tensor.expand_shape %[[Y]] {{\[\[}}0, 1], [2]]
func.func @linear(%x: tensor<?x?x7xf32>, %w: tensor<5x7xf32>, %b: tensor<5xf32>, %e: tensor<?x?x5xf32>) -> tensor<?x?x5xf32> {
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x?x7xf32>, tensor<5x7xf32>) outs(%e : tensor<?x?x5xf32>) attrs = {program.group = 0 : i64} {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %r = arith.mulf %p, %q : f32
    %s = arith.addf %a, %r : f32
    linalg.yield %s : f32
  } -> tensor<?x?x5xf32>
  %1 = linalg.generic {indexing_maps = [#id, #o, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%0, %b : tensor<?x?x5xf32>, tensor<5xf32>) outs(%e : tensor<?x?x5xf32>) attrs = {program.group = 0 : i64} {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %r = arith.addf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<?x?x5xf32>
  return %1 : tensor<?x?x5xf32>
}

// CHECK-LABEL: func.func @index
// CHECK-NOT: collapse_shape
// CHECK: return
func.func @index(%x: tensor<?x?x5xf32>, %e: tensor<?x?x5xf32>) -> tensor<?x?x5xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x?x5xf32>) outs(%e : tensor<?x?x5xf32>) attrs = {program.group = 0 : i64} {
  ^bb0(%p: f32, %a: f32):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i32
    %f = arith.sitofp %j : i32 to f32
    %r = arith.addf %p, %f : f32
    linalg.yield %r : f32
  } -> tensor<?x?x5xf32>
  return %0 : tensor<?x?x5xf32>
}
