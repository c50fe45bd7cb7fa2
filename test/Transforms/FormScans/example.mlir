// RUN: tenfold-opt %s --tenfold-form-scans | FileCheck %s
// RUN: tenfold-opt %s --tenfold-form-scans --remarks-filter=form-scans -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: tenfold-opt %s --tenfold-fold-pipeline --tenfold-plan-pipeline --tenfold-tile-pipeline | FileCheck %s --check-prefix=TILE

// A running sum of each element of a batch: one call, whose kernel has the loop. Parts of a step are as large as what they
// are of.
// REMARK: [Passed] Scan | Category:form-scans | Ops=1
// CHECK-LABEL: func.func @main
// CHECK:         [[R:%.+]]:2 = call @kernel_scan(%arg0, %arg1)
// CHECK-NEXT:    return [[R]]#1, [[R]]#0
// CHECK:       func.func private @kernel_scan([[X:%.+]]: tensor<?x?x7xf32>, [[H:%.+]]: tensor<?x7xf32>) -> (tensor<?x7xf32>, tensor<?x?x7xf32>) attributes {program.kernel}
// CHECK:         scf.for [[T:%.+]] = %{{.*}} iter_args({{.*}} = [[H]], [[Y:%.+]] = %{{.*}})
// CHECK:           [[B:%.+]] = tensor.dim [[X]], %c1
// CHECK:           tensor.extract_slice [[X]]{{\[}}[[T]], 0, 0] [1, [[B]], 7]
// CHECK:           [[S:%.+]] = tensor.dim [[Y]], %c1
// CHECK:           tensor.insert_slice %{{.*}} into [[Y]]{{\[}}[[T]], 0, 0] [1, [[S]], 7]

// Tasks are parts of the batch, each of which takes all steps and writes its part of the stack.
// TILE-LABEL: func.func private @kernel_0_scan
// TILE:         scf.forall
// TILE:           memref.alloc()
// TILE:           scf.for
// TILE-NOT:         memref.alloc
// TILE:             linalg.generic
#step = affine_map<(b, k) -> (b, k)>
func.func @main(%x: tensor<?x?x7xf32> {nn.dims = ["steps", "batch", 7]}, %h0: tensor<?x7xf32> {nn.dims = ["batch", 7]}) -> (tensor<?x?x7xf32>, tensor<?x7xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %steps = tensor.dim %x, %c0 : tensor<?x?x7xf32>
  %batch = tensor.dim %x, %c1 : tensor<?x?x7xf32>
  %stack = tensor.empty(%steps, %batch) : tensor<?x?x7xf32>
  %last, %all = scf.for %t = %c0 to %steps step %c1 iter_args(%h = %h0, %y = %stack) -> (tensor<?x7xf32>, tensor<?x?x7xf32>) {
    %now = tensor.extract_slice %x[%t, 0, 0] [1, %batch, 7] [1, 1, 1] : tensor<?x?x7xf32> to tensor<?x7xf32>
    %new = tensor.empty(%batch) : tensor<?x7xf32>
    %sum = linalg.generic {indexing_maps = [#step, #step, #step], iterator_types = ["parallel", "parallel"]}
        ins(%h, %now : tensor<?x7xf32>, tensor<?x7xf32>) outs(%new : tensor<?x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %0 = arith.addf %a, %b : f32
      linalg.yield %0 : f32
    } -> tensor<?x7xf32>
    %next = tensor.insert_slice %sum into %y[%t, 0, 0] [1, %batch, 7] [1, 1, 1] : tensor<?x7xf32> into tensor<?x?x7xf32>
    scf.yield %sum, %next : tensor<?x7xf32>, tensor<?x?x7xf32>
  }
  return %all, %last : tensor<?x?x7xf32>, tensor<?x7xf32>
}
