// RUN: tenfold-opt %s --tenfold-pack-weights | FileCheck %s
// Multiplied in integers: four steps of k lie side by side for each column, and both contractions read blocks of integers that
// one kernel makes.

// CHECK-DAG: #[[$ROW:.+]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[$Q:.+]] = affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2 floordiv 32, (d2 mod 16) floordiv 4, d1 mod 16, d2 mod 4)>
// CHECK-DAG: #[[$D:.+]] = affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2 floordiv 32, d1 mod 16)>
// CHECK-DAG: #[[$S:.+]] = affine_map<(d0, d1, d2) -> (d0, d2 floordiv 32)>

module attributes {program.cpu = "x86-64-v3", program.precision = "int8-dynamic"} {
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: tensor<3x2x4x16x4xi8> {nn.param = "a@q", program.original = tensor<37x2x16xi8>, program.packed = affine_map<(d0, d1, d2, d3, d4) -> (d0 * 16 + d3, d1, d2 * 4 + d4)>}
  // CHECK:      %[[BLOCKS:.+]] = tensor.expand_shape %{{.+}} {{\[\[0\], \[1, 2\]\]}} output_shape [%{{.+}}, 2, 32]
  // CHECK-NEXT: %[[X:.+]]:2 = call @quantize_rows(%[[BLOCKS]]) : (tensor<?x2x32xf32>) -> (tensor<?x2x32xi8>, tensor<?x2xf32>)
  // CHECK-NEXT: %[[P:.+]] = tensor.collapse_shape %[[X]]#0
  // CHECK-NOT:  call @quantize_rows
  // CHECK:      call @contract(%[[P]], %[[X]]#1,
  // CHECK-NOT:  call @quantize_rows
  // CHECK:      call @contract(%[[P]], %[[X]]#1,
  func.func @main(%x: tensor<?x64xf32>, %a: tensor<37x64xf32> {nn.param = "a", nn.storage = "q4_0"}, %b: tensor<37x64xf32> {nn.param = "b", nn.storage = "q4_0"})
      -> (tensor<?x37xf32>, tensor<?x37xf32>) {
    %0 = call @contract(%x, %a) : (tensor<?x64xf32>, tensor<37x64xf32>) -> tensor<?x37xf32>
    %1 = call @contract(%x, %b) : (tensor<?x64xf32>, tensor<37x64xf32>) -> tensor<?x37xf32>
    return %0, %1 : tensor<?x37xf32>, tensor<?x37xf32>
  }

  // CHECK-LABEL: func.func private @contract(
  // CHECK-SAME: %{{.+}}: tensor<?x64xi8>, %{{.+}}: tensor<?x2xf32>, %{{.+}}: tensor<3x2x4x16x4xi8>, %{{.+}}: tensor<3x2x16xf16>)
  // CHECK:      linalg.generic {indexing_maps = [#[[$ROW]], #[[$Q]], #[[$D]], #[[$S]], #{{.+}}]
  // CHECK-NEXT: ^bb0(%[[INTEGER:.+]]: i8, %{{.+}}: i8, %{{.+}}: f16, %[[SCALE:.+]]: f32, %{{.+}}: f32):
  // CHECK-NEXT: %[[WIDE:.+]] = arith.extsi %[[INTEGER]] : i8 to i32
  // CHECK-NEXT: %[[REAL:.+]] = arith.sitofp %[[WIDE]] : i32 to f32
  // CHECK-NEXT: %[[ROW:.+]] = arith.mulf %[[REAL]], %[[SCALE]] : f32
  // CHECK:      arith.mulf %[[ROW]], %{{.+}} : f32
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

  // CHECK:      func.func private @quantize_rows(%[[ROWS:.+]]: tensor<?x2x32xf32>) -> (tensor<?x2x32xi8>, tensor<?x2xf32>) attributes {program.kernel}
  // CHECK:      math.absf
  // CHECK-NEXT: arith.maximumf
  // CHECK:      arith.divf %{{.+}}, %{{.+}} : f32
  // CHECK:      %[[RATIO:.+]] = arith.divf
  // CHECK-NEXT: math.roundeven %[[RATIO]]
  // CHECK:      arith.fptosi %{{.+}} : f32 to i8
}
