// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products without a batch that one fold takes in, so that they are never
// stored.
#ifndef TENFOLD_LIB_TRANSFORMS_GROUPOPS_STREAMS_H
#define TENFOLD_LIB_TRANSFORMS_GROUPOPS_STREAMS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tenfold {

/// Which ops of a block are of one such fold: a product and all that is
/// reduced from it.
class Streams {
public:
  void find(mlir::Block &block);

  bool share(mlir::Operation *x, mlir::Operation *y) const {
    auto at = numbers.find(x), other = numbers.find(y);
    return at != numbers.end() && other != numbers.end() &&
           at->second == other->second;
  }

private:
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  unsigned count = 0;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_GROUPOPS_STREAMS_H
