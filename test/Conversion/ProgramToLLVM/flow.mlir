// RUN: tenfold-opt %s --tenfold-program-to-llvm | FileCheck %s

// CHECK-LABEL: llvm.func internal @tenfold_run_steps(

// Words by number. 0: counter 0 is set; 1: until it has reached size 0, then 12. 4: input 0, its part at size 1 + counter 0 *
// size 2; output 3; call; 10: counted on, to 1. 12: unless the byte of input 1 holds, then 20; 15: input 2, output 3, call;
// 18: to 12. 20: unless the byte of input 1 holds, then 28; 23: input 2, output 3, call; 26: to 31. 28: output 3 twice, call.
// CHECK:       llvm.mlir.global internal constant @tenfold_entry_0_steps
// CHECK-SAME:    dense<[7, 8, 0, 12, 1, 6, 1, 2, 49, 4, 9, 1,
// CHECK-SAME:    17, 10, 20, 33, 49, 4, 11, 12,
// CHECK-SAME:    17, 10, 28, 33, 49, 4, 11, 31, 49, 49, 4, 5]> : tensor<32xi64>
func.func private @copy(%call: !llvm.ptr {program.call}, %x: memref<7xf32>, %y: memref<7xf32> {program.result}) attributes {program.kernel} {
  return
}
func.func @main(%call: !llvm.ptr {program.call}, %n: index {nn.name = "n"}, %xs: memref<?x7xf32> {nn.name = "xs", nn.dims = ["n", 7]},
                %p: memref<i1> {nn.name = "p", nn.dims = []}, %v: memref<7xf32> {nn.name = "v", nn.dims = [7]},
                %y: memref<7xf32> {nn.name = "y", nn.dims = [7], program.result}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = ["n"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %last = arith.subi %n, %c1 : index
  scf.for %i = %c0 to %n step %c1 {
    %at = arith.subi %last, %i : index
    %x = program.slice %xs[%at] : memref<?x7xf32> to memref<7xf32>
    func.call @copy(%call, %x, %y) : (!llvm.ptr, memref<7xf32>, memref<7xf32>) -> ()
  }
  scf.while : () -> () {
    %more = memref.load %p[] : memref<i1>
    scf.condition(%more)
  } do {
    func.call @copy(%call, %v, %y) : (!llvm.ptr, memref<7xf32>, memref<7xf32>) -> ()
    scf.yield
  }
  %c = memref.load %p[] : memref<i1>
  scf.if %c {
    func.call @copy(%call, %v, %y) : (!llvm.ptr, memref<7xf32>, memref<7xf32>) -> ()
  } else {
    func.call @copy(%call, %y, %y) : (!llvm.ptr, memref<7xf32>, memref<7xf32>) -> ()
  }
  return
}
