// RUN: tenfold-opt %s --tenfold-fuse-elementwise --canonicalize | FileCheck %s
// Two element-wise ops become one; a contraction takes a transpose, but no arithmetic.

#id = affine_map<(d0, d1) -> (d0, d1)>
#t = affine_map<(d0, d1) -> (d1, d0)>

// CHECK: #[[$BT:.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>

// CHECK-LABEL: func.func @chain
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK-NEXT: arith.addf
// CHECK-NOT: linalg.generic
func.func @chain(%x: tensor<5x7xf32>) -> tensor<5x7xf32> {
  %e = tensor.empty() : tensor<5x7xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<5x7xf32>) outs(%e : tensor<5x7xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = math.exp %a : f32
    linalg.yield %r : f32
  } -> tensor<5x7xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0, %x : tensor<5x7xf32>, tensor<5x7xf32>) outs(%e : tensor<5x7xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = arith.addf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<5x7xf32>
  return %1 : tensor<5x7xf32>
}

#ma = affine_map<(m, n, k) -> (m, k)>
#mb = affine_map<(m, n, k) -> (k, n)>
#mc = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @contraction
// CHECK-SAME: %[[A:.+]]: tensor<5x7xf32>, %[[B:.+]]: tensor<3x7xf32>
// CHECK: %[[E:.+]] = linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[A]]
// CHECK: math.exp
// CHECK: linalg.generic {indexing_maps = [#{{.+}}, #[[$BT]], #{{.+}}], {{.*}}"reduction"]} ins(%[[E]], %[[B]]
func.func @contraction(%a: tensor<5x7xf32>, %b: tensor<3x7xf32>, %c: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %e0 = tensor.empty() : tensor<5x7xf32>
  %e1 = tensor.empty() : tensor<7x3xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<5x7xf32>) outs(%e0 : tensor<5x7xf32>) {
  ^bb0(%x: f32, %o: f32):
    %r = math.exp %x : f32
    linalg.yield %r : f32
  } -> tensor<5x7xf32>
  %1 = linalg.generic {indexing_maps = [#t, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b : tensor<3x7xf32>) outs(%e1 : tensor<7x3xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  } -> tensor<7x3xf32>
  %2 = linalg.generic {indexing_maps = [#ma, #mb, #mc], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%0, %1 : tensor<5x7xf32>, tensor<7x3xf32>) outs(%c : tensor<5x3xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<5x3xf32>
  return %2 : tensor<5x3xf32>
}

#wx = affine_map<(i, k) -> (i + k)>
#wk = affine_map<(i, k) -> (k)>
#wy = affine_map<(i, k) -> (i)>
#line = affine_map<(i) -> (i)>

// What reads an element at several places of the result takes no arithmetic.
// CHECK-LABEL: func.func @window
// CHECK: %[[E:.+]] = linalg.generic {{.*}}["parallel"]}
// CHECK: math.exp
// CHECK: linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[E]],
func.func @window(%x: tensor<13xf32>, %w: tensor<3xf32>, %y: tensor<11xf32>) -> tensor<11xf32> {
  %e = tensor.empty() : tensor<13xf32>
  %0 = linalg.generic {indexing_maps = [#line, #line], iterator_types = ["parallel"]}
      ins(%x : tensor<13xf32>) outs(%e : tensor<13xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = math.exp %a : f32
    linalg.yield %r : f32
  } -> tensor<13xf32>
  %1 = linalg.generic {indexing_maps = [#wx, #wk, #wy], iterator_types = ["parallel", "reduction"]}
      ins(%0, %w : tensor<13xf32>, tensor<3xf32>) outs(%y : tensor<11xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = math.fma %a, %b, %o : f32
    linalg.yield %r : f32
  } -> tensor<11xf32>
  return %1 : tensor<11xf32>
}

// Numbers of places are made where they are used, by each user.
// CHECK-LABEL: func.func @numbers
// CHECK: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK-DAG: %[[I:.+]] = linalg.index 0
// CHECK-DAG: %[[J:.+]] = linalg.index 1
// CHECK: arith.cmpi sge
// CHECK: return
func.func @numbers(%n: index) -> tensor<?x?xi1> {
  %e = tensor.empty(%n) : tensor<?xi64>
  %0 = linalg.generic {indexing_maps = [#line], iterator_types = ["parallel"]} outs(%e : tensor<?xi64>) {
  ^bb0(%o: i64):
    %i = linalg.index 0 : index
    %r = arith.index_cast %i : index to i64
    linalg.yield %r : i64
  } -> tensor<?xi64>
  %f = tensor.empty(%n, %n) : tensor<?x?xi1>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%0, %0 : tensor<?xi64>, tensor<?xi64>) outs(%f : tensor<?x?xi1>) {
  ^bb0(%a: i64, %b: i64, %o: i1):
    %r = arith.cmpi sge, %a, %b : i64
    linalg.yield %r : i1
  } -> tensor<?x?xi1>
  return %1 : tensor<?x?xi1>
}
