// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Windows that slide over the last dimensions of a tensor: what convolution and
// pooling share.
#ifndef TENFOLD_DIALECTS_NN_WINDOW_H
#define TENFOLD_DIALECTS_NN_WINDOW_H

#include "dialects/NN/NN.h"

namespace tenfold::nn {

/// Along one dimension, tap k of window i is element i * stride + k * dilation
/// - before of the tensor, whose own elements are `spread` apart.
struct WindowDim {
  int64_t kernel, stride, dilation, before, after, spread = 1;

  /// Elements from the first tap to the last.
  int64_t span() const { return (kernel - 1) * dilation + 1; }
  /// Whether windows leave out elements between them.
  bool skips() const { return kernel == 1 && stride > 1; }
};

struct Window {
  llvm::SmallVector<WindowDim, 3> dims;
  /// Whether there are also windows that end behind the padding, if they begin
  /// before it.
  bool ceil = false;

  size_t rank() const { return dims.size(); }
  /// Whether windows see elements of `x` alone.
  bool isPlain() const;
};

/// Integers of the entry `key` of `sizes`, one for each of `rank` dimensions:
/// it may be one for all.
llvm::FailureOr<llvm::SmallVector<int64_t>>
readSizes(DimContext &context, mlir::DictionaryAttr sizes, llvm::StringRef key,
          size_t rank, int64_t absent, std::optional<int64_t> least);

/// The window of this kernel; `stride`, `dilation`, and `padding` or `before`
/// and `after` are entries of `sizes`, `others` those that the caller reads.
/// Negative padding cuts elements off.
llvm::FailureOr<Window> readWindow(DimContext &context,
                                   mlir::DictionaryAttr sizes,
                                   llvm::ArrayRef<int64_t> kernel,
                                   llvm::ArrayRef<llvm::StringRef> others);

/// How many windows there are along each of the last dimensions of `x`.
llvm::FailureOr<Dims> countWindows(DimContext &context, const Window &window,
                                   const Dims &x);

/// Calls `visit` with the place of each tap of window `at` among elements of
/// the shape `x`, -1 where it lies in the padding, in order.
void forEachTap(const Window &window, llvm::ArrayRef<int64_t> at,
                llvm::ArrayRef<int64_t> x,
                llvm::function_ref<void(int64_t place)> visit);

/// `x` with `fill` around and between its elements, as far as windows reach,
/// without those that all windows leave out.
mlir::Value buildPadded(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                        const Window &window, double fill);

/// Indices of what `buildPadded` makes of the last dimensions, for the windows
/// of loops `at`, ... and their taps of loops `tap`, ...
llvm::SmallVector<mlir::AffineExpr> tapIndices(mlir::MLIRContext *context,
                                               const Window &window,
                                               unsigned at, unsigned tap);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_WINDOW_H
