// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_NN_ATTENTION_H
#define TENFOLD_DIALECTS_NN_ATTENTION_H

#include "dialects/NN/NN.h"

#include <limits>

namespace tenfold::nn {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The factor of products of queries and keys of this width.
double scaleOf(AttentionOp op, int64_t width);

/// `index` if it is one of the scoring function that counts up to an extent of
/// the attention; with an offset that of the query does not.
mlir::BlockArgument ownIndex(AttentionOp op, mlir::Value index);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_ATTENTION_H
