// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_GROUP_OPS
#define TENFOLD_GROUP_OPS

include "mlir/Pass/PassBase.td"

def GroupOps : Pass<"tenfold-group-ops", "::mlir::func::FuncOp"> {
  let summary = "decide which ops become one kernel";
  let description = [{
    Numbers every `linalg.generic` with the kernel that it will be part of, in `program.group`. A kernel is a grid over
    dimensions that are parallel in all its ops; an op joins the group of one of its producers when

    1. both are in the same block, and no path leads from the group to the op through anything outside the group,
    2. after joining, some dimension is parallel in every op of the group,
    3. it is no contraction, or all contractions of the group share a batch dimension with it (attention), or a stream,
    4. it does not reduce over a dimension that a contraction of the group makes, unless that contraction has a batch
       dimension or they share a stream: a matrix product must stay free to be split over its columns when it has few rows,
    5. it reads the group's results at its own place, as a slice of one does not: a tile of it would need other tiles,
    6. neither it nor an op of the group is a scatter, which may write to memory that holds other elements already,
    7. what it reads of the group has the sizes of other tensors, not computed ones: scratch is sized by arguments.

    Ops share a stream where one fold (`DeriveFolds.td`) takes in a product of 64 rows or more, or of an unknown number, and
    all that uses it: logits and their cross-entropy. Then the product is never stored.

    Functions that are kernels already stay as they are. Convolution and pooling are contractions in this sense. What is refused is said in a `missed` remark with the number of the rule.

    Example: test/Transforms/GroupOps/example.mlir
  }];
  let options = [
    Option<"streams", "streams", "bool", "true", "let ops share a stream, where folds are derived afterwards">,
    Option<"productsApart", "products-apart", "bool", "false",
           "leave products and what reduces over their dimensions in kernels of their own">,
  ];
  let dependentDialects = ["::tenfold::program::ProgramDialect"];
}

#endif // TENFOLD_GROUP_OPS
