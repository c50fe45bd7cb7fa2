// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_SIZEARITHMETIC_H
#define TENFOLD_IMPORT_ONNX_SIZEARITHMETIC_H

#include "mlir/IR/AffineExpr.h"

#include <optional>

namespace tenfold::onnx {

/// What operators do to two elements of known integers.
enum class SizeOp {
  None,
  Add,
  Sub,
  Mul,
  Div,
  Max,
  Min,
  Equal,
  Less,
  Greater,
  LessOrEqual,
  GreaterOrEqual,
  And,
  Or
};

SizeOp sizeOpOf(llvm::StringRef op);

/// A size, or nothing where it is not the same expression for every size of the
/// dims, or too long. Truth is 0 or 1.
using Extent = std::optional<mlir::AffineExpr>;

Extent apply(SizeOp op, mlir::AffineExpr a, mlir::AffineExpr b);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_SIZEARITHMETIC_H
