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
  // CHECK: call @contraction_f32({{.+}}, %[[ADD]], %{{.+}})
  func.func @matmul(%a: memref<1024x131xf32>, %b: memref<1024x137xf32>, %c: memref<131x137xf32>) {
    linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                                   affine_map<(m, n, k) -> (m, n)>]
        ins(%a, %b : memref<1024x131xf32>, memref<1024x137xf32>) outs(%c : memref<131x137xf32>)
    return
  }

  // Rows of b that are near each other are read where they lie, whatever the number of rows of a.
  // CHECK-LABEL: func.func @values(
  // CHECK-NOT: pack
  // CHECK: call @contraction_f32(
  func.func @values(%p: memref<?x?xf32>, %v: memref<?x64xf32, strided<[64, 1], offset: ?>>, %o: memref<?x64xf32>) {
    linalg.matmul ins(%p, %v : memref<?x?xf32>, memref<?x64xf32, strided<[64, 1], offset: ?>>) outs(%o : memref<?x64xf32>)
    return
  }
}
// CHECK: func.func private @microkernel_f32_8x48(
// CHECK: scf.for {{.+}} iter_args
// CHECK-COUNT-96: vector.fma {{.+}} : vector<16xf32>
// CHECK: scf.yield
// A panel and one vector behind it are one block: two steps of k of 6 x 4 vectors, the last of which is of the next panel.
// CHECK: func.func private @microkernel_f32_6x64(%{{.+}}: {{.+}}, %[[B:.+]]: memref<?x?x48xf32, {{.+}}>, %[[C:.+]]: memref<?x?xf32, {{.+}}>, %{{.+}}: i1,
// CHECK: scf.for {{.+}} iter_args
// CHECK: vector.load %[[B]][%c0, %{{.+}}, %c32]
// CHECK: vector.load %[[B]][%c1, %{{.+}}, %c0]
// CHECK-COUNT-48: vector.fma {{.+}} : vector<16xf32>
// CHECK: scf.yield
