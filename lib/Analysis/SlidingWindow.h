// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_SLIDINGWINDOW_H
#define TENFOLD_LIB_ANALYSIS_SLIDINGWINDOW_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tenfold {

/// Whether `op` reduces windows, as convolution and pooling do: it reads an
/// element at several places of the result, at indices that are sums of loops.
bool slidesWindow(mlir::linalg::LinalgOp op);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_SLIDINGWINDOW_H
