// RUN: split-file %s %t
// RUN: not tenfold-interpret %t/grows.mlir --dim n=3 2>&1 | FileCheck %s --check-prefix=GROWS
// RUN: not tenfold-interpret %t/steps.mlir --dim n=3 --dim m=5 2>&1 | FileCheck %s --check-prefix=STEPS

//--- grows.mlir
// GROWS: error: 'nn.while' op expected carried value 0 to keep its extents 'tensor<3xf32>', got 'tensor<6xf32>'
func.func @f(%x: tensor<?xf32> {nn.dims = ["n"]}) -> tensor<?xf32> {
  %0 = nn.while (%a = %x) : tensor<?xf32> {
    %true = arith.constant dense<true> : tensor<i1>
    nn.next %true : tensor<i1>
  } do (%b) {
    %1 = nn.concat %b, %b dim 0 : tensor<?xf32>, tensor<?xf32>
    nn.next %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

//--- steps.mlir
// STEPS: error: 'nn.scan' op expected the leading dimension of each tensor to be 3, got 5
func.func @f(%x: tensor<?xf32> {nn.dims = ["n"]}, %y: tensor<?xf32> {nn.dims = ["m"]}) -> tensor<?xf32> {
  %0 = nn.scan () over (%a = %x, %b = %y) : tensor<?xf32>, tensor<?xf32> {
    %1 = nn.add %a, %b : tensor<f32>, tensor<f32>
    nn.next emit %1 : tensor<f32>
  }
  return %0 : tensor<?xf32>
}
