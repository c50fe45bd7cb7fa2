// RUN: tenfold-opt %s --tenfold-target-pipeline -o %t.mlir
// RUN: tenfold-translate %t.mlir --tenfold-to-library -o %t.so
// RUN: llvm-readelf --dynamic-table --dyn-syms --program-headers %t.so | FileCheck %s
// RUN: tenfold-translate %t.mlir --tenfold-to-library --linker=cc --partitions=1 -o %t.cc.so
// RUN: llvm-readelf --dynamic-table --dyn-syms --program-headers %t.cc.so | FileCheck %s
// RUN: tenfold-translate %t.mlir --tenfold-to-object --cpu=sapphirerapids --vector-bits=512 -o %t.o
// RUN: llvm-objdump -d %t.o | FileCheck %s --check-prefix=CODE

// A library needs no other, runs nothing on its stack and exports one symbol.
// CHECK-NOT: NEEDED
// CHECK:     Symbol table '.dynsym' contains 2 entries
// CHECK:     OBJECT GLOBAL DEFAULT {{.*}} tenfold_artifact_v1
// CHECK-NOT: NEEDED

// A multiplication and an addition stay two roundings, 16 lanes wide; a loop of stores stays a loop.
// CODE-NOT: vfmadd
// CODE:     vmulps {{.*}}%zmm
// CODE:     vaddps {{.*}}%zmm
// CODE-NOT: vfmadd
// CODE-NOT: call{{.*}}memset
func.func private @kernel(%x: memref<16xf32>, %y: memref<?xf32> {nn.dims = ["d0"]})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (0)>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %v = vector.load %x[%c0] : memref<16xf32>, vector<16xf32>
  %p = arith.mulf %v, %v : vector<16xf32>
  %s = arith.addf %p, %v : vector<16xf32>
  vector.store %s, %x[%c0] : memref<16xf32>, vector<16xf32>
  %n = memref.dim %y, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c1 {
    memref.store %zero, %y[%i] : memref<?xf32>
  }
  return
}
func.func @main(%n: index {nn.name = "n"}, %x: memref<16xf32> {nn.name = "x"},
                %y: memref<?xf32> {nn.name = "y", nn.dims = ["n"]}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = ["n"]} {
  call @kernel(%x, %y) : (memref<16xf32>, memref<?xf32>) -> ()
  return
}
