//===- CheckLowered.cpp - nothing left that needs a library ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Conversion/ProgramToLLVM/CheckLowered.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

/// Math that targets with FMA and SSE4.1 do in a few instructions.
static bool isInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
             math::TruncOp, math::RoundEvenOp, math::SqrtOp, math::FmaOp,
             math::CopySignOp, math::CountLeadingZerosOp,
             math::CountTrailingZerosOp, math::CtPopOp, math::IsNaNOp,
             math::IsInfOp, math::IsFiniteOp, math::IsNormalOp>(op);
}

static LogicalResult check(Operation *op) {
  if (isa_and_nonnull<math::MathDialect>(op->getDialect()) &&
      !isInstruction(op))
    return op->emitOpError("expected to be expanded before stage target, for "
                           "artifacts link no mathematical library");
  if (isa<linalg::LinalgOp>(op))
    return op->emitOpError(
        "expected to be lowered to loops before stage target");
  if (isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp, memref::CopyOp>(
          op))
    return op->emitOpError(
        "expected only planned buffers and loops at stage target");
  if (auto function = dyn_cast<func::FuncOp>(op);
      function && function.isExternal())
    return op->emitOpError(
        "expected a body, for artifacts call nothing outside");
  return success();
}

LogicalResult tenfold::checkSelfContained(ModuleOp module) {
  bool ok = true;
  module.walk([&](Operation *op) { ok &= succeeded(check(op)); });
  return success(ok);
}
