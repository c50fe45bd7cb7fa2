// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CALLSITE_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CALLSITE_H

#include "lib/Transforms/LowerContractions/Contraction.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

namespace tenfold {

/// Replaces a contraction on memrefs, and the `fill` of its accumulator by zero
/// if there is one, by loops around calls of the library.
void lowerContraction(const Contraction &contraction, mlir::linalg::FillOp fill,
                      KernelLibrary &library);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_CALLSITE_H
