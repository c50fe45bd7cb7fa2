// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_SIZES_H
#define TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_SIZES_H

#include "dialects/Program/Program.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

inline constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

constexpr int64_t kAlignment = 64; // bytes, of every buffer and weight
inline int64_t aligned(int64_t bytes) {
  return llvm::alignTo(bytes, kAlignment);
}

/// The sizes of an entry's values when its dims have those of one point.
class Sizes {
public:
  Sizes(mlir::func::FuncOp entry, llvm::ArrayRef<int64_t> point);

  int64_t bytes(mlir::Value buffer) const;

  /// Whether a part lies in its buffer at every step of its loop.
  bool holds(tenfold::program::SliceOp part) const;

  /// Scratch of one worker in `call`, by the extents of its operands.
  int64_t scratch(mlir::func::CallOp call, mlir::func::FuncOp kernel) const;

  /// The value of `expr` with numbers for its symbols, or kNone.
  static int64_t valueOf(mlir::AffineExpr expr,
                         llvm::ArrayRef<int64_t> symbols);

private:
  void setExtents(mlir::Value buffer, llvm::ArrayRef<int64_t> dynamic);
  void evaluate(mlir::Operation *op);

  llvm::DenseMap<mlir::Value, int64_t> known;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<int64_t>> extents;
};

#endif // TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_SIZES_H
