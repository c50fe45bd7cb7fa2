// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_EXTENTS_H
#define TENFOLD_IMPORT_ONNX_EXTENTS_H

#include "dialects/Interfaces/Dims.h"

#include <optional>

namespace tenfold::onnx {

/// The product of all extents.
mlir::AffineExpr productOf(llvm::ArrayRef<mlir::AffineExpr> extents,
                           mlir::MLIRContext *context);

/// `whole / part` where the factors of `part` are among those of `whole`.
std::optional<mlir::AffineExpr> quotient(mlir::AffineExpr whole,
                                         mlir::AffineExpr part);

/// Whether every size of the names gives both the same value, as far as
/// factors show it.
bool sameProduct(mlir::AffineExpr a, mlir::AffineExpr b);

/// Whether the expression is short enough to compute with. What a hostile graph
/// doubles at every node is not.
bool isShort(mlir::AffineExpr expr);

/// Sums and products of extents without overflow; nothing where there is one,
/// or where the result is no longer short.
std::optional<mlir::AffineExpr> combine(mlir::AffineExprKind kind,
                                        mlir::AffineExpr a, mlir::AffineExpr b);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_EXTENTS_H
