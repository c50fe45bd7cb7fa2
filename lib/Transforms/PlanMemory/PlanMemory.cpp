//===- PlanMemory.cpp - the arena of each entry, and its peak -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Analysis/Polynomial.h"
#include "lib/Runtime/OutputFile.h"
#include "lib/Transforms/PlanMemory/MemoryPlan.h"

#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

namespace tenfold {
#define GEN_PASS_DECL_PLANMEMORY
#define GEN_PASS_DEF_PLANMEMORY
#include "lib/Transforms/PlanMemory/PlanMemory.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// The name of the step that first writes buffer `index`.
StringRef makerOf(const ProgramForm &program, unsigned index) {
  func::FuncOp kernel = program.steps[program.buffers[index].first].kernel;
  return kernel.getSymName();
}

struct PlanMemoryPass final : tenfold::impl::PlanMemoryBase<PlanMemoryPass> {
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override {
    if (failed(readOptions()) || failed(planAll()))
      signalPassFailure();
  }

  /// `dim` options narrow the module's bounds or add some.
  LogicalResult readOptions() {
    given.clear();
    for (StringRef option : dims) {
      auto [name, range] = option.split(':');
      auto [least, greatest] = range.split(':');
      DimBounds bound;
      if (name.empty() || least.getAsInteger(10, bound.least) ||
          greatest.getAsInteger(10, bound.greatest) || bound.least < 0 ||
          bound.least > bound.greatest)
        return getOperation().emitError("expected dim=NAME:LO:HI, got ")
               << option;
      given[name] = bound;
    }
    return success();
  }

  FailureOr<DimBounds> bound(StringRef name) {
    DimBounds declared = boundsOf(getOperation(), name);
    auto option = given.find(name);
    if (option == given.end())
      return declared;
    DimBounds wanted = option->second;
    if (wanted.least < declared.least ||
        (declared.bounded() && wanted.greatest > declared.greatest)) {
      auto error = getOperation().emitError("expected bounds of `")
                   << name << "` within " << declared.least << "..";
      if (declared.bounded())
        error << declared.greatest;
      return error << ", got " << wanted.least << ".." << wanted.greatest;
    }
    return wanted;
  }

  LogicalResult planAll() {
    llvm::json::Array functions;
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!entry->hasAttr(program::kEntry))
        continue;
      auto program = readProgram(entry);
      if (failed(program))
        return failure();
      SmallVector<DimBounds> bounds;
      for (const std::string &name : program->dims) {
        auto range = bound(name);
        if (failed(range))
          return failure();
        bounds.push_back(*range);
      }
      auto plan = planMemory(std::move(*program), bounds, effort);
      if (failed(plan) || failed(checkBudget(*plan)))
        return failure();
      entry->setAttr(program::kPlan, planAttribute(*plan));
      report(*plan);
      functions.push_back(planJson(*plan, budget, threads));
    }
    return json.empty() ? success() : write(std::move(functions));
  }

  LogicalResult checkBudget(const MemoryPlan &plan) {
    int64_t limit = budget, workers = threads;
    if (limit < 0)
      return success();
    func::FuncOp entry = plan.program.entry;
    for (auto [name, bound] : llvm::zip_equal(plan.program.dims, plan.bounds))
      if (!bound.bounded())
        return entry.emitError("expected an upper bound of `")
               << name << "` to keep a memory budget of " << limit
               << " bytes; give one with --dim " << name << "=LO..HI";
    const MemoryTotals &totals = plan.totals;
    if (totals.peak(workers) <= limit)
      return success();
    auto error = entry.emitError("expected a peak of at most ")
                 << limit << " bytes, got " << totals.peak(workers)
                 << ": weights " << totals.weights << ", inputs "
                 << totals.inputs << ", results " << totals.results
                 << ", arena " << totals.arena << ", scratch " << totals.scratch
                 << " x " << workers;
    noteLive(plan, error);
    return error;
  }

  /// Names what is live where most bytes are, largest first.
  void noteLive(const MemoryPlan &plan, InFlightDiagnostic &error) {
    SmallVector<unsigned> live;
    for (auto [index, interval] : llvm::enumerate(plan.intervals))
      if (interval.first <= plan.liveStep && plan.liveStep <= interval.last)
        live.push_back(index);
    llvm::sort(live, [&](unsigned a, unsigned b) {
      return std::pair(plan.intervals[a].bytes, b) >
             std::pair(plan.intervals[b].bytes, a);
    });
    for (unsigned index : live) {
      const ProgramForm &program = plan.program;
      func::CallOp call = program.steps[program.buffers[index].first].call;
      error.attachNote(call.getLoc())
          << plan.intervals[index].bytes << " bytes made by `"
          << makerOf(program, index) << "` are live at step " << plan.liveStep;
    }
  }

  void report(const MemoryPlan &plan) {
    func::FuncOp entry = plan.program.entry;
    auto opts = remark::RemarkOpts::name("Arena")
                    .category("plan-memory")
                    .function(entry.getName());
    if (!plan.bounded) {
      remark::missed(entry.getLoc(), opts)
          << remark::metric("Buffers", plan.program.buffers.size())
          << remark::reason("a dim has no upper bound, so offsets are computed "
                            "at run time only");
      return;
    }
    remark::passed(entry.getLoc(), opts)
        << remark::metric("Buffers", plan.program.buffers.size())
        << remark::metric("ArenaBytes", plan.totals.arena)
        << remark::metric("LiveSetBytes", plan.liveSet)
        << remark::metric("PeakBytes", plan.totals.peak(threads));
  }

  LogicalResult write(llvm::json::Array functions) {
    llvm::json::Value document =
        llvm::json::Object{{"version", 1}, {"functions", std::move(functions)}};
    std::string text = llvm::formatv("{0:2}\n", document);
    if (json == "-") {
      llvm::outs() << text;
      return success();
    }
    runtime::OutputFile file(json);
    runtime::Error error = file.open();
    if (!error)
      error = file.write(std::as_bytes(std::span(text)));
    if (!error)
      error = file.commit(/*sync=*/false);
    if (error)
      return getOperation().emitError(error.message);
    return success();
  }

  llvm::StringMap<DimBounds> given;
};

} // namespace
