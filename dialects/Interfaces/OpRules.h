// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_INTERFACES_OPRULES_H
#define TENFOLD_DIALECTS_INTERFACES_OPRULES_H

#include "dialects/Interfaces/Dims.h"
#include "dialects/Interfaces/HostTensor.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace tenfold {
/// Evaluates a region on the values of its arguments.
using RunRegion =
    llvm::function_ref<llvm::FailureOr<llvm::SmallVector<HostTensor>>(
        mlir::Region &, llvm::ArrayRef<HostTensor>)>;
} // namespace tenfold

#include "dialects/Interfaces/OpRules.h.inc"

#endif // TENFOLD_DIALECTS_INTERFACES_OPRULES_H
