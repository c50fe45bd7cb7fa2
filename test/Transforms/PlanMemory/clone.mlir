// RUN: tenfold-opt %s --tenfold-plan-memory=json=%t.json -o %t.mlir
// RUN: tenfold-plan-check %t.json %t.mlir | FileCheck %s
// RUN: sed '/RECOMPUTE/d; /^  func.call @combine/s/%%3/%%0/' %s > %t.once.mlir
// RUN: tenfold-opt %t.once.mlir --tenfold-plan-memory=json=%t.once.json -o %t.once.planned.mlir
// RUN: tenfold-plan-check %t.once.json %t.once.planned.mlir | FileCheck %s --check-prefix=ONCE
// Recompute clones a kernel call: the same kernel on the same operands writes
// another buffer, and nothing else changes. The checker sees one value, v0, in
// both; the first dies before the third is made, and the peak falls.

// CHECK: main: peak 6272 bytes at step 1 (change), live-set bound 6272, gap 0.0 %
// CHECK-NEXT: buffer 0: 3116 bytes at {{[0-9]+}}, steps 0..1, v0
// CHECK-NEXT: buffer 1: 3116 bytes at {{[0-9]+}}, steps 1..2, v1

// ONCE: main: peak 9408 bytes at step 2 (change), live-set bound 9408, gap 0.0 %
// ONCE-NEXT: buffer 0: 3116 bytes at {{[0-9]+}}, steps 0..3, v0

// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json
// JSON: "holds": "v0"
// JSON: "holds": "v1"
// JSON: "holds": "v2"
// JSON: "holds": "v0"

module attributes {nn.bounds = {n = [1, 19]}} {

func.func @main(%n: index {nn.name = "n"}, %x: memref<?xf32> {nn.name = "x", nn.dims = ["n"]},
    %y: memref<?x41xf32> {nn.name = "y", nn.dims = ["n", 41], program.result},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["n"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%n] : memref<?xi8> to memref<?x41xf32>
  func.call @widen(%x, %0) : (memref<?xf32>, memref<?x41xf32>) -> ()
  %l1 = memref.load %offsets[%c1] : memref<?xi64>
  %o1 = arith.index_cast %l1 : i64 to index
  %1 = memref.view %arena[%o1][%n] : memref<?xi8> to memref<?x41xf32>
  func.call @change(%0, %1) : (memref<?x41xf32>, memref<?x41xf32>) -> ()
  %l2 = memref.load %offsets[%c2] : memref<?xi64>
  %o2 = arith.index_cast %l2 : i64 to index
  %2 = memref.view %arena[%o2][%n] : memref<?xi8> to memref<?x41xf32>
  func.call @change(%1, %2) : (memref<?x41xf32>, memref<?x41xf32>) -> ()
  %c3 = arith.constant 3 : index // RECOMPUTE
  %l3 = memref.load %offsets[%c3] : memref<?xi64> // RECOMPUTE
  %o3 = arith.index_cast %l3 : i64 to index // RECOMPUTE
  %3 = memref.view %arena[%o3][%n] : memref<?xi8> to memref<?x41xf32> // RECOMPUTE
  func.call @widen(%x, %3) : (memref<?xf32>, memref<?x41xf32>) -> () // RECOMPUTE
  func.call @combine(%2, %3, %y) : (memref<?x41xf32>, memref<?x41xf32>, memref<?x41xf32>) -> ()
  return
}

func.func private @widen(%x: memref<?xf32>, %y: memref<?x41xf32> {program.result}) attributes {program.kernel} {
  return
}
func.func private @change(%x: memref<?x41xf32>, %y: memref<?x41xf32> {program.result}) attributes {program.kernel} {
  return
}
func.func private @combine(%x: memref<?x41xf32>, %w: memref<?x41xf32>, %y: memref<?x41xf32> {program.result})
    attributes {program.kernel} {
  return
}

}
