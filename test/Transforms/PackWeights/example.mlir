// RUN: tenfold-opt %s --allow-unregistered-dialect --tenfold-pack-weights | FileCheck %s
// RUN: tenfold-opt %s --allow-unregistered-dialect --tenfold-pack-weights --remarks-filter=pack-weights -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// Two weights of one kernel, the second through a function between, become panels of 16 columns (6x16 on AVX2).

// CHECK: #[[$READ:.+]] = affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2, d1 mod 16)>

// REMARK-COUNT-2: [Passed] weight | Category:pack-weights{{.*}}Function=main

module attributes {program.cpu = "x86-64-v3"} {
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: tensor<3x7x16xf32> {nn.param = "query.weight", program.original = tensor<37x7xf32>, program.packed = affine_map<(d0, d1, d2) -> (d0 * 16 + d2, d1)>}
  // CHECK-SAME: tensor<3x7x16xf32> {nn.param = "key.weight", program.original = tensor<37x7xf32>, program.packed = affine_map<(d0, d1, d2) -> (d0 * 16 + d2, d1)>}
  func.func @main(%x: tensor<?x7xf32>, %q: tensor<37x7xf32> {nn.param = "query.weight"},
                  %k: tensor<37x7xf32> {nn.param = "key.weight"}) -> (tensor<?x37xf32>, tensor<?x37xf32>) {
    // CHECK: call @kernel(%{{.+}}, %{{.+}}) : (tensor<?x7xf32>, tensor<3x7x16xf32>) -> tensor<?x37xf32>
    %0 = call @kernel(%x, %q) : (tensor<?x7xf32>, tensor<37x7xf32>) -> tensor<?x37xf32>
    %1 = call @layer(%x, %k) : (tensor<?x7xf32>, tensor<37x7xf32>) -> tensor<?x37xf32>
    return %0, %1 : tensor<?x37xf32>, tensor<?x37xf32>
  }
  // CHECK-LABEL: func.func private @layer(%{{.+}}: tensor<?x7xf32>, %{{.+}}: tensor<3x7x16xf32>)
  func.func private @layer(%x: tensor<?x7xf32>, %w: tensor<37x7xf32>) -> tensor<?x37xf32> {
    %0 = call @kernel(%x, %w) : (tensor<?x7xf32>, tensor<37x7xf32>) -> tensor<?x37xf32>
    return %0 : tensor<?x37xf32>
  }
  // CHECK-LABEL: func.func private @kernel(
  // CHECK-SAME: tensor<3x7x16xf32> {nn.dims = [3, 7, 16]}
  func.func private @kernel(%x: tensor<?x7xf32>, %w: tensor<37x7xf32> {nn.dims = [37, 7]}) -> tensor<?x37xf32>
      attributes {program.kernel} {
    %zero = arith.constant 0.0 : f32
    %i0 = arith.constant 0 : index
    %m = tensor.dim %x, %i0 : tensor<?x7xf32>
    %empty = tensor.empty(%m) : tensor<?x37xf32>
    %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x37xf32>) -> tensor<?x37xf32>
    // CHECK: linalg.generic {indexing_maps = [{{.+}}, #[[$READ]], {{.+}}]
    %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                          affine_map<(m, n, k) -> (m, n)>],
                         iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<?x7xf32>, tensor<37x7xf32>) outs(%init : tensor<?x37xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    } -> tensor<?x37xf32>
    return %0 : tensor<?x37xf32>
  }
}
