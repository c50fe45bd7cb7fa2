// RUN: tenfold-opt %s --tenfold-configure-kernels --split-input-file --verify-diagnostics

// expected-error@+1 {{'func.func' op expected `nn.dims` to name dimension 0 of argument 0, got 'memref<?xf32>'}}
func.func private @unnamed(%x: memref<?xf32>) attributes {program.kernel} {
  return
}

// -----

// expected-error@+1 {{'func.func' op expected a kernel on buffers, got an argument of type 'tensor<3xf32>'}}
func.func private @tensors(%x: tensor<3xf32>) attributes {program.kernel} {
  return
}

// -----

// expected-error@+1 {{'func.func' op expected every intermediate to have sizes of arguments}}
func.func private @unknown(%x: memref<3xi64>) attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %n = memref.load %x[%c0] : memref<3xi64>
  %size = arith.index_cast %n : i64 to index
  %y = memref.alloc(%size) : memref<?xi64>
  %zero = arith.constant 0 : i64
  linalg.fill ins(%zero : i64) outs(%y : memref<?xi64>)
  return
}
