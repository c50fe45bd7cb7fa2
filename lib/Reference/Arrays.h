// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_ARRAYS_H
#define TENFOLD_LIB_REFERENCE_ARRAYS_H

#include "dialects/Interfaces/HostTensor.h"
#include "lib/Data/Array.h"

#include "mlir/IR/Diagnostics.h"

namespace tenfold {

/// A copy of an array from a file as a tensor; an error at `at` where no
/// element type of tensors corresponds.
llvm::FailureOr<HostTensor> toHostTensor(mlir::Location at,
                                         const data::Array &array);

/// A copy of a tensor for a file; `index` is written as 64 bits.
data::Array toArray(const HostTensor &tensor);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_ARRAYS_H
