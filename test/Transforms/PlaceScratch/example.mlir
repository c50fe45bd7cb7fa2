// RUN: tenfold-opt %s --tenfold-place-scratch --canonicalize | FileCheck %s
// RUN: tenfold-opt %s --tenfold-place-scratch --remarks-filter=place-scratch -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Scratch | Category:place-scratch | Function=kernel | Buffers=3, ConstantBytes=128

// Constant sizes first, 28 and 20 bytes in lines of 64; then 7 rows of a size known at run time.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    [[SCRATCH:%[^:]+]]: memref<?xi8> {program.scratch})
// CHECK-NOT:     memref.alloc
// CHECK:         scf.forall
// CHECK-DAG:       memref.view [[SCRATCH]][%c0][] : memref<?xi8> to memref<7xf32>
// CHECK-DAG:       memref.view [[SCRATCH]][%c64][] : memref<?xi8> to memref<5xf32>
// CHECK-DAG:       memref.view [[SCRATCH]][%c128][%{{.+}}] : memref<?xi8> to memref<7x?xf32>
// CHECK-NOT:     memref.dealloc
func.func private @kernel(%x: memref<?xf32> {nn.dims = ["d0"]})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (s0 * 28 + 192)>} {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.forall (%i) in (%n) {
    %a = memref.alloc() : memref<7xf32>
    %b = memref.alloc(%n) : memref<7x?xf32>
    memref.store %one, %a[%i] : memref<7xf32>
    memref.store %one, %b[%c0, %i] : memref<7x?xf32>
    scf.for %j = %c0 to %n step %n {
      %c = memref.alloc() : memref<5xf32>
      memref.store %one, %c[%i] : memref<5xf32>
      memref.dealloc %c : memref<5xf32>
    }
  }
  return
}

// CHECK-LABEL: func.func @main(
// CHECK-SAME:    [[X:%.+]]: memref<?xf32>, [[SCRATCH:%.+]]: memref<?xi8> {program.scratch})
// CHECK:         call @kernel([[X]], [[SCRATCH]])
func.func @main(%x: memref<?xf32>) {
  call @kernel(%x) : (memref<?xf32>) -> ()
  return
}
