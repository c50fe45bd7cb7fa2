// RUN: %python %S/quoted.py %root/docs/architecture.md %s
// RUN: %python %S/quoted.py %root/dialects/NN/README.md %s
// RUN: tenfold compile %s --target=cpu:haswell --to=import | FileCheck %s --check-prefix=IMPORT
// RUN: tenfold compile %s --target=cpu:haswell --to=fold | FileCheck %s --check-prefix=FOLD
// RUN: tenfold compile %s --target=cpu:haswell --to=plan | FileCheck %s --check-prefix=PLAN
// RUN: tenfold compile %s --target=cpu:haswell --to=tile | FileCheck %s --check-prefix=TILE
// RUN: tenfold compile %s --target=cpu:haswell --to=vector | FileCheck %s --check-prefix=VECTOR
// RUN: tenfold compile %s --target=cpu:haswell --to=target | FileCheck %s --check-prefix=TARGET
// The model of docs/architecture.md and dialects/NN/README.md, and what stands at the border of each stage.
// IMPORT: func.func @main(%arg0: tensor<?x13xf32> {nn.dims = ["n", 13], nn.name = "x"}, %arg1: tensor<7x13xf32> {nn.param = "head.weight"}
// IMPORT: nn.einsum %arg0, %arg1 "... i, o i -> ... o" : tensor<?x13xf32>, tensor<7x13xf32>
// IMPORT: nn.softmax %1 -1 : tensor<?x7xf32>
// FOLD: call @kernel_contract_map(%arg0, %arg1, %arg2)
// FOLD: call @kernel_reduce_map_reduce_map(
// FOLD: func.func private @kernel_contract_map{{.*}} attributes {program.kernel}
// FOLD: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<?x13xf32>, tensor<7x13xf32>)
// PLAN: affine_map<(d0, d1, d2) -> (d1 floordiv 16, d2, d1 mod 16)>
// PLAN: program.plan = {arena = 1792 : i64
// PLAN: memref.view %arg5[%{{.+}}][%arg0] : memref<?xi8> to memref<?x7xf32>
// PLAN: call @kernel_0_contract_map(%arg1, %arg2, %arg3, %view) : (memref<?x13xf32>, memref<1x13x16xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
// TILE: scf.forall (%{{.+}}) in (%{{.+}}) {
// TILE: memref.subview %arg3
// VECTOR: call @contraction_f32(
// VECTOR: vector.fma
// TARGET: llvm.intr.fma
// TARGET: @tenfold_artifact_v1

module attributes {nn.bounds = {n = [1, 64]}} {

nn.block @main(%x: tensor<?x13xf32> {nn.dims = ["n", 13]}) -> (tensor<?x7xf32> {nn.name = "y"}) {
  %0 = nn.apply @linear "head" (%x) {OUT = 7} : (tensor<?x13xf32>) -> tensor<?x7xf32>
  %1 = nn.softmax %0 -1 : tensor<?x7xf32>
  nn.return %1 : tensor<?x7xf32>
}

}
