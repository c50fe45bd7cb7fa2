// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_LAWS_H
#define TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_LAWS_H

#include "dialects/Fold/Fold.h"

#include <string>

namespace tenfold {

/// A law that does not hold, on streams.
struct Violation {
  std::string law, streams, expected, got;
  int64_t elements = 0; // of the streams, fewer being better to read
};

struct Verdict {
  std::optional<Violation> violation;
  mlir::Operation *unknown = nullptr; // what keeps the fold from being checked
};

Verdict checkLaws(fold::ReduceOp op, int64_t trials);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_LAWS_H
