//===- RegisterPasses.cpp - passes and pipelines, ours and upstream's -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Pipelines/Passes.h"
#include "lib/Pipelines/Register.h"

#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

void tenfold::registerAllPasses() {
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::registerSymbolDCEPass();
  mlir::registerLinalgFoldUnitExtentDimsPass();
  mlir::memref::registerResolveRankedShapeTypeResultDimsPass();
  registerTenfoldPasses();
  registerStagePipelines();
}
