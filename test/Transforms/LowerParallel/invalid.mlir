// RUN: tenfold-opt %s --tenfold-lower-parallel --split-input-file --verify-diagnostics

func.func private @nested(%x: memref<5xf32>) attributes {program.kernel} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  scf.for %j = %c0 to %c5 step %c5 {
    // expected-error@+1 {{'scf.forall' op expected the parallel loop of a kernel not to be nested}}
    scf.forall (%i) in (5) {
      memref.store %zero, %x[%i] : memref<5xf32>
    }
  }
  return
}

// -----

func.func private @steps(%x: memref<5xf32>) attributes {program.kernel} {
  %zero = arith.constant 0.0 : f32
  // expected-error@+1 {{'scf.forall' op expected the parallel loop of a kernel to count from 0 by 1, without results}}
  scf.forall (%i) = (1) to (5) step (2) {
    memref.store %zero, %x[%i] : memref<5xf32>
  }
  return
}
