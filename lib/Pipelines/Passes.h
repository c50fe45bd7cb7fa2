// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_PIPELINES_PASSES_H
#define TENFOLD_LIB_PIPELINES_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/ProgramToLLVM/ProgramToLLVM.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/ConfigureKernels/ConfigureKernels.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/LowerParallel/LowerParallel.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/PlaceScratch/PlaceScratch.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/TileKernels/TileKernels.h.inc"

/// Stage `target`: kernels of loops and vectors, and the entries that call them, to the LLVM dialect.
void registerTargetPipeline();

} // namespace tenfold

#endif // TENFOLD_LIB_PIPELINES_PASSES_H
