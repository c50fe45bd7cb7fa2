// RUN: tenfold-opt %root/models/minilm.mlir --tenfold-import-pipeline --tenfold-model-pipeline --tenfold-fold-pipeline \
// RUN:   --tenfold-share-kernels | FileCheck %s
// MiniLM has eight distinct kernels, however many layers; a layer is nine calls. Attention is one kernel, its transposes
// are indexing maps, and batch and sequence are one dimension of rows.

// CHECK-LABEL: func.func private @layer
// CHECK-DAG:   %[[X:.+]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<?x?x384xf32> into tensor<?x384xf32>
// CHECK:       %[[Q:.+]] = call @[[LINEAR:kernel_[0-9]+_contract_map]](%[[X]],
// CHECK:       %[[K:.+]] = call @[[LINEAR]](%[[X]],
// CHECK:       %[[V:.+]] = call @[[LINEAR]](%[[X]],
// CHECK:       call @{{kernel_[0-9]+_contract_map_reduce_map_reduce_contract_map}}(
// CHECK-COUNT-5: call @kernel_
// CHECK-NOT:   call
// CHECK:       return
// CHECK-COUNT-8: func.func private @kernel_
// CHECK-NOT:   func.func
