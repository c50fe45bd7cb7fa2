// RUN: tenfold-opt %s --tenfold-group-ops --remarks-filter-missed=group-ops -o - 2>&1 | FileCheck %s
// Near misses: what keeps an op out of the group of its producer.

#id = affine_map<(m, n) -> (m, n)>
#t = affine_map<(m, n) -> (n, m)>
#none = affine_map<(m, n) -> ()>
#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#offset = affine_map<(m, n) -> (m, n + 2)>

// A full reduction shares no parallel dimension with its producer.
// CHECK: rule 2: no dimension is parallel in every op
// A matrix product without a batch starts its own kernel.
// CHECK: rule 3: a contraction without a batch dimension in common
// The sum of a value and a reshaped form of it waits for the reshape.
// CHECK: rule 1: an op outside the group lies between
// A convolution by a weight that is computed, and a sum of its places.
// CHECK: rule 3: a contraction without a batch dimension in common
// CHECK: rule 4: it reduces over a dimension of a matrix product
// A slice of a value, and one of its elements wherever they are.
// CHECK: rule 5: it reads the group elsewhere than at its own place
// CHECK: rule 5: it reads the group elsewhere than at its own place

// CHECK-LABEL: func.func @full_reduction
// CHECK: program.group = 0
// CHECK: program.group = 1
func.func @full_reduction(%x: tensor<3x5xf32>, %e: tensor<3x5xf32>, %s: tensor<f32>) -> tensor<f32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x5xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  %1 = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction", "reduction"]}
      ins(%0 : tensor<3x5xf32>) outs(%s : tensor<f32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  return %1 : tensor<f32>
}

// CHECK-LABEL: func.func @product_of_map
// CHECK: program.group = 0
// CHECK: program.group = 1
func.func @product_of_map(%x: tensor<3x5xf32>, %e: tensor<3x5xf32>, %w: tensor<5x7xf32>, %c: tensor<3x7xf32>) -> tensor<3x7xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x5xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  %1 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%0, %w : tensor<3x5xf32>, tensor<5x7xf32>) outs(%c : tensor<3x7xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.mulf %p, %q : f32
    %s = arith.addf %o, %r : f32
    linalg.yield %s : f32
  } -> tensor<3x7xf32>
  return %1 : tensor<3x7xf32>
}

// CHECK-LABEL: func.func @through_a_view
// CHECK: program.group = 0
// CHECK: program.group = 1
func.func @through_a_view(%x: tensor<3x5xf32>, %e: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x5xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  %flat = tensor.collapse_shape %0 [[0, 1]] : tensor<3x5xf32> into tensor<15xf32>
  %back = tensor.expand_shape %flat [[0, 1]] output_shape [5, 3] : tensor<15xf32> into tensor<5x3xf32>
  %1 = linalg.generic {indexing_maps = [#id, #t, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0, %back : tensor<3x5xf32>, tensor<5x3xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.addf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  return %1 : tensor<3x5xf32>
}

// CHECK-LABEL: func.func @convolution
// CHECK: program.group = 0
// CHECK: program.group = 1
// CHECK: program.group = 2
func.func @convolution(%x: tensor<5x13xf32>, %w: tensor<7x3xf32>, %u: tensor<7x3xf32>, %y: tensor<7x11xf32>, %z: tensor<7xf32>) -> tensor<7xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%w : tensor<7x3xf32>) outs(%u : tensor<7x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<7x3xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(o, i, c, k) -> (c, i + k)>, affine_map<(o, i, c, k) -> (o, k)>,
                                        affine_map<(o, i, c, k) -> (o, i)>],
                       iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %0 : tensor<5x13xf32>, tensor<7x3xf32>) outs(%y : tensor<7x11xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = math.fma %p, %q, %o : f32
    linalg.yield %r : f32
  } -> tensor<7x11xf32>
  %2 = linalg.generic {indexing_maps = [#id, affine_map<(m, n) -> (m)>], iterator_types = ["parallel", "reduction"]}
      ins(%1 : tensor<7x11xf32>) outs(%z : tensor<7xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<7xf32>
  return %2 : tensor<7xf32>
}

// CHECK-LABEL: func.func @slice
// CHECK: program.group = 0
// CHECK: program.group = 1
func.func @slice(%x: tensor<3x5xf32>, %e: tensor<3x5xf32>, %s: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x5xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  %1 = linalg.generic {indexing_maps = [#offset, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<3x5xf32>) outs(%s : tensor<3x2xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: func.func @captured
// CHECK: program.group = 0
// CHECK: program.group = 1
func.func @captured(%x: tensor<3x5xf32>, %e: tensor<3x5xf32>, %s: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x5xf32>) outs(%e : tensor<3x5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  %1 = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%s : tensor<3x5xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %r = tensor.extract %0[%i, %i] : tensor<3x5xf32>
    linalg.yield %r : f32
  } -> tensor<3x5xf32>
  return %1 : tensor<3x5xf32>
}
