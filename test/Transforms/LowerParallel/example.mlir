// RUN: tenfold-opt %s --tenfold-lower-parallel --canonicalize | FileCheck %s
// RUN: tenfold-opt %s --tenfold-lower-parallel --remarks-filter=lower-parallel -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Task | Category:lower-parallel | Function=kernel | ContextFields=5

// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    [[CALL:%[^:]+]]: !llvm.ptr {program.call}, [[X:%[^:]+]]: memref<?x5xf32>
// CHECK:         [[CONTEXT:%.+]] = llvm.alloca {{.*}} x !llvm.struct<(ptr, i64, i64, i64, struct<(ptr, ptr, i64, array<2 x i64>, array<2 x i64>)>)>
// CHECK:         [[TASKS:%.+]] = arith.maxui
// CHECK:         scf.if
// CHECK:           [[CALLBACKS:%.+]] = llvm.load [[CALL]]
// CHECK:           [[AT:%.+]] = llvm.getelementptr [[CALLBACKS]][8]
// CHECK:           [[PARALLEL_FOR:%.+]] = llvm.load [[AT]]
// CHECK:           [[POOL:%.+]] = llvm.load
// CHECK:           llvm.call [[PARALLEL_FOR]]([[POOL]], %{{.+}}, [[CONTEXT]], %{{.+}})
// CHECK:         } else {
// CHECK:           call @kernel_task([[CONTEXT]], %c0{{.*}}, %c0

// CHECK-LABEL: func.func private @kernel_task(
// CHECK-SAME:    [[CONTEXT:%.+]]: !llvm.ptr, [[TASK:%.+]]: i64, [[WORKER:%.+]]: i64)
// CHECK:         llvm.mul [[WORKER]], %{{.+}} : i64
// CHECK:         [[SCRATCH:%.+]] = builtin.unrealized_conversion_cast {{.*}} to memref<?xi8>
// CHECK:         scf.for [[TILE:%.+]] =
// CHECK:           [[J:%.+]] = arith.remui [[TILE]], %{{.+}}
// CHECK:           [[I:%.+]] = arith.divui [[TILE]], %{{.+}}
// CHECK:           memref.view [[SCRATCH]]
// CHECK:           memref.load %{{.+}}{{\[}}[[I]], [[J]]]
func.func private @kernel(%x: memref<?x5xf32> {nn.dims = ["d0", 5]}, %scratch: memref<?xi8> {program.scratch})
    attributes {program.kernel, program.dims = ["d0"], program.cost = affine_map<()[s0] -> (s0 * 1000)>} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?x5xf32>
  scf.forall (%i, %j) in (%n, 5) {
    %tile = memref.view %scratch[%c0][] : memref<?xi8> to memref<1xf32>
    %v = memref.load %x[%i, %j] : memref<?x5xf32>
    memref.store %v, %tile[%c0] : memref<1xf32>
    %w = memref.load %tile[%c0] : memref<1xf32>
    memref.store %w, %x[%i, %j] : memref<?x5xf32>
  }
  return
}

// CHECK-LABEL: func.func @main(
// CHECK-SAME:    [[CALL:%.+]]: !llvm.ptr {program.call},
// CHECK:         call @kernel([[CALL]],
func.func @main(%x: memref<?x5xf32>, %scratch: memref<?xi8> {program.scratch}) {
  call @kernel(%x, %scratch) : (memref<?x5xf32>, memref<?xi8>) -> ()
  return
}
