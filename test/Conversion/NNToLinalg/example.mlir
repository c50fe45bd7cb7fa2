// RUN: tenfold-opt %s --tenfold-convert-nn-to-linalg | FileCheck %s

// A contraction starts from zeros and adds up products, in index order.
// CHECK-DAG: [[$LHS:#.+]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: [[$RHS:#.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: [[$OUT:#.+]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-LABEL: @linear
func.func @linear(%x: tensor<?x5xf32>, %w: tensor<7x5xf32>) -> tensor<?x7xf32> {
  // CHECK: [[ROWS:%.+]] = tensor.dim
  // CHECK: [[EMPTY:%.+]] = tensor.empty([[ROWS]]) : tensor<?x7xf32>
  // CHECK: [[ZERO:%.+]] = linalg.fill {{.*}} outs([[EMPTY]]
  // CHECK: linalg.generic {indexing_maps = [[[$LHS]], [[$RHS]], [[$OUT]]], iterator_types = ["parallel", "parallel", "reduction"]}
  // CHECK-SAME: outs([[ZERO]]
  // CHECK: arith.mulf
  // CHECK: arith.addf
  // CHECK-NOT: nn.
  %0 = nn.einsum %x, %w "r i, o i -> r o" : tensor<?x5xf32>, tensor<7x5xf32>
  return %0 : tensor<?x7xf32>
}
