// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_FUSE_ELEMENTWISE
#define TENFOLD_FUSE_ELEMENTWISE

include "mlir/Pass/PassBase.td"

def FuseElementwise : Pass<"tenfold-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "merge element-wise ops into the op that uses them";
  let description = [{
    Upstream's fusion of element-wise `linalg.generic` ops under two rules. An op with one use joins its user, unless the
    user is a contraction, which would repeat the work for each row or column, or the op depends on weights alone, as the
    factors of a batch norm do, which then are computed once for each channel. An op that only moves elements joins any
    user, contractions too: its permutation becomes part of the user's indexing maps, so transposes cost nothing. One that
    only numbers places joins any user but contractions.
    Nothing joins an op that reduces windows: it reads each element several times, best from consecutive addresses.

    Example: test/Transforms/FuseElementwise/example.mlir
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

#endif // TENFOLD_FUSE_ELEMENTWISE
