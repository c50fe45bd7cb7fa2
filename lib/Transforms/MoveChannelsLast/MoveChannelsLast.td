// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_MOVE_CHANNELS_LAST
#define TENFOLD_MOVE_CHANNELS_LAST

include "mlir/Pass/PassBase.td"

def MoveChannelsLast : Pass<"tenfold-move-channels-last", "::mlir::func::FuncOp"> {
  let summary = "lay tensors that windows slide over out with their channels last";
  let description = [{
    Models have images as (batch, channel, place..). With channels last, a convolution is a matrix product whose rows are
    places and whose columns are channels of the result: neighbouring taps are neighbouring elements, weights can be
    packed in panels, and pooling works on vectors of channels whatever its stride.

    What windows of a `linalg.generic` slide over and what they make is stored so, and so is what element-wise ops make of
    it. Only indexing maps change, and the order of loops; whatever else reads such a tensor reads it through its map. A
    transpose stands where anything but `linalg.generic` and `tensor.extract` defines or uses one. Elements, and the order
    in which each sum adds, stay the same.

    Refuses windows over other dimensions than all from the third on: those of groups of several channels.

    Example: test/Transforms/MoveChannelsLast/example.mlir
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_MOVE_CHANNELS_LAST
