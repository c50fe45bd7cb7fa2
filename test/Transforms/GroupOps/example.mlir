// RUN: tenfold-opt %s --tenfold-group-ops | FileCheck %s
// RUN: tenfold-opt %s --tenfold-group-ops --remarks-filter-missed=group-ops -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// A matrix product and its bias are one kernel; the row sums that follow are another, so that the product stays free to
// be split over its columns. With a batch dimension in common both products of attention are one kernel.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#n = affine_map<(m, n) -> (n)>
#m = affine_map<(m, n) -> (m)>

// CHECK-LABEL: func.func @linear_then_sum
// CHECK: linalg.generic {{.*}}"reduction"]{{.*}}program.group = 0
// CHECK: linalg.generic {{.*}}["parallel", "parallel"]{{.*}}program.group = 0
// CHECK: linalg.generic {{.*}}["parallel", "reduction"]{{.*}}program.group = 1
// REMARK: group-ops{{.*}}rule 4: it reduces over a dimension of a matrix product
func.func @linear_then_sum(%x: tensor<?x7xf32>, %w: tensor<5x7xf32>, %b: tensor<5xf32>, %c: tensor<?x5xf32>, %s: tensor<?xf32>) -> tensor<?xf32> {
  %0 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x7xf32>, tensor<5x7xf32>) outs(%c : tensor<?x5xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.mulf %p, %q : f32
    %t = arith.addf %o, %r : f32
    linalg.yield %t : f32
  } -> tensor<?x5xf32>
  %1 = linalg.generic {indexing_maps = [#id, #n, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0, %b : tensor<?x5xf32>, tensor<5xf32>) outs(%c : tensor<?x5xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.addf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<?x5xf32>
  %2 = linalg.generic {indexing_maps = [#id, #m], iterator_types = ["parallel", "reduction"]}
      ins(%1 : tensor<?x5xf32>) outs(%s : tensor<?xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

#bid = affine_map<(b, i, j, d) -> (b, i, d)>
#bjd = affine_map<(b, i, j, d) -> (b, j, d)>
#bij = affine_map<(b, i, j, d) -> (b, i, j)>
#b_ij = affine_map<(b, i, v, j) -> (b, i, j)>
#b_jv = affine_map<(b, i, v, j) -> (b, j, v)>
#b_iv = affine_map<(b, i, v, j) -> (b, i, v)>

// CHECK-LABEL: func.func @chained_products
// CHECK-COUNT-2: program.group = 0
// CHECK-NOT: program.group = 1
// CHECK: return
func.func @chained_products(%q: tensor<2x?x7xf32>, %k: tensor<2x?x7xf32>, %v: tensor<2x?x5xf32>, %s: tensor<2x?x?xf32>, %o: tensor<2x?x5xf32>) -> tensor<2x?x5xf32> {
  %0 = linalg.generic {indexing_maps = [#bid, #bjd, #bij], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : tensor<2x?x7xf32>, tensor<2x?x7xf32>) outs(%s : tensor<2x?x?xf32>) {
  ^bb0(%p: f32, %r: f32, %a: f32):
    %t = arith.mulf %p, %r : f32
    %u = arith.addf %a, %t : f32
    linalg.yield %u : f32
  } -> tensor<2x?x?xf32>
  %1 = linalg.generic {indexing_maps = [#b_ij, #b_jv, #b_iv], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%0, %v : tensor<2x?x?xf32>, tensor<2x?x5xf32>) outs(%o : tensor<2x?x5xf32>) {
  ^bb0(%p: f32, %r: f32, %a: f32):
    %t = arith.mulf %p, %r : f32
    %u = arith.addf %a, %t : f32
    linalg.yield %u : f32
  } -> tensor<2x?x5xf32>
  return %1 : tensor<2x?x5xf32>
}

// One tensor as both factors: its rows and columns are two loops, so the sum of rows joins.
// CHECK-LABEL: func.func @with_itself
// CHECK-COUNT-2: program.group = 0
// CHECK-NOT: program.group = 1
// CHECK: return
func.func @with_itself(%x: tensor<2x?x7xf32>, %s: tensor<2x?x?xf32>, %o: tensor<2x?xf32>) -> tensor<2x?xf32> {
  %0 = linalg.generic {indexing_maps = [#bid, #bjd, #bij], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %x : tensor<2x?x7xf32>, tensor<2x?x7xf32>) outs(%s : tensor<2x?x?xf32>) {
  ^bb0(%p: f32, %r: f32, %a: f32):
    %t = arith.mulf %p, %r : f32
    %u = arith.addf %a, %t : f32
    linalg.yield %u : f32
  } -> tensor<2x?x?xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(b, i, j) -> (b, i, j)>, affine_map<(b, i, j) -> (b, i)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%0 : tensor<2x?x?xf32>) outs(%o : tensor<2x?xf32>) {
  ^bb0(%p: f32, %a: f32):
    %u = arith.addf %a, %p : f32
    linalg.yield %u : f32
  } -> tensor<2x?xf32>
  return %1 : tensor<2x?xf32>
}

// All but the last element: a size that no argument of a kernel has.
// CHECK-LABEL: func.func @all_but_one
// CHECK: linalg.generic {{.*}}program.group = 0
// CHECK: linalg.generic {{.*}}program.group = 1
// REMARK: group-ops{{.*}}rule 7: a result of the group has a computed size
func.func @all_but_one(%x: tensor<?x?xf32>, %s: tensor<?xf32>, %n: index, %m: index) -> tensor<?xf32> {
  %one = arith.constant 1 : index
  %less = arith.subi %n, %one : index
  %e = tensor.empty(%m, %less) : tensor<?x?xf32>
  %0 = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%e : tensor<?x?xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %r = tensor.extract %x[%i, %j] : tensor<?x?xf32>
    linalg.yield %r : f32
  } -> tensor<?x?xf32>
  %1 = linalg.generic {indexing_maps = [#id, #m], iterator_types = ["parallel", "reduction"]}
      ins(%0 : tensor<?x?xf32>) outs(%s : tensor<?xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
