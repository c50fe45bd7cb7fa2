// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constructors and registrations of every pass. Each generated file takes its
// macros back, hence the repetition.
#ifndef TENFOLD_LIB_PIPELINES_PASSES_H
#define TENFOLD_LIB_PIPELINES_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/NNToLinalg/ConvertNNToLinalg.h.inc"

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Decompose/Decompose.h.inc"

} // namespace tenfold

#endif // TENFOLD_LIB_PIPELINES_PASSES_H
