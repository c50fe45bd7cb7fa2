// RUN: tenfold-opt %s --tenfold-instantiate | FileCheck %s
// A block of the library is inlined under its scope; a repeated block becomes one function.

// CHECK-LABEL: func.func @main
// CHECK-SAME:  %[[X:.+]]: tensor<?x7xf32> {nn.dims = ["n", 7], nn.name = "x"}
// CHECK-SAME:  %[[W:.+]]: tensor<5x7xf32> {nn.param = "head.weight"}
// CHECK-SAME:  %[[B:.+]]: tensor<5xf32> {nn.param = "head.bias"}
// CHECK-SAME:  %[[W0:[^:]+]]: tensor<5x5xf32> {nn.param = "layer.0.weight"}
// CHECK-SAME:  {nn.param = "layer.0.bias"}
// CHECK-SAME:  %[[W1:[^:]+]]: tensor<5x5xf32> {nn.param = "layer.1.weight"}
// CHECK-SAME:  -> (tensor<?x5xf32> {nn.name = "y"})
nn.block @main(%x: tensor<?x7xf32> {nn.dims = ["n", 7]}) -> (tensor<?x5xf32> {nn.name = "y"}) {
  // CHECK: %[[P:.+]] = nn.einsum %[[X]], %[[W]] "... i, o i -> ... o"
  // CHECK: %[[H:.+]] = nn.add %[[P]], %[[B]] : tensor<?x5xf32>, tensor<5xf32>
  %0 = nn.apply @linear "head" (%x) {OUT = 5} : (tensor<?x7xf32>) -> tensor<?x5xf32>
  // CHECK: %[[A:.+]] = call @layer{{.*}}(%[[H]], %[[W0]],
  // CHECK: %[[Y:.+]] = call @layer{{.*}}(%[[A]], %[[W1]],
  // CHECK: return %[[Y]]
  %1 = nn.repeat 2 x @layer "layer.{}" (%0) : (tensor<?x5xf32>) -> tensor<?x5xf32>
  nn.return %1 : tensor<?x5xf32>
}

// CHECK: func.func private @layer{{.*}}(%{{.+}}: tensor<?x5xf32>, %{{.+}}: tensor<5x5xf32>, %{{.+}}: tensor<5xf32>)
// CHECK-NOT: nn.block
nn.block private @layer(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %0 = nn.apply @linear "" (%x) {OUT = 5} : (tensor<?x5xf32>) -> tensor<?x5xf32>
  nn.return %0 : tensor<?x5xf32>
}
