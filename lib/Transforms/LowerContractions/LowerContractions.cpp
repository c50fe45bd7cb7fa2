//===- LowerContractions.cpp - contractions to micro-kernel calls ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/LowerContractions/CallSite.h"
#include "lib/Transforms/LowerContractions/IntegerFactors.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

using namespace mlir;
using namespace tenfold;

namespace tenfold {
#define GEN_PASS_DEF_LOWERCONTRACTIONS
#include "lib/Transforms/LowerContractions/LowerContractions.h.inc"
} // namespace tenfold

/// The fill by +0 of `contraction`'s accumulator that ends right before it, in
/// the same block with nothing but pure ops between. The first step of outer
/// loops of k starts from zero, so there has to be one.
static linalg::FillOp zeroFillBefore(const Contraction &contraction) {
  for (unsigned loop : ArrayRef(contraction.k).drop_back())
    if (ShapedType::isDynamic(contraction.ranges()[loop]) ||
        contraction.ranges()[loop] == 0)
      return nullptr;
  Operation *before = contraction.op->getPrevNode();
  while (before && isMemoryEffectFree(before))
    before = before->getPrevNode();
  auto fill = dyn_cast_or_null<linalg::FillOp>(before);
  if (!fill || fill.getOutputs()[0] != contraction.c->get() ||
      !matchPattern(fill.getInputs()[0], m_PosZeroFloat()))
    return nullptr;
  return fill;
}

static bool hasUnitStride(OpOperand *operand) {
  auto type = cast<MemRefType>(operand->get().getType());
  return type.getStridesAndOffset().first.back() == 1;
}

static std::string panelRefusal(const Contraction &contraction,
                                const CPUTarget &target) {
  if (contraction.panel && contraction.panel != target.panelColumns())
    return llvm::formatv("expected panels of {0} columns, got {1}",
                         target.panelColumns(), contraction.panel);
  if (contraction.panel && !hasUnitStride(contraction.b))
    return "expected panels with unit stride along their columns";
  if (!contraction.computedRows)
    return "";
  std::optional<IntegerFactors> integers = matchIntegers(contraction);
  if (!integers)
    return "expected a computed factor by rows of floats, or both factors "
           "scaled integers of eight bits";
  return hasUnitStride(integers->p) && hasUnitStride(integers->s)
             ? ""
             : "expected integers and scales with unit stride along their rows";
}

static remark::RemarkOpts remarkOf(linalg::LinalgOp op) {
  auto function = op->getParentOfType<func::FuncOp>();
  return remark::RemarkOpts::name("contraction")
      .category("lower-contractions")
      .function(function ? function.getSymName() : "");
}

namespace {
struct LowerContractionsPass final
    : tenfold::impl::LowerContractionsBase<LowerContractionsPass> {
  void runOnOperation() override {
    FailureOr<CPUTarget> target = CPUTarget::of(getOperation());
    if (failed(target))
      return signalPassFailure();
    std::vector<Contraction> contractions = collect(*target);
    Type f32 = Float32Type::get(&getContext());
    KernelLibrary library(getOperation(), *target, {f32, f32, f32});
    for (const Contraction &contraction : contractions) {
      linalg::FillOp fill = zeroFillBefore(contraction);
      remark::passed(contraction.op->getLoc(), remarkOf(contraction.op))
          << remark::metric("rows", target->microKernel().rows)
          << remark::metric("columns", target->panelColumns())
          << remark::metric("packed", contraction.panel != 0)
          << remark::metric("from zero", static_cast<bool>(fill));
      lowerContraction(contraction, fill, library);
    }
  }

  std::vector<Contraction> collect(const CPUTarget &target) {
    std::vector<Contraction> contractions;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (!op.hasPureBufferSemantics())
        return;
      std::string reason;
      FailureOr<Contraction> found = matchContraction(op, reason);
      if (succeeded(found))
        reason = panelRefusal(*found, target);
      if (!reason.empty())
        remark::missed(op.getLoc(), remarkOf(op))
            << remark::reason("{0}", reason);
      else if (succeeded(found))
        contractions.push_back(*found);
    });
    return contractions;
  }
};
} // namespace
