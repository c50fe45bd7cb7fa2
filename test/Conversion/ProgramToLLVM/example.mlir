// RUN: tenfold-opt %s --tenfold-program-to-llvm | FileCheck %s

// A kernel reads its arguments from a record: the address of %x, its size, the address of %w.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    [[CALL:%.+]]: !llvm.ptr, [[RECORD:%.+]]: !llvm.ptr)
// CHECK-SAME:    attributes {llvm.linkage = #llvm.linkage<internal>, passthrough = ["noinline"]}
// CHECK:         [[AT:%.+]] = llvm.getelementptr [[RECORD]][0]
// CHECK:         llvm.load [[AT]] : !llvm.ptr -> !llvm.ptr
// CHECK:         [[AT:%.+]] = llvm.getelementptr [[RECORD]][8]
// CHECK:         [[SIZE:%.+]] = llvm.load [[AT]] : !llvm.ptr -> i64
// CHECK:         llvm.insertvalue [[SIZE]], %{{.+}}[3, 0]
// CHECK:         builtin.unrealized_conversion_cast {{.*}} to memref<?x3xf32>
// CHECK:         llvm.getelementptr [[RECORD]][16]
// CHECK:         builtin.unrealized_conversion_cast {{.*}} to memref<3xf32>
// CHECK:         llvm.getelementptr [[CALL]][56]
// CHECK:         builtin.unrealized_conversion_cast {{.*}} to memref<?xi8>
func.func private @kernel(%call: !llvm.ptr {program.call}, %x: memref<?x3xf32> {nn.dims = ["d0", 3]}, %w: memref<3xf32>,
                          %y: memref<?x3xf32> {nn.dims = ["d0", 3], program.result}, %scratch: memref<?xi8> {program.scratch})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (0)>} {
  return
}

// CHECK-NOT: func.func @main
func.func @main(%call: !llvm.ptr {program.call}, %seq: index {nn.name = "seq"},
                %x: memref<?x3xf32> {nn.name = "x", nn.dims = ["seq", 3]},
                %w: memref<3xf32> {nn.param = "w", program.offset = 128 : i64},
                %y: memref<?x3xf32> {nn.name = "y", nn.dims = ["seq", 3], program.result}, %arena: memref<?xi8>,
                %offsets: memref<?xi64>, %scratch: memref<?xi8> {program.scratch})
    attributes {program.entry, program.dims = ["seq"]} {
  %c0 = arith.constant 0 : index
  %offset = memref.load %offsets[%c0] : memref<?xi64>
  %at = arith.index_cast %offset : i64 to index
  %t = memref.view %arena[%at][%seq] : memref<?xi8> to memref<?x3xf32>
  call @kernel(%call, %x, %w, %t, %scratch)
      : (!llvm.ptr, memref<?x3xf32>, memref<3xf32>, memref<?x3xf32>, memref<?xi8>) -> ()
  call @kernel(%call, %t, %w, %y, %scratch)
      : (!llvm.ptr, memref<?x3xf32>, memref<3xf32>, memref<?x3xf32>, memref<?xi8>) -> ()
  return
}

// CHECK-LABEL: llvm.func internal @tenfold_run_steps(
// CHECK:       llvm.mlir.global internal constant @tenfold_kernels() {{.*}} : !llvm.array<1 x ptr>
// CHECK:         func.constant @kernel

// Two calls: input 0, size 0, weight at 128, planned buffer 0, size 0, call 0; planned buffer 0, size 0, weight at 128,
// output 1, size 0, call 0; return. The kind is in the lowest four bits.
// CHECK:       llvm.mlir.global internal constant @tenfold_entry_0_steps
// CHECK-SAME:    dense<[1, 0, 2050, 3, 0, 4, 3, 0, 2050, 17, 0, 4, 5]> : tensor<13xi64>
// CHECK-LABEL: llvm.func internal @tenfold_entry_0(
// CHECK-SAME:    [[CALL:%.+]]: !llvm.ptr) -> i32
// CHECK:         [[SIZES:%.+]] = llvm.alloca
// CHECK:         [[COUNTERS:%.+]] = llvm.alloca
// CHECK:         [[RECORD:%.+]] = llvm.alloca
// CHECK:         llvm.getelementptr [[CALL]][16]
// CHECK:         llvm.store %{{.+}}, %{{.+}} : i64, !llvm.ptr
// CHECK:         [[KERNELS:%.+]] = llvm.mlir.addressof @tenfold_kernels
// CHECK:         [[STEPS:%.+]] = llvm.mlir.addressof @tenfold_entry_0_steps
// CHECK:         llvm.call @tenfold_run_steps([[CALL]], [[KERNELS]], [[STEPS]], [[SIZES]], [[COUNTERS]], [[RECORD]])
// CHECK:         llvm.return

// CHECK:       llvm.mlir.global external constant @tenfold_artifact_v1() {{.*}} : !llvm.struct<(i32, i32, array<1 x ptr>)>
// CHECK:         llvm.mlir.addressof @tenfold_entry_0
