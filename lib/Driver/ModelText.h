// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_MODELTEXT_H
#define TENFOLD_LIB_DRIVER_MODELTEXT_H

#include "tenfold/Compiler.h"
#include "llvm/Support/Error.h"

namespace tenfold {

/// Refuses what MLIR's parser should not see: bytecode, whose reader trusts
/// its input, and brackets that nest without end, for each of which the parser
/// takes stack.
llvm::Error checkText(const ModelSource &source);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_MODELTEXT_H
