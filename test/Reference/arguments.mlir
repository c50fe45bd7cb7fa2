// RUN: not tenfold-interpret %s --dim seq=11 2>&1 | FileCheck %s --check-prefix=GREATEST
// RUN: not tenfold-interpret %s --dim seq=1 2>&1 | FileCheck %s --check-prefix=LEAST
// RUN: not tenfold-interpret %s --dim seq=3 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: tenfold-interpret %s --dim seq=7 | FileCheck %s --check-prefix=GOOD

// GREATEST: error: argument `ids`: expected dimension 0 (`seq`) to be in [2, 7], got 11
// LEAST: error: argument `ids`: expected dimension 0 (`seq`) to be in [2, 7], got 1
// NAME: error: argument `layer.weight`: expected dimension 1 (`seq`) to be 3, as in `ids`, got 7
// GOOD: main.0 7xi64:
module attributes {nn.bounds = {seq = [2, 7]}} {
func.func @main(%ids: tensor<?xi64> {nn.name = "ids", nn.dims = ["seq"]},
                %w: tensor<2x7xf32> {nn.param = "layer.weight", nn.dims = [2, "seq"]}) -> tensor<?xi64> {
  return %ids : tensor<?xi64>
}
}
