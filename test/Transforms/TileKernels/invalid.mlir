// RUN: tenfold-opt %s --tenfold-tile-kernels --split-input-file --verify-diagnostics

// expected-error@+1 {{'func.func' op expected `program.tiles` and `program.multiples` for its 1 grid loops, got array<i64> and array<i64: 1>}}
func.func private @mismatch(%x: memref<15xf32>)
    attributes {program.kernel, program.tiles = array<i64>, program.multiples = array<i64: 1>} {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%x : memref<15xf32>)
  return
}

// -----

func.func private @scalar(%x: memref<15xf32>)
    attributes {program.kernel, program.tiles = array<i64: 5>, program.multiples = array<i64: 1>} {
  %zero = memref.alloc() : memref<f32>
  // expected-error@+1 {{'memref.load' op expected only linalg ops to use an intermediate of a kernel}}
  %v = memref.load %zero[] : memref<f32>
  linalg.fill ins(%v : f32) outs(%x : memref<15xf32>)
  return
}
