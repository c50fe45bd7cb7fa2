// RUN: tenfold-opt %s --tenfold-lower-contractions --canonicalize --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-lower-contractions --remarks-filter=lower-contractions -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// A product with packed weights on AVX2: one call, blocks of 6x16, two vectors of 8 for each of 6 rows.

// REMARK: [Passed] contraction | Category:lower-contractions{{.*}}Function=linear{{.*}}columns=16, from zero=true, packed=true, rows=6

module attributes {program.cpu = "x86-64-v3"} {
  // CHECK-LABEL: func.func @linear(
  // CHECK-SAME: %[[A:[^:]+]]: memref<13x7xf32>, %[[B:[^:]+]]: memref<3x7x16xf32>, %[[C:[^:]+]]: memref<13x37xf32>)
  // CHECK-NOT: memref.alloc
  // CHECK-NOT: linalg.fill
  // CHECK: %[[KEEP:.+]] = arith.constant false
  // CHECK-DAG: %[[ROWS:.+]] = memref.cast %[[A]] : memref<13x7xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
  // CHECK-DAG: %[[PANELS:.+]] = memref.cast %[[B]] : memref<3x7x16xf32> to memref<?x?x16xf32, strided<[?, ?, 1], offset: ?>>
  // CHECK-DAG: %[[OUT:.+]] = memref.cast %[[C]] : memref<13x37xf32> to memref<?x?xf32, strided<[?, 1], offset: ?>>
  // CHECK: call @contraction_f32(%[[ROWS]], %[[PANELS]], %[[OUT]], %[[KEEP]], %{{.+}})
  func.func @linear(%a: memref<13x7xf32>, %b: memref<3x7x16xf32>, %c: memref<13x37xf32>) {
    %zero = arith.constant 0.0 : f32
    linalg.fill ins(%zero : f32) outs(%c : memref<13x37xf32>)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                                     affine_map<(m, n, k) -> (n floordiv 16, k, n mod 16)>,
                                     affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %b : memref<13x7xf32>, memref<3x7x16xf32>) outs(%c : memref<13x37xf32>) {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %s, %p : f32
      linalg.yield %q : f32
    }
    return
  }
}
// CHECK: func.func private @contraction_f32({{.+}}) attributes {llvm.linkage = #llvm.linkage<internal>, passthrough = ["noinline"]}
// CHECK-DAG: call @microkernel_f32_1x64(
// CHECK-DAG: call @microkernel_f32_6x16(
// CHECK-DAG: call @microkernel_f32_6x8_tail(

// CHECK: func.func private @microkernel_f32_6x16(
// CHECK: scf.if %{{.+}} -> ({{.+}}) {
// CHECK-COUNT-12: vector.load {{.+}} vector<8xf32>
// CHECK: scf.for {{.+}} iter_args
// CHECK-COUNT-2: vector.load {{.+}}, vector<8xf32>
// CHECK: memref.load
// CHECK-NEXT: vector.broadcast
// CHECK-COUNT-48: vector.fma {{.+}} : vector<8xf32>
// CHECK: scf.yield
// CHECK: scf.for {{.+}} iter_args
// CHECK-COUNT-12: vector.fma {{.+}} : vector<8xf32>
// CHECK: scf.yield
// CHECK-COUNT-12: vector.store {{.+}}, vector<8xf32>

// CHECK: func.func private @microkernel_f32_6x8_tail(
// CHECK: vector.create_mask %{{.+}} : vector<8xi1>
// CHECK-COUNT-6: vector.maskedstore
