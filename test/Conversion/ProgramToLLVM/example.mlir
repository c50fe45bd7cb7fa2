// RUN: tenfold-opt %s --tenfold-program-to-llvm | FileCheck %s

// CHECK:       func.func private @kernel(%{{.+}}: !llvm.ptr, %{{.+}}: memref<?x3xf32>, %{{.+}}: memref<3xf32>)
// CHECK-SAME:    attributes {llvm.linkage = #llvm.linkage<internal>, passthrough = ["noinline"]}
func.func private @kernel(%call: !llvm.ptr {program.call}, %x: memref<?x3xf32> {nn.dims = ["d0", 3]}, %w: memref<3xf32>)
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (0)>} {
  return
}

func.func @main(%call: !llvm.ptr {program.call}, %seq: index {nn.name = "seq"},
                %x: memref<?x3xf32> {nn.name = "x", nn.dims = ["seq", 3]}, %w: memref<3xf32> {program.offset = 128 : i64},
                %y: memref<?x3xf32> {nn.name = "y", nn.dims = ["seq", 3]}, %arena: memref<?xi8>, %offsets: memref<?xi64>,
                %scratch: memref<?xi8> {program.scratch}) attributes {program.entry} {
  call @kernel(%call, %x, %w) : (!llvm.ptr, memref<?x3xf32>, memref<3xf32>) -> ()
  return
}

// CHECK-LABEL: llvm.func internal @tenfold_entry_0(
// CHECK-SAME:    [[CALL:%.+]]: !llvm.ptr) -> i32
// CHECK:         llvm.getelementptr [[CALL]][16]
// CHECK:         [[SEQ:%.+]] = llvm.load %{{.+}} : !llvm.ptr -> i64
// CHECK:         llvm.getelementptr [[CALL]][24]
// CHECK:         llvm.insertvalue [[SEQ]], %{{.+}}[3, 0]
// CHECK:         [[X:%.+]] = builtin.unrealized_conversion_cast {{.*}} to memref<?x3xf32>
// CHECK:         [[OFFSET:%.+]] = llvm.mlir.constant(128 : i64)
// CHECK:         [[WEIGHTS:%.+]] = llvm.load
// CHECK:         llvm.getelementptr [[WEIGHTS]]{{\[}}[[OFFSET]]]
// CHECK:         [[W:%.+]] = builtin.unrealized_conversion_cast {{.*}} to memref<3xf32>
// CHECK:         llvm.getelementptr %{{.+}}[8]
// CHECK:         [[Y:%.+]] = builtin.unrealized_conversion_cast {{.*}} to memref<?x3xf32>
// CHECK:         func.call @main([[CALL]], %{{.+}}, [[X]], [[W]], [[Y]], %{{.+}}, %{{.+}}, %{{.+}})
// CHECK:         llvm.return

// CHECK:       llvm.mlir.global external constant @tenfold_artifact_v1() {{.*}} : !llvm.struct<(i32, i32, array<1 x ptr>)>
// CHECK:         llvm.mlir.addressof @tenfold_entry_0
