// RUN: tenfold-opt %s '--tenfold-plan-memory=budget=500 threads=2' --split-input-file --verify-diagnostics

// 17 * 4 = 68 bytes take 128; two such live at step 1.
module attributes {nn.bounds = {n = [0, 17]}} {
// expected-error @below {{expected a peak of at most 500 bytes, got 584: weights 64, inputs 68, results 68, arena 256, scratch 64 x 2}}
func.func @budget(%n: index {nn.name = "n"}, %x: memref<?xf32> {nn.name = "x", nn.dims = ["n"]},
    %w: memref<3xf32> {nn.param = "w"}, %y: memref<?xf32> {nn.name = "y", nn.dims = ["n"], program.result},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["n"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%n] : memref<?xi8> to memref<?xf32>
  // expected-note @below {{68 bytes made by `step` are live at step 1}}
  func.call @step(%x, %0) : (memref<?xf32>, memref<?xf32>) -> ()
  %l1 = memref.load %offsets[%c1] : memref<?xi64>
  %o1 = arith.index_cast %l1 : i64 to index
  %1 = memref.view %arena[%o1][%n] : memref<?xi8> to memref<?xf32>
  // expected-note @below {{68 bytes made by `step` are live at step 1}}
  func.call @step(%0, %1) : (memref<?xf32>, memref<?xf32>) -> ()
  func.call @step(%1, %y) : (memref<?xf32>, memref<?xf32>) -> ()
  return
}
func.func private @step(%x: memref<?xf32>, %y: memref<?xf32> {program.result})
    attributes {program.kernel, program.dims = [], program.scratch = affine_map<() -> (3)>} {
  return
}
}

// -----

// expected-error @below {{expected an upper bound of `n` to keep a memory budget of 500 bytes; give one with --dim n=LO..HI}}
func.func @unbounded(%n: index {nn.name = "n"}, %x: memref<?xf32> {nn.name = "x", nn.dims = ["n"]},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["n"]} {
  return
}

// -----

module attributes {nn.bounds = {n = [0, 17]}} {
// expected-error @below {{'func.func' op expected the size of buffer 0 to grow with every dim, got n mod 5 * 4}}
func.func @falling(%n: index {nn.name = "n"}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = ["n"]} {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %m = arith.remui %n, %c5 : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%m] : memref<?xi8> to memref<?xf32>
  func.call @step(%0) : (memref<?xf32>) -> ()
  return
}
func.func private @step(%x: memref<?xf32> {program.result}) attributes {program.kernel} {
  return
}
}

// -----

func.func @read_first(%arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][] : memref<?xi8> to memref<3xf32>
  // expected-error @below {{'func.call' op expected buffer 0 to be written before it is read}}
  func.call @step(%0) : (memref<3xf32>) -> ()
  return
}
func.func private @step(%x: memref<3xf32>) attributes {program.kernel} {
  return
}

// -----

func.func @offset_order(%arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c1 = arith.constant 1 : index
  %l0 = memref.load %offsets[%c1] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  // expected-error @below {{'memref.view' op expected offsets to be used once and in order, next is 0}}
  %0 = memref.view %arena[%o0][] : memref<?xi8> to memref<3xf32>
  return
}

// -----

func.func @fixed_offset(%arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'memref.view' op expected a buffer to be a view of the arena at one of the offsets}}
  %0 = memref.view %arena[%c0][] : memref<?xi8> to memref<3xf32>
  return
}

// -----

func.func @alloc(%arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = []} {
  // expected-error @below {{'memref.alloc' op expected only kernel calls, views and sizes in the program form}}
  %0 = memref.alloc() : memref<3xf32>
  return
}

// -----

// expected-error @below {{'func.func' op expected argument 0 to be a buffer with `nn.name` or `nn.param` whose sizes `nn.dims` gives by names in `program.dims`, got 'memref<?xf32>'}}
func.func @unnamed(%x: memref<?xf32> {nn.name = "x", nn.dims = ["m"]}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = []} {
  return
}
