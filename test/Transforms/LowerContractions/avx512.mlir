// RUN: tenfold-opt %s --tenfold-lower-contractions --canonicalize --cse | FileCheck %s
// With 32 registers of 512 bits: blocks of 8x48. b is row-major and many rows read it, so it is packed; a has
// unit stride along m, so blocks of 64 rows that stay in L2 are transposed into rows 16 elements longer than k.

module attributes {program.cpu = "skylake-avx512"} {
  // CHECK-LABEL: func.func @matmul(
  // CHECK-DAG: %[[ADD:.+]] = arith.constant true
  // CHECK-DAG: %[[STEP:.+]] = arith.constant 64 : index
  // CHECK-DAG: memref.alloc() {alignment = 64 : i64} : memref<3x1024x48xf32>
  // CHECK-DAG: memref.alloc() {alignment = 64 : i64} : memref<64x1040xf32>
  // CHECK: call @pack_panels_f32
  // CHECK: scf.for %{{.+}} = %{{.+}} to %{{.+}} step %[[STEP]]
  // CHECK: call @pack_f32
  // CHECK: call @contraction_f32({{.+}}, %[[ADD]])
  func.func @matmul(%a: memref<1024x131xf32>, %b: memref<1024x137xf32>, %c: memref<131x137xf32>) {
    linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                                   affine_map<(m, n, k) -> (m, n)>]
        ins(%a, %b : memref<1024x131xf32>, memref<1024x137xf32>) outs(%c : memref<131x137xf32>)
    return
  }
}
// CHECK: func.func private @microkernel_f32_8x48(
// CHECK: scf.for {{.+}} iter_args
// CHECK-COUNT-96: vector.fma {{.+}} : vector<16xf32>
// CHECK: scf.yield
