// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK: module attributes {nn.bounds = {seq = [1, 512]}}
module attributes {nn.bounds = {seq = [1, 512]}} {

// Arguments are named after their SSA names, results by number.
// CHECK-LABEL: nn.block @main
// CHECK-SAME: {nn.dims = ["batch", "seq", 5], nn.name = "x"}
// CHECK-SAME: -> (tensor<?x?x5xf32> {nn.name = "result0"})
nn.block @main(%x: tensor<?x?x5xf32> {nn.dims = ["batch", "seq", 5]}) -> tensor<?x?x5xf32> {
  // CHECK: nn.apply @linear "first"(%{{.*}}) {OUT = 5 : i64} : (tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
  %0 = nn.apply @linear "first" (%x) {OUT = 5} : (tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
  // CHECK: nn.repeat 3 x @layer "layers.{}"(%{{.*}}) : (tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
  %1 = nn.repeat 3 x @layer "layers.{}" (%0) : (tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
  // CHECK: nn.return %{{.*}} : tensor<?x?x5xf32>
  nn.return %1 : tensor<?x?x5xf32>
}

// CHECK-LABEL: nn.block @with_caches
nn.block @with_caches(%x: tensor<?x5xf32>, %a: tensor<?x3xf32>, %b: tensor<?x3xf32>) -> tensor<?x5xf32> {
  // CHECK: %{{.*}}, %{{.*}}:2 = nn.repeat 2 x @layer "layers.{}"(%{{.*}}) each(%{{.*}}, %{{.*}}) : (tensor<?x5xf32>) -> tensor<?x5xf32> each (tensor<?x3xf32>, tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  %0, %1:2 = nn.repeat 2 x @layer "layers.{}" (%x) each (%a, %b)
      : (tensor<?x5xf32>) -> tensor<?x5xf32> each (tensor<?x3xf32>, tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  nn.return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: nn.block private @linear
nn.block private @linear(%x: tensor<*xf32> {nn.dims = ["...", "IN"]}) -> tensor<*xf32> {
  // CHECK: nn.param "weight" ["OUT", "IN"] : tensor<?x?xf32> {init = @kaiming}
  %w = nn.param "weight" ["OUT", "IN"] : tensor<?x?xf32> {init = @kaiming}
  %0 = nn.einsum %x, %w "... i, o i -> ... o" : tensor<*xf32>, tensor<?x?xf32>
  nn.return %0 : tensor<*xf32>
}

// CHECK-LABEL: nn.block private @mean
nn.block private @mean(%x: tensor<*xf32> {nn.dims = ["WIDTH"]}) -> tensor<*xf32> {
  // CHECK: nn.state "mean" ["WIDTH"] : tensor<?xf32>
  %0 = nn.state "mean" ["WIDTH"] : tensor<?xf32>
  %1 = nn.add %0, %x : tensor<?xf32>, tensor<*xf32>
  // CHECK: nn.update "mean", %{{.*}} : tensor<*xf32>
  nn.update "mean", %1 : tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

}
