// RUN: tenfold-opt %s --tenfold-place-scratch --split-input-file --verify-diagnostics

// expected-error@+1 {{'func.func' op expected at most 64 bytes of scratch, as declared, got 128 at ["d0"] = [7 : index]}}
func.func private @more(%x: memref<?xf32> {nn.dims = ["d0"]})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (64)>} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<3x?xf32>
  return
}

// -----

func.func private @unknown(%x: memref<3xindex>)
    attributes {program.kernel, program.dims = [], program.scratch = affine_map<() -> (64)>} {
  %c0 = arith.constant 0 : index
  %n = memref.load %x[%c0] : memref<3xindex>
  // expected-error@+1 {{'memref.alloc' op expected the size of scratch to follow from sizes of arguments}}
  %a = memref.alloc(%n) : memref<3x?xf32>
  return
}

// -----

func.func private @inside(%x: memref<3xindex>)
    attributes {program.kernel, program.dims = [], program.scratch = affine_map<() -> (64)>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  scf.for %i = %c0 to %c3 step %c1 {
    // expected-error@+1 {{'memref.alloc' op expected the size of scratch to be known outside the kernel's loops}}
    %a = memref.alloc(%i) : memref<?xf32>
  }
  return
}

// -----

// expected-error@+1 {{'func.func' op expected `program.scratch` and `program.dims` on a kernel with intermediates}}
func.func private @undeclared(%x: memref<3xindex>) attributes {program.kernel} {
  %a = memref.alloc() : memref<3xf32>
  return
}
