// RUN: tenfold-opt %s --tenfold-instantiate | FileCheck %s
// Each layer gets its own state and gives it back; another repetition of the block calls the same function.
// CHECK-LABEL: func.func @step
// CHECK-SAME:  %[[X:.+]]: tensor<?x5xf32> {nn.name = "x"}, %[[A0:.+]]: tensor<5xf32> {nn.name = "a0"}, %[[A1:.+]]: tensor<5xf32> {nn.name = "a1"}
// CHECK-SAME:  %[[B0:.+]]: tensor<5xf32> {nn.name = "b0"}, %[[B1:.+]]: tensor<5xf32> {nn.name = "b1"}, %[[C:.+]]: tensor<5xf32> {nn.name = "c"},
nn.block @step(%x: tensor<?x5xf32>, %a0: tensor<5xf32>, %a1: tensor<5xf32>, %b0: tensor<5xf32>, %b1: tensor<5xf32>, %c: tensor<5xf32>)
    -> (tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>) {
  // CHECK: %[[Y:.+]]:2 = call @next[[F:.*]](%[[X]], %[[A0]], %[[B0]], %{{.+}}, %{{.+}})
  // CHECK: %[[Z:.+]]:2 = call @next[[F]](%[[Y]]#0, %[[A1]], %[[B1]], %{{.+}}, %{{.+}})
  %0, %1:2 = nn.repeat 2 x @next "layer.{}" (%x) each (%a0, %a1, %b0, %b1)
      : (tensor<?x5xf32>) -> tensor<?x5xf32> each (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>) -> (tensor<5xf32>, tensor<5xf32>)
  // CHECK: %[[R:.+]]:2 = call @next[[F]](%[[Z]]#0, %[[C]], %[[C]], %{{.+}}, %{{.+}})
  %2, %3 = nn.repeat 1 x @next "layer.2" (%0) each (%c, %c)
      : (tensor<?x5xf32>) -> tensor<?x5xf32> each (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  // CHECK: return %[[R]]#0, %[[Y]]#1, %[[Z]]#1, %[[R]]#1
  nn.return %2, %1#0, %1#1, %3 : tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>
}
// CHECK: func.func private @next
// CHECK-NOT: func.func private @next
nn.block private @next(%x: tensor<?x5xf32>, %a: tensor<5xf32>, %b: tensor<5xf32>) -> (tensor<?x5xf32>, tensor<5xf32>) {
  %0 = nn.apply @linear "" (%x) {OUT = 5} : (tensor<?x5xf32>) -> tensor<?x5xf32>
  %1 = nn.add %a, %b : tensor<5xf32>, tensor<5xf32>
  %2 = nn.add %0, %1 : tensor<?x5xf32>, tensor<5xf32>
  nn.return %2, %1 : tensor<?x5xf32>, tensor<5xf32>
}
