// RUN: tenfold-opt %s --tenfold-pack-weights | FileCheck %s
// A tied weight in blocks: a gather and a contraction each get the parts of the blocks, the contraction in panels.

// CHECK-DAG: #[[$Q:.+]] = affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2 floordiv 32, d2 mod 16, d1 mod 16)>
// CHECK-DAG: #[[$D:.+]] = affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2 floordiv 32, d1 mod 16)>

module attributes {program.cpu = "x86-64-v3"} {
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: tensor<3x2x16x16xi8> {nn.param = "table@q", program.original = tensor<37x2x16xi8>, program.packed = affine_map<(d0, d1, d2, d3) -> (d0 * 16 + d3, d1, d2)>}
  // CHECK-SAME: tensor<3x2x16xf16> {nn.param = "table@d", program.original = tensor<37x2xf16>, program.packed = affine_map<(d0, d1, d2) -> (d0 * 16 + d2, d1)>}
  // CHECK-SAME: tensor<37x2x16xi8> {nn.param = "table@q"}
  // CHECK-SAME: tensor<37x2xf16> {nn.param = "table@d"}
  func.func @main(%ids: tensor<?xi64>, %w: tensor<37x64xf32> {nn.param = "table", nn.storage = "q4_0"}) -> tensor<?x37xf32> {
    %0 = call @gather(%ids, %w) : (tensor<?xi64>, tensor<37x64xf32>) -> tensor<?x64xf32>
    %1 = call @contract(%0, %w) : (tensor<?x64xf32>, tensor<37x64xf32>) -> tensor<?x37xf32>
    return %1 : tensor<?x37xf32>
  }

  // CHECK-LABEL: func.func private @gather(
  // CHECK:      %[[BYTE:.+]] = tensor.extract %{{.+}}[%{{.+}}, %{{.+}}, %{{.+}}] : tensor<37x2x16xi8>
  // CHECK:      %[[SCALE:.+]] = tensor.extract %{{.+}}[%{{.+}}, %{{.+}}] : tensor<37x2xf16>
  // CHECK:      %[[D:.+]] = arith.extf %[[SCALE]] : f16 to f32
  // CHECK:      arith.mulf %[[D]], %{{.+}} : f32
  func.func private @gather(%ids: tensor<?xi64>, %w: tensor<37x64xf32>) -> tensor<?x64xf32> attributes {program.kernel} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %ids, %c0 : tensor<?xi64>
    %e = tensor.empty(%n) : tensor<?x64xf32>
    %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                         iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<?xi64>) outs(%e : tensor<?x64xf32>) {
    ^bb0(%id: i64, %o: f32):
      %row = arith.index_cast %id : i64 to index
      %column = linalg.index 1 : index
      %v = tensor.extract %w[%row, %column] : tensor<37x64xf32>
      linalg.yield %v : f32
    } -> tensor<?x64xf32>
    return %0 : tensor<?x64xf32>
  }

  // CHECK-LABEL: func.func private @contract(
  // CHECK:      linalg.generic
  // CHECK-SAME: #[[$Q]], #[[$D]]
  // CHECK-SAME: ins(%{{.+}}, %{{.+}}, %{{.+}} : tensor<?x64xf32>, tensor<3x2x16x16xi8>, tensor<3x2x16xf16>)
  // CHECK-SAME: nn.storage = "q4_0"
  // CHECK:      linalg.index 2
  // CHECK:      %[[W:.+]] = arith.mulf %{{.+}}, %{{.+}} : f32
  // CHECK-NEXT: %[[P:.+]] = arith.mulf %{{.+}}, %[[W]] : f32
  func.func private @contract(%x: tensor<?x64xf32>, %w: tensor<37x64xf32>) -> tensor<?x37xf32> attributes {program.kernel} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %n = tensor.dim %x, %c0 : tensor<?x64xf32>
    %e = tensor.empty(%n) : tensor<?x37xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x37xf32>) -> tensor<?x37xf32>
    %0 = linalg.generic {indexing_maps = [affine_map<(i, o, k) -> (i, k)>, affine_map<(i, o, k) -> (o, k)>, affine_map<(i, o, k) -> (i, o)>],
                         iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<?x64xf32>, tensor<37x64xf32>) outs(%f : tensor<?x37xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    } -> tensor<?x37xf32>
    return %0 : tensor<?x37xf32>
  }
}
