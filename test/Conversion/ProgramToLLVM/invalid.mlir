// RUN: tenfold-opt %s --tenfold-program-to-llvm --split-input-file --verify-diagnostics

// What is no program form is refused as by the plan: test/Transforms/PlanMemory/invalid.mlir.
// expected-error@+1 {{'func.func' op expected an entry without results whose last arguments are its arena 'memref<?xi8>' and offsets 'memref<?xi64>', got '(memref<3xf32>) -> ()'}}
func.func @tail(%x: memref<3xf32>) attributes {program.entry, program.dims = []} {
  return
}

// -----

func.func private @kernel(%x: memref<?xf32>) attributes {program.kernel} {
  return
}
func.func @unknown(%x: memref<3xf32> {nn.name = "x"}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = []} {
  %c0 = arith.constant 0 : index
  %v = memref.load %offsets[%c0] : memref<?xi64>
  %n = arith.index_cast %v : i64 to index
  %y = memref.subview %x[0] [%n] [1] : memref<3xf32> to memref<?xf32, strided<[1]>>
  %z = memref.cast %y : memref<?xf32, strided<[1]>> to memref<?xf32>
  // expected-error@+1 {{'func.call' op expected the extents of operand 0 to be computed from the entry's dims}}
  call @kernel(%z) : (memref<?xf32>) -> ()
  return
}

// -----

func.func private @kernel(%x: memref<3xf32>, %y: memref<3xf32>) attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<3xf32>
  // expected-error@+1 {{'math.exp' op expected to be expanded before stage target, for artifacts link no mathematical library}}
  %e = math.exp %v : f32
  // expected-error@+1 {{'linalg.fill' op expected to be lowered to loops before stage target}}
  linalg.fill ins(%e : f32) outs(%y : memref<3xf32>)
  // expected-error@+1 {{'memref.copy' op expected only planned buffers and loops at stage target}}
  memref.copy %x, %y : memref<3xf32> to memref<3xf32>
  return
}

// expected-error@+1 {{'func.func' op expected a body, for artifacts call nothing outside}}
func.func private @expf(f32) -> f32
