// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STREAMSLICE_H
#define TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STREAMSLICE_H

#include "lib/Transforms/PackWeights/PanelLayout.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tenfold {

/// The part of a tensor that one step of a loop reads: a tile along one
/// dimension, all along the others.
struct StreamSlice {
  mlir::tensor::ExtractSliceOp op;
  unsigned dim;
  int64_t step; // elements

  /// Whether the part is whole panels of the tensor in that layout.
  bool fits(const Layout &layout, int64_t width) const;

  /// Makes it the same part of its source, which has become one in that layout.
  void repack(const Layout &layout, int64_t width);
};

std::optional<StreamSlice> matchStreamSlice(mlir::Operation *op);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_STREAMSLICE_H
