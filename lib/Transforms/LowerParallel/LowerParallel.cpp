//===- LowerParallel.cpp - forall to tasks of the runtime's pool ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Conversion/ProgramToLLVM/CallLayout.h"
#include "lib/Transforms/LowerParallel/OutlineTask.h"
#include "lib/Transforms/ThreadArgument.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_LOWERPARALLEL
#define GEN_PASS_DEF_LOWERPARALLEL
#include "lib/Transforms/LowerParallel/LowerParallel.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// The size of the argument dimension that `nn.dims` calls `name`, or null.
Value sizeNamed(OpBuilder &b, func::FuncOp kernel, Attribute name) {
  for (BlockArgument arg : kernel.getArguments())
    if (auto names = kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims"))
      for (auto [dim, other] : llvm::enumerate(names))
        if (other == name && isa<MemRefType>(arg.getType()))
          return memref::DimOp::create(b, kernel.getLoc(), arg, dim);
  return {};
}

/// `program.cost` at the sizes of this call, or null where it is not declared.
Value costOf(OpBuilder &b, func::FuncOp kernel) {
  auto cost = kernel->getAttrOfType<AffineMapAttr>(program::kCost);
  auto names = kernel->getAttrOfType<ArrayAttr>(program::kDims);
  if (!cost || !names)
    return {};
  SmallVector<Value> sizes;
  for (Attribute name : names) {
    sizes.push_back(sizeNamed(b, kernel, name));
    if (!sizes.back())
      return {};
  }
  return affine::expandAffineExpr(b, kernel.getLoc(), cost.getValue().getResult(0), {}, sizes);
}

struct LowerParallelPass final : tenfold::impl::LowerParallelBase<LowerParallelPass> {
  using LowerParallelBase::LowerParallelBase;

  LogicalResult check(scf::ForallOp forall) {
    if (!isa<func::FuncOp>(forall->getParentOp()))
      return forall.emitOpError("expected the parallel loop of a kernel not to be nested");
    if (!forall.isNormalized() || forall.getNumResults() != 0)
      return forall.emitOpError("expected the parallel loop of a kernel to count from 0 by 1, without results");
    return success();
  }

  /// max(min(tiles, cost / grain), 1), and 1 for a kernel below `serial-below`.
  Value countTasks(OpBuilder &b, func::FuncOp kernel, ValueRange grid) {
    Location loc = kernel.getLoc();
    auto constant = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(b, loc, value); };
    Value tasks = constant(1), one = tasks;
    for (Value extent : grid)
      tasks = b.createOrFold<arith::MulIOp>(loc, tasks, extent);
    if (Value cost = costOf(b, kernel)) {
      Value worth = arith::DivUIOp::create(b, loc, cost, constant(grain));
      Value large = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, cost, constant(serialBelow));
      tasks = arith::MinUIOp::create(b, loc, tasks, arith::SelectOp::create(b, loc, large, worth, one));
    }
    return arith::MaxUIOp::create(b, loc, tasks, one);
  }

  void callTask(OpBuilder &b, func::FuncOp task, Value call, Value context, Value tasks) {
    Location loc = task.getLoc();
    Type pointer = call.getType(), i64 = b.getI64Type();
    Value one = arith::ConstantIndexOp::create(b, loc, 1);
    Value several = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ugt, tasks, one);
    auto branch = scf::IfOp::create(b, loc, several, /*withElseRegion=*/true);
    OpBuilder pool = branch.getThenBodyBuilder(), alone = branch.getElseBodyBuilder();

    Value callbacks = loadField(pool, loc, call, CallField::Callbacks, pointer);
    Value parallelFor = LLVM::LoadOp::create(
        pool, loc, pointer, addressAt(pool, loc, callbacks, LLVM::GEPArg(kParallelForOffset)));
    Value workers = loadField(pool, loc, call, CallField::Pool, pointer);
    Value function = func::ConstantOp::create(pool, loc, task.getFunctionType(), task.getSymName());
    function = UnrealizedConversionCastOp::create(pool, loc, pointer, function).getResult(0);
    Value count = arith::IndexCastOp::create(pool, loc, i64, tasks);
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer, pointer, i64});
    LLVM::CallOp::create(pool, loc, type, ValueRange{parallelFor, workers, function, context, count});

    Value zero = arith::ConstantIntOp::create(alone, loc, i64, 0);
    func::CallOp::create(alone, loc, task, ValueRange{context, zero, zero});
  }

  void lower(func::FuncOp kernel, scf::ForallOp forall) {
    OpBuilder b(forall);
    Value call = markedArgument(kernel, program::kCall);
    SmallVector<Value> grid = forall.getUpperBound(b);
    Value tasks = countTasks(b, kernel, grid);
    BlockArgument scratch = markedArgument(kernel, program::kScratch);
    TaskContext context = captureContext(forall, call, scratch, tasks, grid);
    func::FuncOp task = outlineTask(forall, context, scratch);
    b.setInsertionPoint(forall);
    callTask(b, task, call, storeContext(b, kernel, context), tasks);
    forall.erase();
    remark::passed(kernel.getLoc(),
                   remark::RemarkOpts::name("Task").category("lower-parallel").function(kernel.getName()))
        << remark::metric("ContextFields", context.values.size());
  }

  void runOnOperation() override {
    bool ok = true;
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    for (auto kernel : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      if (!kernel->hasAttr(program::kKernel))
        continue;
      threadArgument(kernel, program::kCall, pointer, ArgumentPlace::First);
      SmallVector<scf::ForallOp> loops;
      kernel.walk([&](scf::ForallOp forall) { loops.push_back(forall); });
      for (scf::ForallOp forall : loops)
        ok &= succeeded(check(forall));
      if (ok && !loops.empty())
        lower(kernel, loops.front());
    }
    if (!ok)
      signalPassFailure();
  }
};

} // namespace
