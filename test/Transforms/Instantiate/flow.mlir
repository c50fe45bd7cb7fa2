// RUN: tenfold-opt %s --tenfold-instantiate | FileCheck %s

// A block is applied inside a step; its weight is the function's, and names bind from the step's values.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    %[[X:.*]]: tensor<?x?x5xf32>
// CHECK-SAME:    %[[W:.*]]: tensor<7x5xf32> {nn.param = "cell.weight"}
// CHECK-SAME:    %[[B:.*]]: tensor<7xf32> {nn.param = "cell.bias"}
// CHECK:         nn.scan () over (%[[Z:.*]] = %[[X]]) : tensor<?x?x5xf32> {
// CHECK-NEXT:      %[[P:.*]] = nn.einsum %[[Z]], %[[W]]
// CHECK-NEXT:      %[[Y:.*]] = nn.add %[[P]], %[[B]]
// CHECK-NEXT:      nn.next emit %[[Y]] : tensor<?x7xf32>
// CHECK:         return %{{.*}} : tensor<?x?x7xf32>
nn.block @main(%x: tensor<?x?x5xf32>) -> tensor<?x?x7xf32> {
  %y = nn.apply @each "cell" (%x) {OUT = 7} : (tensor<?x?x5xf32>) -> tensor<?x?x7xf32>
  nn.return %y : tensor<?x?x7xf32>
}
nn.block private @each(%x: tensor<*xf32>) -> tensor<*xf32> {
  %y = nn.scan () over (%z = %x) : tensor<*xf32> {
    %0 = nn.apply @linear "" (%z) {OUT = "OUT"} : (tensor<*xf32>) -> tensor<*xf32>
    nn.next emit %0 : tensor<*xf32>
  }
  nn.return %y : tensor<*xf32>
}

// A repeated block stays a function that a step calls.
// CHECK-LABEL: func.func @repeated
// CHECK:         nn.while
// CHECK:         } do
// CHECK:           %[[R:.*]] = func.call @[[LAYER:layer.*]](%{{.*}}, %{{.*}}) : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
// CHECK-NEXT:      %[[S:.*]] = func.call @[[LAYER]](%[[R]], %{{.*}}) :
// CHECK-NEXT:      nn.next %[[S]]
nn.block @repeated(%x: tensor<5xf32>, %p: tensor<i1>) -> tensor<5xf32> {
  %y = nn.while (%a = %x) : tensor<5xf32> {
    nn.next %p : tensor<i1>
  } do (%b) {
    %0 = nn.repeat 2 x @layer "layers.{}" (%b) : (tensor<5xf32>) -> tensor<5xf32>
    nn.next %0 : tensor<5xf32>
  }
  nn.return %y : tensor<5xf32>
}
nn.block private @layer(%x: tensor<5xf32>) -> tensor<5xf32> {
  %w = nn.param "w" [5] : tensor<5xf32>
  %0 = nn.mul %x, %w : tensor<5xf32>, tensor<5xf32>
  nn.return %0 : tensor<5xf32>
}
