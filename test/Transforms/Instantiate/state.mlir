// RUN: tenfold-opt %s --tenfold-instantiate | FileCheck %s

// A state is an argument that is donated to a result, and is read after an update as what that set.
// CHECK-LABEL: func.func @main(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<3xf32> {nn.name = "x"},
// CHECK-SAME:    %[[CALLS:[^:]+]]: tensor<i64> {nn.donate = 1 : i64, nn.name = "calls"},
// CHECK-SAME:    %[[SUM0:[^:]+]]: tensor<3xf32> {nn.donate = 2 : i64, nn.name = "layer.0.sum"},
// CHECK-SAME:    %[[SUM1:[^:]+]]: tensor<3xf32> {nn.donate = 3 : i64, nn.name = "layer.1.sum"})
// CHECK-SAME:    -> (tensor<3xf32> {nn.name = "y"}, tensor<i64> {nn.name = "calls"}, tensor<3xf32> {nn.name = "layer.0.sum"}, tensor<3xf32> {nn.name = "layer.1.sum"})
nn.block @main(%x: tensor<3xf32>) -> (tensor<3xf32> {nn.name = "y"}) {
  // CHECK: %[[ONE:.+]] = nn.add %[[CALLS]],
  nn.apply @count "" () : () -> ()
  // CHECK: %[[TWO:.+]] = nn.add %[[ONE]],
  nn.apply @count "" () : () -> ()
  // CHECK: %[[Y0:.+]]:2 = call @accumulate[[$F:.*]](%[[X]], %[[SUM0]])
  // CHECK: %[[Y1:.+]]:2 = call @accumulate[[$F]](%[[Y0]]#0, %[[SUM1]])
  %0 = nn.repeat 2 x @accumulate "layer.{}" (%x) : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: return %[[Y1]]#0, %[[TWO]], %[[Y0]]#1, %[[Y1]]#1
  nn.return %0 : tensor<3xf32>
}
nn.block private @count() {
  %one = arith.constant dense<1> : tensor<i64>
  %n = nn.state "calls" [] : tensor<i64>
  %0 = nn.add %n, %one : tensor<i64>, tensor<i64>
  nn.update "calls", %0 : tensor<i64>
  nn.return
}
nn.block private @accumulate(%x: tensor<3xf32>) -> tensor<3xf32> {
  %sum = nn.state "sum" [3] : tensor<3xf32>
  %0 = nn.add %sum, %x : tensor<3xf32>, tensor<3xf32>
  nn.update "sum", %0 : tensor<3xf32>
  nn.return %0 : tensor<3xf32>
}

// What is only read is handed on; loops may read.
// CHECK-LABEL: func.func @read(
// CHECK-SAME:    %[[XS:[^:]+]]: tensor<5x3xf32> {nn.name = "xs"}, %[[BIAS:[^:]+]]: tensor<3xf32> {nn.donate = 1 : i64, nn.name = "bias"})
// CHECK:         nn.scan
// CHECK:           nn.add %{{.+}}, %[[BIAS]]
// CHECK:         return %{{.+}}, %[[BIAS]]
nn.block @read(%xs: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %last, %ys = nn.scan (%c = %zero) over (%x = %xs) : tensor<3xf32>, tensor<5x3xf32> {
    %bias = nn.state "bias" [3] : tensor<3xf32>
    %0 = nn.add %x, %bias : tensor<3xf32>, tensor<3xf32>
    nn.next %0 emit %0 : tensor<3xf32>, tensor<3xf32>
  }
  nn.return %ys : tensor<5x3xf32>
}
// CHECK: func.func private @accumulate[[$F]](%[[X:.+]]: tensor<3xf32>, %[[SUM:.+]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
// CHECK:   %[[NEXT:.+]] = nn.add %[[SUM]], %[[X]]
// CHECK:   return %[[NEXT]], %[[NEXT]]
