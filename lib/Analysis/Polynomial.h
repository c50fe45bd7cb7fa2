// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_POLYNOMIAL_H
#define TENFOLD_LIB_ANALYSIS_POLYNOMIAL_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Value.h"

namespace tenfold {

/// The one form of all expressions that are equal as polynomials over symbols
/// (quotients and remainders count as symbols of their own). A division that
/// leaves no remainder whatever the symbols is carried out.
mlir::AffineExpr canonicalSize(mlir::AffineExpr expr);

/// Whether the value never falls when a symbol, at least zero, grows.
bool growsWithSymbols(mlir::AffineExpr expr);

/// The value at `symbols`, or none on overflow or division by zero.
std::optional<int64_t> evaluateSize(mlir::AffineExpr expr,
                                    llvm::ArrayRef<int64_t> symbols);

/// The expression that index arithmetic computes; null where it stands on a
/// value for which `leaf` returns null.
mlir::AffineExpr
sizeOfIndex(mlir::Value index,
            llvm::function_ref<mlir::AffineExpr(mlir::Value)> leaf);

/// Text in the syntax of affine maps, with the given names of symbols.
std::string printSize(mlir::AffineExpr expr, llvm::ArrayRef<std::string> names);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_POLYNOMIAL_H
