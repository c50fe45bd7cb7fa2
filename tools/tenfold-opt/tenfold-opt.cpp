//===- tenfold-opt.cpp - runs passes on IR --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Pipelines/Register.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  tenfold::registerAllPasses();
  mlir::DialectRegistry registry;
  tenfold::registerAllDialects(registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Tenfold's optimizer driver\n", registry));
}
