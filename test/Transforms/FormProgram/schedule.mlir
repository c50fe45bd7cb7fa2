// RUN: tenfold-opt %s --tenfold-form-program | FileCheck %s
// RUN: tenfold-opt %s --tenfold-form-program --remarks-filter=form-program -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// In program order both wide values live at once. To narrow the first before
// the second is made keeps one; equal peaks keep the program's order.

// REMARK: Calls=5, Reordered=1
// REMARK: Calls=2, Reordered=0

// CHECK-LABEL: func.func @narrow_first(
// CHECK: call @widen(
// CHECK: call @narrow(
// CHECK: call @widen(
// CHECK: call @narrow(
// CHECK: call @add(
func.func @narrow_first(%x: tensor<?xf32> {nn.dims = ["n"]}, %y: tensor<?xf32> {nn.dims = ["n"]}) -> (tensor<?xf32> {nn.dims = ["n"]}) {
  %0 = func.call @widen(%x) : (tensor<?xf32>) -> tensor<?x97xf32>
  %1 = func.call @widen(%y) : (tensor<?xf32>) -> tensor<?x97xf32>
  %2 = func.call @narrow(%0) : (tensor<?x97xf32>) -> tensor<?xf32>
  %3 = func.call @narrow(%1) : (tensor<?x97xf32>) -> tensor<?xf32>
  %4 = func.call @add(%2, %3) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %4 : tensor<?xf32>
}

// CHECK-LABEL: func.func @in_order(
func.func @in_order(%x: tensor<?xf32> {nn.dims = ["n"]}) -> (tensor<?xf32> {nn.dims = ["n"]}) {
  %0 = func.call @widen(%x) : (tensor<?xf32>) -> tensor<?x97xf32>
  %1 = func.call @narrow(%0) : (tensor<?x97xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

#i = affine_map<(i) -> (i)>
#row = affine_map<(i, j) -> (i)>
#both = affine_map<(i, j) -> (i, j)>

func.func private @widen(%x: tensor<?xf32>) -> tensor<?x97xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?x97xf32>
  %0 = linalg.generic {indexing_maps = [#row, #both], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?xf32>) outs(%e : tensor<?x97xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<?x97xf32>
  return %0 : tensor<?x97xf32>
}

func.func private @narrow(%x: tensor<?x97xf32>) -> tensor<?xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x97xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x97xf32>) outs(%init : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

func.func private @add(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
