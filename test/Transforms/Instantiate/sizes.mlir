// RUN: tenfold-opt %s --tenfold-instantiate | FileCheck %s
// Names of sizes, in lists too, and of the first dimensions.
// CHECK-LABEL: func.func @pooled
// CHECK: nn.pool max %{{.*}} {kernel = [3, 1], stride = 2 : i64} : tensor<2x3x5x?xf32>
nn.block @pooled(%x: tensor<2x3x5x?xf32> {nn.dims = [2, 3, 5, "n"]}) -> tensor<2x3x2x?xf32> {
  %0 = nn.apply @pool "" (%x) {STRIDE = 2} : (tensor<2x3x5x?xf32>) -> tensor<2x3x2x?xf32>
  nn.return %0 : tensor<2x3x2x?xf32>
}
nn.block private @pool(%x: tensor<*xf32> {nn.dims = ["N", "C", "..."]}) -> tensor<*xf32> {
  %0 = nn.pool max %x {kernel = ["C", 1], stride = "STRIDE"} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}
