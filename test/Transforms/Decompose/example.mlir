// RUN: tenfold-opt %s --tenfold-decompose | FileCheck %s

// A composite op becomes the simpler ops that define it.
// CHECK-LABEL: @softmax
// CHECK-SAME: ([[X:%.+]]: tensor<3x?xf32>)
func.func @softmax(%x: tensor<3x?xf32>) -> tensor<3x?xf32> {
  // CHECK: [[MAX:%.+]] = nn.reduce max [[X]]
  // CHECK: [[CENTRED:%.+]] = nn.sub [[X]], [[MAX]]
  // CHECK: [[EXP:%.+]] = nn.exp [[CENTRED]]
  // CHECK: [[SUM:%.+]] = nn.reduce sum [[EXP]]
  // CHECK: [[RESULT:%.+]] = nn.div [[EXP]], [[SUM]]
  // CHECK: return [[RESULT]]
  %0 = nn.softmax %x -1 : tensor<3x?xf32>
  return %0 : tensor<3x?xf32>
}

// A primitive op stays.
// CHECK-LABEL: @primitive
func.func @primitive(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
  // CHECK-NEXT: nn.exp
  %0 = nn.exp %x : tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}
