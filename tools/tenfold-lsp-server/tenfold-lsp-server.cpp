//===- tenfold-lsp-server.cpp - models in an editor -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Pipelines/Register.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tenfold::registerAllDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
