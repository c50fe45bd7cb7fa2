// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_PACKWEIGHTS_H
#define TENFOLD_LIB_DRIVER_PACKWEIGHTS_H

#include "mlir/IR/AffineMap.h"

namespace tenfold {

/// How the bytes of a weight follow from the tensor that the user knows:
/// packed[i] = original[map(i)], and zero where map(i) lies outside.
struct WeightLayout {
  llvm::SmallVector<int64_t> original;
  llvm::SmallVector<int64_t> packed;
  mlir::AffineMap map; ///< null: the same bytes
  int64_t elementBytes = 4;

  int64_t packedBytes() const;
};

/// Fills `target`, of `layout.packedBytes()` bytes, from row-major `source`.
/// Linear maps, which all panel layouts are, move a row of the last packed
/// dimension at a time.
void packWeight(const WeightLayout &layout, llvm::StringRef source,
                llvm::MutableArrayRef<char> target);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_PACKWEIGHTS_H
