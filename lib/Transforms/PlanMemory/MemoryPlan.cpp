//===- MemoryPlan.cpp - sizes, lives and offsets of one entry -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/PlanMemory/MemoryPlan.h"
#include "lib/Analysis/Polynomial.h"

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::runtime;

namespace {

/// Evaluates sizes at the upper bounds, where they must be largest.
class BoundSizes {
public:
  BoundSizes(const ProgramForm &program, ArrayRef<int64_t> sizes)
      : program(program), sizes(sizes) {}

  FailureOr<int64_t> operator()(AffineExpr bytes, const Twine &what) {
    func::FuncOp entry = program.entry;
    auto text = [&] { return printSize(bytes, program.dims); };
    if (!growsWithSymbols(bytes))
      return entry.emitOpError("expected the size of ")
             << what << " to grow with every dim, got " << text();
    std::optional<int64_t> value = evaluateSize(bytes, sizes);
    if (!value || *value < 0 || *value > kMaxBytes)
      return entry.emitOpError("expected the size of ")
             << what << " at the upper bounds to be at most " << kMaxBytes
             << " bytes, got " << text();
    return *value;
  }

private:
  const ProgramForm &program;
  ArrayRef<int64_t> sizes;
};

LogicalResult addArguments(MemoryPlan &plan, BoundSizes &at) {
  for (const ProgramArgument &arg : plan.program.arguments) {
    auto bytes = at(arg.bytes, "`" + Twine(arg.name) + "`");
    if (failed(bytes))
      return failure();
    if (arg.role == ProgramArgument::Role::Weight)
      plan.totals.weights += alignToBuffer(*bytes);
    else if (arg.role == ProgramArgument::Role::Input)
      plan.totals.inputs += *bytes;
    else if (!arg.isDonated)
      plan.totals.results += *bytes;
  }
  for (AffineExpr scratch : plan.program.scratch) {
    auto bytes = at(scratch, "scratch");
    if (failed(bytes))
      return failure();
    plan.totals.scratch = std::max(plan.totals.scratch, alignToBuffer(*bytes));
  }
  return success();
}

} // namespace

FailureOr<MemoryPlan> tenfold::planMemory(ProgramForm program,
                                          ArrayRef<DimBounds> bounds,
                                          int64_t effort) {
  MemoryPlan plan;
  plan.program = std::move(program);
  plan.bounds.assign(bounds.begin(), bounds.end());
  plan.bounded = llvm::all_of(
      bounds, [](const DimBounds &bound) { return bound.bounded(); });
  if (!plan.bounded)
    return std::move(plan);
  for (const DimBounds &bound : bounds)
    plan.sizes.push_back(bound.greatest);
  BoundSizes at(plan.program, plan.sizes);
  if (failed(addArguments(plan, at)))
    return failure();
  for (auto [index, buffer] : llvm::enumerate(plan.program.buffers)) {
    auto bytes = at(buffer.bytes, "buffer " + Twine(index));
    if (failed(bytes))
      return failure();
    plan.intervals.push_back(
        {*bytes, int32_t(buffer.first), int32_t(buffer.last)});
  }
  plan.liveSet = liveSetBound(plan.intervals, plan.liveStep);
  plan.placement = searchPlacement(plan.intervals, plan.liveSet, effort);
  plan.totals.arena = plan.placement.end;
  return std::move(plan);
}

DictionaryAttr tenfold::planAttribute(const MemoryPlan &plan) {
  const ProgramForm &program = plan.program;
  func::FuncOp entry = program.entry;
  Builder b(entry.getContext());
  auto map = [&](ArrayRef<AffineExpr> sizes) {
    return AffineMapAttr::get(
        AffineMap::get(0, program.dims.size(), sizes, b.getContext()));
  };
  NamedAttrList attrs;
  SmallVector<Attribute> bounds, buffers;
  for (const DimBounds &bound : plan.bounds)
    bounds.push_back(b.getI64ArrayAttr({bound.least, bound.greatest}));
  for (auto [index, buffer] : llvm::enumerate(program.buffers)) {
    NamedAttrList entry;
    entry.append("bytes", map(buffer.bytes));
    entry.append("first", b.getI64IntegerAttr(buffer.first));
    entry.append("last", b.getI64IntegerAttr(buffer.last));
    if (plan.bounded)
      entry.append("offset",
                   b.getI64IntegerAttr(plan.placement.offsets[index]));
    buffers.push_back(entry.getDictionary(b.getContext()));
  }
  attrs.append("bounds", b.getArrayAttr(bounds));
  attrs.append("buffers", b.getArrayAttr(buffers));
  SmallVector<AffineExpr> scratch = program.scratch;
  if (scratch.empty())
    scratch.push_back(b.getAffineConstantExpr(0));
  attrs.append("scratch", map(scratch));
  if (plan.bounded) {
    attrs.append("arena", b.getI64IntegerAttr(plan.totals.arena));
    attrs.append("live", b.getI64IntegerAttr(plan.liveSet));
  }
  return attrs.getDictionary(b.getContext());
}
