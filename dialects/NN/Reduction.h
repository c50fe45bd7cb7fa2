// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How elements combine, for the ops that reduce.
#ifndef TENFOLD_DIALECTS_NN_REDUCTION_H
#define TENFOLD_DIALECTS_NN_REDUCTION_H

#include "dialects/NN/NN.h"

namespace tenfold::nn {

/// What no floats reduce to, a mean before it is divided.
double identityOf(Reduction kind);
double combine(Reduction kind, double a, double b);
int64_t combine(Reduction kind, int64_t a, int64_t b);

/// Refuses kinds that do not choose an element.
llvm::LogicalResult checkExtremum(DimContext &context, Reduction kind);

mlir::Value buildCombine(mlir::OpBuilder &b, mlir::Location loc, Reduction kind,
                         mlir::Value x, mlir::Value y);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_REDUCTION_H
