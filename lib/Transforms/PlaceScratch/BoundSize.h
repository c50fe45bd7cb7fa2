// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_BOUNDSIZE_H
#define TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_BOUNDSIZE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// Values of a kernel's named sizes.
using SizePoint = llvm::StringMap<int64_t>;

/// The most that an index computed from the sizes of a kernel's arguments can be at `point`, in any task; none if
/// there is no telling.
std::optional<int64_t> boundSize(mlir::Value value, const SizePoint &point);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PLACESCRATCH_BOUNDSIZE_H
