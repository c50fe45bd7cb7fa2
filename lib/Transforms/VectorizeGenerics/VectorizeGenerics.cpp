//===- VectorizeGenerics.cpp - linalg on memrefs to loops over vectors ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block is cut into runs of linalg ops with nothing between them that touches
// memory, runs into groups that share their outer loops, and each group is
// emitted at its last op: its other ops only move down, past ops without memory
// effects, so every operand is there.

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "lib/Target/CPU/CPUTarget.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_VECTORIZEGENERICS
#define GEN_PASS_DEF_VECTORIZEGENERICS
#include "lib/Transforms/VectorizeGenerics/VectorizeGenerics.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold::vectorize;
namespace tenfold {
namespace {

remark::RemarkOpts named(StringRef name) {
  return remark::RemarkOpts::name(name).category("vectorize-generics");
}

bool onlyAllocates(Operation *op) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  SmallVector<MemoryEffects::EffectInstance> instances;
  if (!effects)
    return false;
  effects.getEffects(instances);
  return llvm::all_of(instances, [](auto &effect) {
    return isa<MemoryEffects::Allocate>(effect.getEffect());
  });
}

/// The longest group that begins at the first of `run`, over all outer loops
/// that one of its ops could lend it.
Group longestGroup(ArrayRef<OpPlan> run, const Extents &extents) {
  std::optional<Group> best;
  for (const OpPlan &lender : run) {
    Group group(extents, rowsOf(lender, extents));
    for (const OpPlan &plan : run)
      if (!group.tryAdd(plan))
        break;
    if (!group.ops().empty() &&
        (!best || group.ops().size() > best->ops().size()))
      best = std::move(group);
  }
  return *best;
}

class VectorizeGenericsPass final
    : public impl::VectorizeGenericsBase<VectorizeGenericsPass> {
  using VectorizeGenericsBase::VectorizeGenericsBase;

  void emit(const Group &group);
  void emitRun(ArrayRef<OpPlan> run, const Extents &extents);
  void emitScalarLoops(linalg::LinalgOp op, StringRef why);
  void runOnBlock(Block &block);
  void runOnOperation() override;
};

void VectorizeGenericsPass::emit(const Group &group) {
  const OpPlan &last = group.ops().back();
  OpBuilder b(last.op);
  if (last.reducesColumns())
    emitColumns(b, last);
  else
    emitGroup(b, group);
  auto loops = llvm::count_if(group.stages(),
                              [](const Stage &stage) { return !stage.scalar; });
  remark::passed(last.op.getLoc(), named("Vectorized"))
      << remark::metric("ops", static_cast<int64_t>(group.ops().size()))
      << remark::metric("loops", static_cast<int64_t>(loops))
      << remark::metric("width", static_cast<int64_t>(last.width));
  llvm::SetVector<Value> memrefs;
  for (const OpPlan &plan : group.ops()) {
    memrefs.insert_range(plan.op.getDpsInits());
    plan.op->erase();
  }
  for (Value memref : memrefs)
    if (auto alloc = memref.getDefiningOp<memref::AllocOp>())
      if (llvm::all_of(alloc->getUsers(), [](Operation *user) {
            return isa<memref::DeallocOp>(user);
          })) {
        for (Operation *user : llvm::make_early_inc_range(alloc->getUsers()))
          user->erase();
        alloc->erase();
      }
}

void VectorizeGenericsPass::emitRun(ArrayRef<OpPlan> run,
                                    const Extents &extents) {
  while (!run.empty()) {
    Group group = longestGroup(run, extents);
    run = run.drop_front(group.ops().size());
    emit(group);
  }
}

void VectorizeGenericsPass::emitScalarLoops(linalg::LinalgOp op,
                                            StringRef why) {
  remark::missed(op.getLoc(), named("ScalarLoops"))
      << remark::reason("{0}", why);
  IRRewriter rewriter(op);
  if (succeeded(linalg::linalgOpToLoops(rewriter, op)))
    op->erase();
}

void VectorizeGenericsPass::runOnBlock(Block &block) {
  Extents extents;
  for (auto op : block.getOps<linalg::LinalgOp>())
    if (op.hasPureBufferSemantics())
      extents.link(op);
  SmallVector<SmallVector<OpPlan, 0>> runs(1);
  SmallVector<std::pair<linalg::LinalgOp, std::string>> refused;
  for (Operation &op : block) {
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (!linalgOp || !linalgOp.hasPureBufferSemantics()) {
      if (!isMemoryEffectFree(&op) && !onlyAllocates(&op))
        runs.emplace_back();
      continue;
    }
    std::string why;
    FailureOr<OpPlan> plan = planOp(linalgOp, vectorBits, why);
    if (succeeded(plan)) {
      runs.back().push_back(std::move(*plan));
      continue;
    }
    refused.emplace_back(linalgOp, why);
    runs.emplace_back();
  }
  for (ArrayRef<OpPlan> run : runs)
    emitRun(run, extents);
  for (auto &[op, why] : refused)
    emitScalarLoops(op, why);
}

void VectorizeGenericsPass::runOnOperation() {
  if (vectorBits == 0) {
    FailureOr<CPUTarget> cpu =
        CPUTarget::of(getOperation()->getParentOfType<ModuleOp>());
    if (failed(cpu))
      return signalPassFailure();
    vectorBits = cpu->vectorBits;
  }
  SmallVector<Block *> blocks;
  getOperation().walk([&](linalg::LinalgOp op) {
    if (op.hasPureBufferSemantics() &&
        !llvm::is_contained(blocks, op->getBlock()))
      blocks.push_back(op->getBlock());
  });
  for (Block *block : blocks)
    runOnBlock(*block);
}

} // namespace
} // namespace tenfold
