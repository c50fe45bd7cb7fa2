//===- RegisterPasses.cpp - passes and pipelines, ours and upstream's -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Pipelines/Register.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/Passes.h"

namespace tenfold {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/ApproximateMath/ApproximateMath.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/VectorizeGenerics/VectorizeGenerics.h.inc"
} // namespace tenfold

void tenfold::registerAllPasses() {
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::registerSymbolDCEPass();
  registerApproximateMath();
  registerVectorizeGenerics();
}
