// REQUIRES: numpy
// RUN: %python %S/quoted.py %root/docs/writing-a-model.md %s
// RUN: %python %S/inputs.py %t.in.npz
// RUN: tenfold compile %s -o %t.so 2> %t.err
// RUN: FileCheck %s --check-prefix=WARN < %t.err
// RUN: tenfold run %t.so --inputs %t.in.npz --outputs %t.native.npz
// RUN: tenfold run %s --inputs %t.in.npz --outputs %t.reference.npz --backend=reference
// RUN: %python %S/same.py %t.native.npz %t.reference.npz | FileCheck %s --check-prefix=SAME
// RUN: tenfold run %t.so --inputs %t.in.npz | FileCheck %s --check-prefix=SUMMARY
// RUN: tenfold compile %s --to=import | FileCheck %s
// The model of docs/writing-a-model.md.
// WARN: warning: without --weights parameters start from their initialisers
// SAME: scores [2, 7, 4] agree
// SUMMARY: scores [2, 7, 4] f32 min {{.*}} mean {{.*}} max
// CHECK: nn.param = "tokens.weight"
// CHECK-SAME: nn.param = "layer.0.query.weight"
// CHECK-SAME: nn.init = @ones, nn.param = "layer.0.norm.scale"
// CHECK-SAME: nn.param = "layer.1.norm.weight"

// A tiny reader of sequences: embed the tokens, attend twice, score four classes.
module attributes {nn.bounds = {seq = [1, 64], batch = [1, 8]}} {

nn.block @main(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 50]},
               %mask: tensor<?x?xi1> {nn.dims = ["batch", "seq"]})
    -> (tensor<?x?x4xf32> {nn.name = "scores", nn.dims = ["batch", "seq", 4]}) {
  %0 = nn.apply @embedding "tokens" (%tokens) {ROWS = 50, WIDTH = 24} : (tensor<?x?xi64>) -> tensor<?x?x24xf32>
  %1 = nn.repeat 2 x @layer "layer.{}" (%0, %mask) : (tensor<?x?x24xf32>, tensor<?x?xi1>) -> tensor<?x?x24xf32>
  %2 = nn.apply @linear "head" (%1) {OUT = 4} : (tensor<?x?x24xf32>) -> tensor<?x?x4xf32>
  nn.return %2 : tensor<?x?x4xf32>
}

// Three heads of width 8; a query sees the kept keys that do not lie behind it.
nn.block private @layer(%x: tensor<?x?x24xf32>, %mask: tensor<?x?xi1>) -> tensor<?x?x24xf32> {
  %0 = nn.apply @linear "query" (%x) {OUT = 24} : (tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
  %1 = nn.apply @linear "key" (%x) {OUT = 24} : (tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
  %2 = nn.apply @linear "value" (%x) {OUT = 24} : (tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
  %q = nn.rearrange %0 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x24xf32>
  %k = nn.rearrange %1 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x24xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = 3} : tensor<?x?x24xf32>
  %o = nn.attention %q, %k, %v : tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>
      score(%s, %b, %h, %i, %j) {
    %kept = nn.at %mask[%b, %j] : tensor<?x?xi1>
    %past = arith.cmpi sle, %j, %i : index
    %keep = arith.andi %kept, %past : i1
    nn.yield %s keep %keep : f32
  }
  %r = nn.rearrange %o "b h s d -> b s (h d)" : tensor<?x3x?x8xf32>
  %y = nn.apply @residual_norm "norm" (%r, %x) : (tensor<?x?x24xf32>, tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
  nn.return %y : tensor<?x?x24xf32>
}

// A template: any leading dimensions, any width.
nn.block private @residual_norm(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}, %y: tensor<*xf32>) -> tensor<*xf32> {
  %scale = nn.param "scale" ["WIDTH"] : tensor<?xf32> {init = @ones}
  %0 = nn.add %x, %y : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @layer_norm "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.mul %1, %scale : tensor<*xf32>, tensor<?xf32>
  nn.return %2 : tensor<*xf32>
}

}
