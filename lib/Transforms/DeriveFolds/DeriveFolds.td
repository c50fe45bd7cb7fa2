// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DERIVE_FOLDS
#define TENFOLD_DERIVE_FOLDS

include "mlir/Pass/PassBase.td"

def DeriveFolds : Pass<"tenfold-derive-folds", "::mlir::func::FuncOp"> {
  let summary = "turn chains of reductions over one dimension into folds";
  let description = [{
    Sums and maxima over one dimension that use each other's results, as in softmax, log-sum-exp, variance, or a norm before
    a product, become one `fold.reduce`. *Separate, then anchor*: over the reals each sum of the chain is a sum of
    products `c S`, of which `c` does not vary along the dimension and `S = sum p(x) exp(phi(x))` uses no result; these raw
    sums are the state, stored relative to the greatest `phi` and to means, and everything else is `finish`. Elements
    that are themselves contractions (scores, logits) are computed in each tile.

    A reduction whose summand mixes the dimension with a result, such as `round(x / max x)`, needs a pass of its own after
    the first: a `missed` remark names the expression. Reductions of other types than those of their chain, of several
    dimensions, with initial values that are no identities, or whose elements wait for a result through other ops, are left.

    A maximum that only anchors is `maxnumf`, which is one instruction of a vector: a NaN reaches the sums. One that is a
    result itself is `maximumf`.

    Legal over the real numbers, extended by -inf as the zero of `exp`: sums are associated anew. Where the source
    overflows (`exp(1e4)`) the fold is finite. A row whose elements are all -inf is what it was, NaN for softmax. A dimension
    that may be empty gives what the source gives for none.

    Example: test/Transforms/DeriveFolds/example.mlir
  }];
  let options = [
    Option<"productsOnly", "products-only", "bool", "false",
           "leave chains whose elements are all in memory: their rows stay in the cache between reductions">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::tenfold::fold::FoldDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_DERIVE_FOLDS
