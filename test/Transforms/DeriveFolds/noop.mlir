// RUN: tenfold-opt %s --mlir-disable-threading --pass-pipeline='builtin.module(func.func(tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,canonicalize,cse,tenfold-derive-folds))' --remarks-filter-missed=derive-folds 2>&1 | FileCheck %s

// What needs another pass says which expression keeps it from one, and what is no chain is left.
// CHECK-NOT: fold.reduce
#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// Rounding under a scale that is a result of the same row.
// CHECK: [Missed] Fold | Category:derive-folds | Function=quantized | Reason="roundeven(x0*max[abs(x0)]^-1) mixes the stream with a result, and no law separates it"
func.func @quantized(%x: tensor<3x11xf32>, %w: tensor<11x5xf32>) -> tensor<3x5xf32> {
  %a = nn.abs %x : tensor<3x11xf32>
  %m = nn.reduce max %a [-1] : tensor<3x11xf32>
  %y = nn.div %x, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %r = nn.round %y : tensor<3x11xf32>
  %o = nn.einsum %r, %w "i j, j o -> i o" : tensor<3x11xf32>, tensor<11x5xf32>
  return %o : tensor<3x5xf32>
}

// CHECK: [Missed] Fold | Category:derive-folds | Function=deviation | Reason="abs(x0 + -1/11*sum[x0]) mixes the stream with a result, and no law separates it"
func.func @deviation(%x: tensor<3x11xf32>) -> tensor<3x1xf32> {
  %m = nn.reduce sum %x [-1] : tensor<3x11xf32>
  %n = arith.constant dense<11.0> : tensor<f32>
  %k = nn.div %m, %n : tensor<3x1xf32>, tensor<f32>
  %d = nn.sub %x, %k : tensor<3x11xf32>, tensor<3x1xf32>
  %a = nn.abs %d : tensor<3x11xf32>
  %r = nn.reduce sum %a [-1] : tensor<3x11xf32>
  return %r : tensor<3x1xf32>
}

// CHECK: [Missed] Fold | Category:derive-folds | Function=normalized_temperature | Reason="exp(x0*(sum[x0^2])^1/2^-1) multiplies the stream by a result in an exponent"
func.func @normalized_temperature(%x: tensor<3x11xf32>) -> tensor<3x1xf32> {
  %q = nn.mul %x, %x : tensor<3x11xf32>, tensor<3x11xf32>
  %s = nn.reduce sum %q [-1] : tensor<3x11xf32>
  %t = nn.sqrt %s : tensor<3x1xf32>
  %z = nn.div %x, %t : tensor<3x11xf32>, tensor<3x1xf32>
  %e = nn.exp %z : tensor<3x11xf32>
  %r = nn.reduce sum %e [-1] : tensor<3x11xf32>
  return %r : tensor<3x1xf32>
}

// CHECK: [Missed] Fold | Category:derive-folds | Function=largest | Reason="the maximum of x0*sum[x0] is neither a shift nor a positive multiple of the stream"
func.func @largest(%x: tensor<3x11xf32>) -> tensor<3x1xf32> {
  %s = nn.reduce sum %x [-1] : tensor<3x11xf32>
  %y = nn.mul %x, %s : tensor<3x11xf32>, tensor<3x1xf32>
  %m = nn.reduce max %y [-1] : tensor<3x11xf32>
  return %m : tensor<3x1xf32>
}

// The weights pass through an op that is neither element-wise nor a reduction.
// CHECK: [Missed] Fold | Category:derive-folds | Function=gathered | Reason="an operand is computed from a result by an op that is neither element-wise nor a reduction over the same dimension"
func.func @gathered(%x: tensor<3x11xf32>, %at: tensor<3xi64>) -> tensor<3x1xf32> {
  %s = nn.reduce sum %x [-1] : tensor<3x11xf32>
  %g = nn.gather %s[%at] : tensor<3x1xf32>, tensor<3xi64>
  %y = nn.mul %x, %g : tensor<3x11xf32>, tensor<3x1xf32>
  %z = nn.add %y, %s : tensor<3x11xf32>, tensor<3x1xf32>
  %r = nn.reduce sum %z [-1] : tensor<3x11xf32>
  return %r : tensor<3x1xf32>
}

// Rows are looked up in a table, so nothing that is read has the dimension.
// CHECK: [Missed] Fold | Category:derive-folds | Function=looked_up | Reason="no operand has the dimension: all elements are looked up"
func.func @looked_up(%table: tensor<7x11xf32>, %at: tensor<3xindex>) -> tensor<3xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<3xf32>
  %rows = tensor.empty() : tensor<3x11xf32>
  %x = linalg.generic {indexing_maps = [#row, #element], iterator_types = ["parallel", "parallel"]}
      ins(%at : tensor<3xindex>) outs(%rows : tensor<3x11xf32>) {
  ^bb0(%i: index, %out: f32):
    %j = linalg.index 1 : index
    %0 = tensor.extract %table[%i, %j] : tensor<7x11xf32>
    linalg.yield %0 : f32
  } -> tensor<3x11xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %s = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x11xf32>) outs(%zeros : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %out, %in : f32
    linalg.yield %0 : f32
  } -> tensor<3xf32>
  %t = linalg.generic {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %s : tensor<3x11xf32>, tensor<3xf32>) outs(%zeros : tensor<3xf32>) {
  ^bb0(%in: f32, %k: f32, %out: f32):
    %0 = arith.mulf %in, %k : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<3xf32>
  return %t : tensor<3xf32>
}

// One reduction is no chain, nor are two over extents that may differ.
// CHECK-LABEL: func.func @alone
func.func @alone(%x: tensor<3x?xf32> {nn.dims = [3, "n"]}, %y: tensor<3x?xf32> {nn.dims = [3, "m"]}) -> tensor<3x1xf32> {
  %s = nn.reduce sum %x [-1] : tensor<3x?xf32>
  %d = nn.mul %y, %s : tensor<3x?xf32>, tensor<3x1xf32>
  %r = nn.reduce sum %d [-1] : tensor<3x?xf32>
  return %r : tensor<3x1xf32>
}

// A sum that does not start from 0 is none of the stream alone.
// CHECK-LABEL: func.func @started
func.func @started(%x: tensor<3x11xf32>) -> tensor<3xf32> {
  %one = arith.constant 1.0 : f32
  %empty = tensor.empty() : tensor<3xf32>
  %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<3xf32>) -> tensor<3xf32>
  %s = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x11xf32>) outs(%ones : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %out, %in : f32
    linalg.yield %0 : f32
  } -> tensor<3xf32>
  %t = linalg.generic {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %s : tensor<3x11xf32>, tensor<3xf32>) outs(%ones : tensor<3xf32>) {
  ^bb0(%in: f32, %k: f32, %out: f32):
    %0 = arith.mulf %in, %k : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<3xf32>
  return %t : tensor<3xf32>
}
