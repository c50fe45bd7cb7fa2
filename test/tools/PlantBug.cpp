//===- PlantBug.cpp - a pass that breaks a module -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `bisect` is tested with.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

using namespace mlir;

namespace {
class PlantBugPass final
    : public PassWrapper<PlantBugPass, OperationPass<ModuleOp>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PlantBugPass)
  StringRef getArgument() const override { return "test-plant-bug"; }
  StringRef getDescription() const override {
    return "Turn the first product of scalars into a sum";
  }

private:
  void runOnOperation() override {
    getOperation()->walk([](arith::MulFOp op) {
      OpBuilder b(op);
      op.replaceAllUsesWith(
          arith::AddFOp::create(b, op.getLoc(), op.getLhs(), op.getRhs())
              .getResult());
      op.erase();
      return WalkResult::interrupt();
    });
  }
};
} // namespace

void registerPlantBugPass() { PassRegistration<PlantBugPass>(); }
