// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_EVALUATESIZE_H
#define TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_EVALUATESIZE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// Values of a kernel's named sizes.
using SizePoint = llvm::StringMap<int64_t>;

/// What an index computed from the sizes of a kernel's arguments is at `point`; none if it depends on anything else.
std::optional<int64_t> evaluateSize(mlir::Value value, const SizePoint &point);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_EVALUATESIZE_H
