// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def LowerFolds : Pass<"tenfold-lower-folds", "mlir::func::FuncOp"> {
  let summary = "Walk the stream of each fold in order, tile by tile";
  let description = [{
    Each `fold.reduce` becomes its initial states, an `scf.for` over tiles of the stream that carries them, whose body is
    `absorb` on slices of the inputs, and `finish`. Parallel dimensions stay whole: tasks cut them later, where the loop
    is part of every task. So the order in which a stream is summed is a function of its extent and the target alone.

    A tile is as many whole panels of columns as leave what a task reads and makes of it in half of the second-level
    cache, at most sixteen.

    Example: test/Transforms/LowerFolds/example.mlir
  }];
  let options = [
    Option<"streamTile", "stream-tile", "int64_t", "0", "largest tile of a stream, elements; 0: by the target's cache">,
  ];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect", "mlir::scf::SCFDialect", "mlir::tensor::TensorDialect"
  ];
}
