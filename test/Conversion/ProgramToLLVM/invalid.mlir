// RUN: tenfold-opt %s --tenfold-program-to-llvm --split-input-file --verify-diagnostics

// expected-error@+1 {{'func.func' op expected an entry without results whose last arguments are its arena 'memref<?xi8>' and offsets 'memref<?xi64>', got '(memref<3xf32>) -> ()'}}
func.func @tail(%x: memref<3xf32>) attributes {program.entry} {
  return
}

// -----

// expected-error@+1 {{'func.func' op expected `nn.dims` of argument 0 to name an index argument for dimension 0, got "seq"}}
func.func @unnamed(%x: memref<?xf32> {nn.dims = ["seq"]}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry} {
  return
}

// -----

// expected-error@+1 {{'func.func' op expected argument 0 to be an index or a memref in identity layout, got 'f32'}}
func.func @scalar(%x: f32, %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry} {
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
