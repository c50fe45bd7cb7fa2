// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_ARRAYS_H
#define TENFOLD_LIB_REFERENCE_ARRAYS_H

#include "dialects/Interfaces/HostTensor.h"
#include "lib/Data/Array.h"

namespace tenfold {

/// A copy of an array from a file as a tensor; numbers from 0 are the bits of
/// signless integers.
HostTensor toHostTensor(mlir::MLIRContext *context, const data::Array &array);

/// A copy of a tensor for a file, its integers as numbers from 0 if
/// `isUnsigned`; `index` is written as 64 bits.
data::Array toArray(const HostTensor &tensor, bool isUnsigned = false);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_ARRAYS_H
