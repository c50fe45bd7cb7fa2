// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_CHECK_FOLDS
#define TENFOLD_CHECK_FOLDS

include "mlir/Pass/PassBase.td"

def CheckFolds : Pass<"tenfold-check-folds", "::mlir::func::FuncOp"> {
  let summary = "refuse folds whose merge breaks a law";
  let description = [{
    Evaluates the regions of each fold that has a `merge` on short streams, and compares both sides of the laws:

    | law | |
    | --- | --- |
    | identity | `merge(init, a) = a = merge(a, init)` |
    | associativity | `merge(merge(a, b), c) = merge(a, merge(b, c))` |
    | absorption | `absorb(a, t) = merge(a, absorb(init, t))` |
    | concatenation | `fold(a ++ b) = merge(fold(a), fold(b))` |
    | tiling | `absorb(a, t ++ u) = absorb(absorb(a, t), u)` |

    A law that fails is an error, with the smallest failing streams found. The comparison decides: a number is carried as a
    residue modulo 2^61 - 1 and as a linear form in symbols, whose exponentials are independent random residues, beside a
    real that decides comparisons. Between two comparisons both sides are rational functions of values and their
    exponentials, which are algebraically independent, so that unequal sides have equal residues with probability
    below 2^-50 (Schwartz and Zippel). Where a function without such a rule is met, reals are compared instead.

    Streams hold ties, generic values and, where the fold itself takes it, -inf. States also start from -inf or inf in place of
    what `init` has, which refutes a finite `init`. What regions use from above is drawn, too. A fold with ops that this
    evaluation does not know is left unchecked with a `missed` remark.

    Example: test/Transforms/CheckFolds/example.mlir
  }];
  let options = [Option<"trials", "trials", "int64_t", "100", "streams to try for each fold">];
}

#endif // TENFOLD_CHECK_FOLDS
