// RUN: tenfold-opt %s --tenfold-fold-pipeline --tenfold-lower-folds --canonicalize --tenfold-pack-weights | FileCheck %s
// RUN: tenfold-opt %s --tenfold-fold-pipeline --tenfold-lower-folds=stream-tile=8 --canonicalize --tenfold-pack-weights --remarks-filter-missed=pack-weights -o /dev/null 2>&1 | FileCheck %s --check-prefix=MISSED
// Each step of a loop over words takes whole panels of the weight; steps that cut panels leave it as it is.

// MISSED: [Missed] weight | Category:pack-weights{{.*}}Reason="a loop reads parts of it that are no whole panels"

module attributes {program.cpu = "x86-64-v3"} {
  // CHECK-LABEL: func.func @main
  // CHECK-SAME: tensor<24x7x16xf32> {nn.param = "w", program.original = tensor<373x7xf32>, program.packed = affine_map<(d0, d1, d2) -> (d0 * 16 + d2, d1)>}
  func.func @main(%x: tensor<?x7xf32> {nn.dims = ["n", 7]}, %t: tensor<?xi64> {nn.dims = ["n"]}, %w: tensor<373x7xf32> {nn.param = "w"}) -> tensor<?xf32> {
    %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<?x7xf32>, tensor<373x7xf32>
    %1 = nn.cross_entropy %0, %t : tensor<?x373xf32>, tensor<?xi64>
    return %1 : tensor<?xf32>
  }
  // CHECK: scf.for %[[J:.*]] = %{{.*}} to %{{.*}} step %[[STEP:.*]] iter_args
  // CHECK: %[[SIZE:.*]] = arith.minui
  // CHECK: %[[PANEL:.*]] = arith.divui %[[J]], %[[C:.*]] : index
  // CHECK: %[[COUNT:.*]] = arith.ceildivui %[[SIZE]], %[[C]] : index
  // CHECK: tensor.extract_slice %{{.*}}[%[[PANEL]], 0, 0] [%[[COUNT]], 7, 16] [1, 1, 1] : tensor<24x7x16xf32> to tensor<?x7x16xf32>
}
