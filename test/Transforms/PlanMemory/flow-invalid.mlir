// RUN: tenfold-opt %s --tenfold-plan-memory --split-input-file --verify-diagnostics

func.func @step(%x: memref<5xf32> {nn.name = "x", nn.dims = [5]}, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  // expected-error @below {{'scf.for' op expected a loop from 0 to a size by steps of 1, without results}}
  scf.for %i = %c0 to %c2 step %c2 {
  }
  return
}

// -----

func.func @results(%p: memref<i1> {nn.name = "p", nn.dims = []}, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c = memref.load %p[] : memref<i1>
  // expected-error @below {{'scf.if' op expected two branches without results}}
  scf.if %c {
  }
  return
}

// -----

func.func @condition(%x: memref<5xf32> {nn.name = "x", nn.dims = [5]}, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  // expected-error @below {{expected a condition that is read from memory}}
  %true = arith.constant true
  scf.if %true {
  } else {
  }
  return
}

// -----

func.func @while(%p: memref<i1> {nn.name = "p", nn.dims = []}, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'scf.while' op expected a loop that carries nothing}}
  %r = scf.while (%i = %c0) : (index) -> index {
    %c = memref.load %p[] : memref<i1>
    scf.condition(%c) %i : index
  } do {
  ^bb0(%i: index):
    scf.yield %i : index
  }
  return
}

// -----

func.func @unwritten(%arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  %0 = memref.load %offsets[%c0] : memref<?xi64>
  %1 = arith.index_cast %0 : i64 to index
  %p = memref.view %arena[%1][] : memref<?xi8> to memref<i1>
  // expected-error @below {{'memref.load' op expected buffer 0 to be written before it is read}}
  %c = memref.load %p[] : memref<i1>
  scf.if %c {
  } else {
  }
  return
}

// -----

func.func @part(%x: memref<5x7xf32> {nn.name = "x", nn.dims = [5, 7]}, %y: memref<7xf32> {nn.name = "y", nn.dims = [7], program.result}, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c2 = arith.constant 2 : index
  // expected-error @below {{'program.slice' op expected a part at the counter of a loop, or at a size less it}}
  %0 = program.slice %x[%c2] : memref<5x7xf32> to memref<7xf32>
  call @copy(%0, %y) : (memref<7xf32>, memref<7xf32>) -> ()
  return
}
func.func private @copy(%x: memref<7xf32>, %y: memref<7xf32> {program.result}) attributes {program.kernel} {
  return
}
