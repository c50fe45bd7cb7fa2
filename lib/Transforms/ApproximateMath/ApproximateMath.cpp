//===- ApproximateMath.cpp - math functions to polynomials ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table from op to emitter. Every op is expanded once, where it stands;
// nothing an expansion emits is expanded again.

#include "dialects/Program/Program.h"
#include "lib/Target/CPU/CPUTarget.h"
#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/TypeSwitch.h"

namespace tenfold {
#define GEN_PASS_DEF_APPROXIMATEMATH
#include "lib/Transforms/ApproximateMath/ApproximateMath.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold::approximate;

namespace tenfold {
namespace {

using Unary = Expr (*)(FloatEmitter &, Expr);
using Binary = Expr (*)(FloatEmitter &, Expr, Expr);

Unary emitterOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, Unary>(op)
      .Case<math::ExpOp>([](auto) { return emitExp; })
      .Case<math::Exp2Op>([](auto) { return static_cast<Unary>(emitExp2); })
      .Case<math::ExpM1Op>([](auto) { return emitExpM1; })
      .Case<math::SinhOp>([](auto) { return emitSinh; })
      .Case<math::CoshOp>([](auto) { return emitCosh; })
      .Case<math::TanhOp>([](auto) { return emitTanh; })
      .Case<math::LogOp>([](auto) { return emitLog; })
      .Case<math::Log2Op>([](auto) { return emitLog2; })
      .Case<math::Log10Op>([](auto) { return emitLog10; })
      .Case<math::Log1pOp>([](auto) { return emitLog1p; })
      .Case<math::ErfOp>([](auto) { return emitErf; })
      .Case<math::SinOp>([](auto) { return emitSin; })
      .Case<math::CosOp>([](auto) { return emitCos; })
      .Case<math::TanOp>([](auto) { return emitTan; })
      .Case<math::AsinOp>([](auto) { return emitAsin; })
      .Case<math::AcosOp>([](auto) { return emitAcos; })
      .Case<math::AtanOp>([](auto) { return emitAtan; })
      .Case<math::AsinhOp>([](auto) { return emitAsinh; })
      .Case<math::AcoshOp>([](auto) { return emitAcosh; })
      .Case<math::AtanhOp>([](auto) { return emitAtanh; })
      .Case<math::RsqrtOp>([](auto) { return emitRsqrt; })
      .Default(nullptr);
}

Binary binaryEmitterOf(Operation *op) {
  return isa<math::PowFOp>(op)    ? emitPow
         : isa<math::Atan2Op>(op) ? emitAtan2
                                  : nullptr;
}

/// Ops that LLVM turns into instructions.
bool isNative(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::ClampFOp,
             math::CopySignOp, math::CountLeadingZerosOp,
             math::CountTrailingZerosOp, math::CtPopOp, math::FloorOp,
             math::FmaOp, math::IsFiniteOp, math::IsInfOp, math::IsNaNOp,
             math::IsNormalOp, math::RoundEvenOp, math::RoundOp, math::SqrtOp,
             math::TruncOp>(op);
}

Value convertFloat(OpBuilder &b, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  unsigned from = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  if (from < getElementTypeOrSelf(type).getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, loc, type, value);
  return arith::TruncFOp::create(b, loc, type, value);
}

/// The type an op is computed in; null where there is none.
Type computeType(Type type) {
  if (isa<ShapedType>(type) && !isa<VectorType>(type))
    return {};
  Type element = getElementTypeOrSelf(type);
  if (element.isF32() || element.isF64())
    return type;
  if (!element.isF16() && !element.isBF16())
    return {};
  Type f32 = Float32Type::get(type.getContext());
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.clone(f32) : f32;
}

class ApproximateMathPass final
    : public impl::ApproximateMathBase<ApproximateMathPass> {
  LogicalResult expand(Operation *op, bool hasScale);
  void runOnOperation() override;
};

LogicalResult ApproximateMathPass::expand(Operation *op, bool hasScale) {
  Unary unary = emitterOf(op);
  Binary binary = binaryEmitterOf(op);
  if (!unary && !binary)
    return op->emitOpError(
        "expected a function with an approximation, and it has none");
  Type type = computeType(op->getResult(0).getType());
  if (!type)
    return op->emitOpError(
               "expected f64, f32, f16 or bf16, a scalar or a vector, got ")
           << op->getResult(0).getType();
  OpBuilder b(op);
  Location loc = op->getLoc();
  FloatEmitter emitter(b, loc, type, hasScale);
  Expr x(emitter, convertFloat(b, loc, op->getOperand(0), type));
  Value result;
  if (unary)
    result = unary(emitter, x);
  else
    result = binary(emitter, x,
                    {emitter, convertFloat(b, loc, op->getOperand(1), type)});
  OpBuilder after(op);
  op->getResult(0).replaceAllUsesWith(
      convertFloat(after, loc, result, op->getResult(0).getType()));
  op->erase();
  return success();
}

void ApproximateMathPass::runOnOperation() {
  SmallVector<Operation *> ops;
  getOperation()->walk([&](Operation *op) {
    if (isa_and_nonnull<math::MathDialect>(op->getDialect()) && !isNative(op))
      ops.push_back(op);
  });
  auto module = dyn_cast<ModuleOp>(getOperation());
  bool hasScale = false;
  if (module && module->hasAttr(program::kCPU)) {
    FailureOr<CPUTarget> cpu = CPUTarget::of(module);
    if (mlir::failed(cpu))
      return signalPassFailure();
    hasScale = cpu->masks;
  }
  bool failed = false;
  for (Operation *op : ops)
    failed |= expand(op, hasScale).failed();
  if (!ops.empty())
    remark::passed(
        getOperation()->getLoc(),
        remark::RemarkOpts::name("Expanded").category("approximate-math"))
        << remark::metric("functions", static_cast<int64_t>(ops.size()));
  if (failed)
    signalPassFailure();
}

} // namespace
} // namespace tenfold
