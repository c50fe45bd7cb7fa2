//===- ListCompiler.cpp - tenfold inspect --list --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Library/Library.h"
#include "lib/Pipelines/Register.h"
#include "lib/Target/CPU/CPUTarget.h"
#include "tools/tenfold/Inspect.h"

#include "dialects/NN/NN.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace llvm;
using namespace tenfold;

static std::string listOps() {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<nn::NNDialect>();
  std::string text;
  for (mlir::RegisteredOperationName op : context.getRegisteredOperations())
    if (op.getDialectNamespace() == "nn")
      text += op.getStringRef().str() + "\n";
  return text;
}

/// The registry prints itself, and to stdout only.
static Expected<std::string> listPasses() {
  registerAllPasses();
  mlir::printRegisteredPasses();
  outs().flush();
  if (std::error_code error = outs().error()) {
    outs().clear_error();
    return userError("cannot write `stdout`: " + error.message());
  }
  return "";
}

static std::string listTargets() {
  SmallVector<StringRef> names;
  X86::fillValidCPUArchList(names, /*Only64Bit=*/true);
  std::string text = "cpu:" + CPUTarget::host() + " (this machine)\n", error;
  for (StringRef name : names)
    if (succeeded(CPUTarget::parse(name, error)))
      text += "cpu:" + name.str() + "\n";
  return text;
}

Expected<std::string> tenfold::listOf(StringRef what) {
  if (what == "ops")
    return listOps();
  if (what == "passes")
    return listPasses();
  if (what == "targets")
    return listTargets();
  if (what == "library")
    return std::string(kLibrary);
  return userError(
      "expected --list to be ops, passes, targets or library, got '" + what +
      "'");
}
