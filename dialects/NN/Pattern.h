// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notation of axes that `rearrange` and `einsum` share: names in order, `(a
// b)` for axes of one dimension, `...` for any further axes.
#ifndef TENFOLD_DIALECTS_NN_PATTERN_H
#define TENFOLD_DIALECTS_NN_PATTERN_H

#include "mlir/Support/LLVM.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tenfold::nn {

/// One tensor of a pattern: the axes of each dimension, outermost first.
using AxisGroups = llvm::SmallVector<llvm::SmallVector<std::string, 2>, 4>;

/// `inputs -> output` with comma-separated inputs.
struct Pattern {
  llvm::SmallVector<AxisGroups, 2> inputs;
  AxisGroups output;

  /// Replaces `...` in input `index` and in the output by one axis for each
  /// dimension that the other names leave; they are numbered from the last, so
  /// that inputs of unequal rank align.
  llvm::LogicalResult expand(unsigned index, int64_t rank, std::string &error);

  /// Drops a `...` of the output that no input has expanded.
  void close();
};

/// Parses a pattern with `numInputs` inputs; sets `error` where it is
/// malformed.
llvm::FailureOr<Pattern> parsePattern(llvm::StringRef text, unsigned numInputs,
                                      std::string &error);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_PATTERN_H
