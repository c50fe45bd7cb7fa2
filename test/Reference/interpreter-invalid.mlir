// RUN: split-file %s %t
// RUN: not tenfold-interpret %t/at.mlir --dim a=3 2>&1 | FileCheck %s --check-prefix=AT
// RUN: not tenfold-interpret %t/extract.mlir 2>&1 | FileCheck %s --check-prefix=EXTRACT
// RUN: not tenfold-interpret %t/type.mlir 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not tenfold-interpret %t/op.mlir 2>&1 | FileCheck %s --check-prefix=OP
// RUN: not tenfold-interpret %t/scalar.mlir 2>&1 | FileCheck %s --check-prefix=SCALAR
// RUN: not tenfold-interpret %t/sizes.mlir --dim a=3 --dim b=5 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: not tenfold-interpret %t/stretch.mlir --dim a=1 --dim b=5 2>&1 | FileCheck %s --check-prefix=STRETCH
// RUN: not tenfold-interpret %t/gather.mlir --dim a=0 2>&1 | FileCheck %s --check-prefix=GATHER
// RUN: not tenfold-interpret %t/recursion.mlir 2>&1 | FileCheck %s --check-prefix=RECURSION
// RUN: not tenfold-interpret %t/cast.mlir --dim a=3 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not tenfold-interpret %t/panels.mlir --dim a=2 2>&1 | FileCheck %s --check-prefix=PANELS
// RUN: not tenfold-interpret %t/loops.mlir --dim a=3 --dim b=5 2>&1 | FileCheck %s --check-prefix=LOOPS

//--- at.mlir
// AT: error: 'nn.at' op expected dimension 0 to be 5, got 3
func.func @f(%q: tensor<2x3x5x7xf32>, %keep: tensor<?xi1> {nn.dims = ["a"]}) -> tensor<2x3x5x7xf32> {
  %0 = nn.attention %q, %q, %q : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32> score(%s, %b, %h, %i, %j) {
    %m = nn.at %keep[%j] : tensor<?xi1>
    nn.yield %s keep %m : f32
  }
  return %0 : tensor<2x3x5x7xf32>
}

//--- extract.mlir
// EXTRACT: error: 'tensor.extract' op expected an index in [0, 3), got 3
func.func @f(%x: tensor<3xf32>) -> f32 {
  %i = arith.constant 3 : index
  %0 = tensor.extract %x[%i] : tensor<3xf32>
  return %0 : f32
}

//--- type.mlir
// TYPE: error: 'arith.truncf' op expected types that the reference holds, got 'f8E4M3FN'
func.func @f() -> f32 {
  %x = arith.constant 1.0 : f32
  %0 = arith.truncf %x : f32 to f8E4M3FN
  %1 = arith.extf %0 : f8E4M3FN to f32
  return %1 : f32
}

//--- op.mlir
// OP: error: 'tensor.pad' op expected an op that the reference can evaluate
func.func @f(%x: tensor<3xf32>) -> tensor<5xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<3xf32> to tensor<5xf32>
  return %0 : tensor<5xf32>
}

//--- scalar.mlir
// SCALAR: error: 'math.cbrt' op expected an op on scalars that the reference knows
func.func @f() -> f32 {
  %x = arith.constant 1.0 : f32
  %0 = math.cbrt %x : f32
  return %0 : f32
}

//--- sizes.mlir
// Extents that only the call knows are checked, too.
// SIZES: error: expected an axis of "i, i -> i" to be 3, got 5
func.func @f(%x: tensor<?xf32> {nn.dims = ["a"]}, %y: tensor<?xf32> {nn.dims = ["b"]}) -> tensor<?xf32> {
  %0 = nn.einsum %x, %y "i, i -> i" : tensor<?xf32>, tensor<?xf32>
  return %0 : tensor<?xf32>
}

//--- stretch.mlir
// Only an extent statically known to be one stretches.
// STRETCH: error: 'nn.add' op expected dimension 0 to be 5, got 1
func.func @f(%x: tensor<?xf32> {nn.dims = ["a"]}, %y: tensor<?xf32> {nn.dims = ["b"]}) -> tensor<?xf32> {
  %0 = nn.add %x, %y : tensor<?xf32>, tensor<?xf32>
  return %0 : tensor<?xf32>
}

//--- gather.mlir
// GATHER: error: 'nn.gather' op expected `table` to have a row to gather
func.func @f(%x: tensor<?xf32> {nn.dims = ["a"]}, %i: tensor<3xi64>) -> tensor<3xf32> {
  %0 = nn.gather %x[%i] : tensor<?xf32>, tensor<3xi64>
  return %0 : tensor<3xf32>
}

//--- recursion.mlir
// RECURSION: error: 'func.func' op expected calls less than 64 deep
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = call @f(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

//--- cast.mlir
// CAST: error: expected a value of type 'tensor<5xf32>', got 'tensor<3xf32>'
func.func @f(%x: tensor<?xf32> {nn.dims = ["a"]}) -> tensor<5xf32> {
  %0 = tensor.cast %x : tensor<?xf32> to tensor<5xf32>
  return %0 : tensor<5xf32>
}

//--- panels.mlir
// PANELS: error: 'linalg.generic' op expected indices in [0, 2), got [0, 2]
func.func @f(%w: tensor<?x2xf32> {nn.dims = ["a", 2]}) -> tensor<5xf32> {
  %init = tensor.empty() : tensor<5xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(n) -> (n floordiv 2, n mod 2)>, affine_map<(n) -> (n)>],
                       iterator_types = ["parallel"]}
      ins(%w : tensor<?x2xf32>) outs(%init : tensor<5xf32>) {
  ^bb0(%a: f32, %out: f32):
    linalg.yield %a : f32
  } -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

//--- loops.mlir
// LOOPS: error: 'linalg.generic' op expected dimension 0 of operand 1 to be 3, got 5
func.func @f(%x: tensor<?xf32> {nn.dims = ["a"]}, %y: tensor<?xf32> {nn.dims = ["b"]}) -> tensor<?xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<?xf32>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: f32, %out: f32):
    linalg.yield %a : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
