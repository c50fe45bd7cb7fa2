// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_SCATTER_H
#define TENFOLD_LIB_ANALYSIS_SCATTER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tenfold {

/// A generic op that writes to elements found by an index: its body is
/// `yield select(row == index, value, out)` where `row` is the number of the
/// iteration along a parallel dimension, on which nothing else depends.
struct Scatter {
  unsigned dim;         ///< of the op, along which rows are
  mlir::Operation *hit; ///< row == index
  mlir::Value index;
};

std::optional<Scatter> matchScatter(mlir::linalg::LinalgOp op);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_SCATTER_H
