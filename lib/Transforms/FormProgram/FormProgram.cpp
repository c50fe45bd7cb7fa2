//===- FormProgram.cpp - functions on tensors to entries on buffers -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On tensors: inline, drop what is unused, give each result a kernel call of
// its own, order the calls. Then entries are rebuilt on buffers outside the
// module, kernels are bufferised while nothing calls them, and the new entries
// take the old ones' places.

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Analysis/DimBounds.h"
#include "lib/Analysis/Polynomial.h"
#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h"
#include "lib/Transforms/FormProgram/CheckFlow.h"
#include "lib/Transforms/FormProgram/CopyResults.h"
#include "lib/Transforms/FormProgram/EmitProgram.h"
#include "lib/Transforms/FormProgram/InlineLayers.h"
#include "lib/Transforms/FormProgram/Schedule.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/RegionUtils.h"

namespace tenfold {
#define GEN_PASS_DEF_FORMPROGRAM
#include "lib/Transforms/FormProgram/FormProgram.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// Size of an unbounded dim at which orders are compared.
constexpr int64_t kTypicalSize = 1024;

bool isKernel(func::FuncOp function) {
  return function->hasAttr(program::kKernel);
}

/// As the results of a loop without steps.
bool hasNoElements(Type type) {
  auto shaped = cast<ShapedType>(type);
  return shaped.hasStaticShape() && shaped.getNumElements() == 0;
}

LogicalResult checkOp(Operation &op) {
  bool tensors = llvm::any_of(op.getResultTypes(), llvm::IsaPred<ShapedType>);
  auto entry = op.getParentOfType<func::FuncOp>();
  if (isa<arith::ConstantOp>(op) && tensors) {
    if (llvm::all_of(op.getUsers(), llvm::IsaPred<func::ReturnOp>))
      return success(); // written by a kernel
    return op.emitOpError("expected tensor constants inside kernels, got ")
           << op.getResultTypes().front() << " in an entry";
  }
  bool isStack = isa<tensor::EmptyOp>(op) &&
                 (llvm::all_of(op.getUsers(), llvm::IsaPred<scf::ForOp>) ||
                  hasNoElements(op.getResultTypes().front()));
  bool known = isa<func::CallOp, func::ReturnOp, tensor::InsertSliceOp>(op) ||
               isStack || isView(&op) || isFlow(&op) ||
               op.hasTrait<OpTrait::IsTerminator>() ||
               (!tensors && isMemoryEffectFree(&op));
  if (!known)
    return op.emitOpError("expected only calls of kernels, views and sizes "
                          "in the entry `")
           << entry.getName() << "`";
  return checkFlow(&op);
}

LogicalResult checkOps(Block &block) {
  for (Operation &op : block) {
    if (failed(checkOp(op)))
      return failure();
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        if (failed(checkOps(inner)))
          return failure();
  }
  return success();
}

/// Kernels have no effect but their results.
void dropUnused(Block &block) {
  auto ops =
      llvm::to_vector(llvm::make_pointer_range(block.without_terminator()));
  for (Operation *op : llvm::reverse(ops)) {
    if (op->use_empty()) {
      op->erase();
      continue;
    }
    for (Region &region : op->getRegions())
      for (Block &inner : region)
        dropUnused(inner);
  }
}

/// Gives every input and result a name.
void nameArguments(func::FuncOp entry) {
  Builder b(entry.getContext());
  for (unsigned i = 0; i < entry.getNumArguments(); ++i)
    if (!entry.getArgAttr(i, nn::kName) && !entry.getArgAttr(i, nn::kParam))
      entry.setArgAttr(i, nn::kName, b.getStringAttr("arg" + Twine(i)));
  for (unsigned i = 0; i < entry.getNumResults(); ++i)
    if (!entry.getResultAttr(i, nn::kName))
      entry.setResultAttr(i, nn::kName, b.getStringAttr("result" + Twine(i)));
}

/// The named dims of an entry: all its sizes are functions of them.
class EntryDims {
public:
  EntryDims(func::FuncOp entry, const FunctionDims &analysed)
      : entry(entry), dims(analysed) {}

  LogicalResult check() {
    for (BlockArgument arg : entry.getArguments())
      for (auto [at, extent] : llvm::enumerate(dims.of(arg)))
        if (failed(checkArgument(arg, at, extent)))
          return failure();
    return success();
  }

  void annotate() {
    for (unsigned i = 0; i < entry.getNumArguments(); ++i)
      entry.removeArgAttr(i, nn::kDims);
    for (unsigned i = 0; i < entry.getNumResults(); ++i)
      entry.removeResultAttr(i, StringAttr::get(entry.getContext(), nn::kDims));
    annotateDims(entry, dims);
    for (auto [index, extents] : llvm::enumerate(dims.results))
      if (llvm::any_of(extents, llvm::IsaPred<AffineBinaryOpExpr>))
        entry.setResultAttr(index, program::kExtents, mapOf(extents));
  }

  func::FuncOp entry;
  FunctionDims dims;
  SmallVector<AffineExpr> symbols; // in the order of first use

private:
  LogicalResult checkArgument(BlockArgument arg, unsigned at,
                              AffineExpr extent) {
    unsigned index = arg.getArgNumber();
    if (!cast<ShapedType>(arg.getType()).isDynamicDim(at))
      return success();
    auto given = entry.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
    auto name = given ? dyn_cast<StringAttr>(given[at]) : StringAttr();
    auto symbol = dyn_cast<AffineSymbolExpr>(extent);
    if (!symbol)
      return entry.emitOpError("expected dimension ")
             << at << " of argument " << index << " to be declared as "
             << printSize(extent, dims.names)
             << ", which the function demands, got "
             << (name ? name.getValue() : StringRef("?"));
    std::string &known = dims.names[symbol.getPosition()];
    if (name && name.getValue() != known && !known.empty())
      return entry.emitOpError("expected one name for `")
             << known << "` and `" << name.getValue()
             << "`, for the function demands equal sizes";
    if (known.empty())
      known = (nameOf(index) + "." + Twine(at)).str();
    if (!llvm::is_contained(symbols, extent))
      symbols.push_back(extent);
    return success();
  }

  /// The extents over the dims of the entry.
  AffineMapAttr mapOf(ArrayRef<AffineExpr> extents) {
    MLIRContext *context = entry.getContext();
    DenseMap<AffineExpr, AffineExpr> numbered;
    for (auto [number, symbol] : llvm::enumerate(symbols))
      numbered[symbol] = getAffineSymbolExpr(number, context);
    auto exprs = llvm::map_to_vector(
        extents, [&](AffineExpr extent) { return extent.replace(numbered); });
    return AffineMapAttr::get(
        AffineMap::get(0, symbols.size(), exprs, context));
  }

  StringRef nameOf(unsigned index) {
    auto name = entry.getArgAttrOfType<StringAttr>(index, nn::kName);
    return name ? name : entry.getArgAttrOfType<StringAttr>(index, nn::kParam);
  }
};

/// Sizes at which orders are compared: the upper bounds where there are any.
SmallVector<int64_t> typicalSizes(EntryDims &dims) {
  SmallVector<int64_t> sizes;
  auto module = dims.entry->getParentOfType<ModuleOp>();
  for (const std::string &name : dims.dims.names) {
    DimBounds bounds = boundsOf(module, name);
    sizes.push_back(bounds.bounded() ? bounds.greatest
                                     : std::max(bounds.least, kTypicalSize));
  }
  return sizes;
}

int64_t bytesOf(Value tensor, const EntryDims &dims, ArrayRef<int64_t> sizes) {
  auto type = cast<ShapedType>(tensor.getType());
  AffineExpr bytes = getAffineConstantExpr(
      llvm::divideCeil(type.getElementTypeBitWidth(), 8), type.getContext());
  for (AffineExpr extent : dims.dims.of(tensor))
    bytes = bytes * extent;
  return evaluateSize(bytes, sizes).value_or(0);
}

/// The tensors that a call, loop or branch reads, those that its regions use
/// from above included.
SmallVector<Value> readBy(Operation *op) {
  llvm::SetVector<Value> used(op->operand_begin(), op->operand_end());
  for (Region &region : op->getRegions())
    getUsedValuesDefinedAbove(region, used);
  SmallVector<Value> tensors;
  for (Value value : used)
    if (auto condition = value.getDefiningOp<tensor::ExtractOp>())
      tensors.push_back(condition.getTensor());
    else if (isa<ShapedType>(value.getType()))
      tensors.push_back(value);
  return tensors;
}

/// Steps that must come before `call`: they make what it reads, or read what it
/// overwrites.
SmallVector<unsigned>
stepsBefore(Operation *call, const DenseMap<Operation *, unsigned> &steps) {
  llvm::SetVector<unsigned> before;
  auto add = [&](Operation *other) {
    other = other ? call->getBlock()->findAncestorOpInBlock(*other) : nullptr;
    if (auto step = steps.find(other); step != steps.end() && other != call)
      before.insert(step->second);
  };
  auto addReaders = [&](Value overwritten) {
    llvm::for_each(readersOf(rootOf(overwritten)), add);
  };
  auto function = call->getParentOfType<func::FuncOp>();
  for (Value read : readBy(call))
    add(rootOf(read).getDefiningOp());
  for (Value result : call->getResults()) {
    if (Value updated = updatedBy(result)) {
      addReaders(updated);
      continue;
    }
    for (Operation *reader : readersOf(result))
      if (isa<func::ReturnOp>(reader))
        for (OpOperand &use : reader->getOpOperands())
          if (rootOf(use.get()) == result)
            if (Value donated = donatedTo(function, use.getOperandNumber()))
              addReaders(donated);
  }
  return before.takeVector();
}

SmallVector<Operation *> scheduleCalls(EntryDims &dims) {
  ScheduleProblem problem;
  SmallVector<Operation *> calls; // a loop or branch is one step
  for (Operation &op : dims.entry.front())
    if (isa<func::CallOp>(op) || isFlow(&op))
      calls.push_back(&op);
  SmallVector<int64_t> sizes = typicalSizes(dims);
  DenseMap<Value, unsigned> values; // of what first had a value's memory
  DenseMap<Operation *, unsigned> steps;
  for (auto [index, call] : llvm::enumerate(calls))
    steps[call] = index;
  for (Operation *call : calls) {
    auto &step = problem.steps.emplace_back();
    step.after = stepsBefore(call, steps);
    llvm::SetVector<unsigned> reads;
    for (Value read : readBy(call))
      if (auto value = values.find(storageOf(read)); value != values.end())
        reads.insert(value->second);
    step.reads = reads.takeVector();
    for (Value result : call->getResults()) {
      Value storage = storageOf(result);
      if (isa<BlockArgument>(storage) ||
          !values.try_emplace(storage, problem.bytes.size()).second)
        continue;
      step.writes.push_back(problem.bytes.size());
      problem.bytes.push_back(bytesOf(storage, dims, sizes));
    }
  }
  for (Value result : dims.entry.front().getTerminator()->getOperands())
    if (auto value = values.find(storageOf(result)); value != values.end())
      problem.bytes[value->second] = 0;
  SmallVector<unsigned> order = scheduleSteps(problem);
  remark::passed(dims.entry.getLoc(), remark::RemarkOpts::name("Schedule")
                                          .category("form-program")
                                          .function(dims.entry.getName()))
      << remark::metric("Calls", calls.size())
      << remark::metric("Reordered", int(!llvm::is_sorted(order)));
  return llvm::map_to_vector(order, [&](unsigned i) { return calls[i]; });
}

struct FormProgramPass final : tenfold::impl::FormProgramBase<FormProgramPass> {
  void runOnOperation() override {
    if (failed(form(getOperation())))
      signalPassFailure();
  }

  LogicalResult form(ModuleOp module) {
    if (failed(inlineLayers(module)))
      return failure();
    SmallVector<func::FuncOp> entries;
    for (auto function : module.getOps<func::FuncOp>())
      if (function.isPublic() && !isKernel(function) &&
          !function->hasAttr(program::kEntry))
        entries.push_back(function);
    for (func::FuncOp entry : entries) {
      expandSelects(entry);
      if (failed(checkOps(entry.front())))
        return failure();
      dropUnused(entry.front());
      nameArguments(entry);
    }
    markUpdates(module);
    SymbolTable symbols(module);
    insertCopies(entries, symbols);
    return replace(module, entries);
  }

  LogicalResult replace(ModuleOp module,
                        SmallVectorImpl<func::FuncOp> &entries) {
    NamedDims analysis(module);
    SmallVector<OwningOpRef<func::FuncOp>> programs;
    for (func::FuncOp entry : entries) {
      const FunctionDims *analysed = analysis.of(entry);
      if (!analysed)
        return failure();
      EntryDims dims(entry, *analysed);
      if (failed(dims.check()) || failed(checkSlices(entry, dims.dims)))
        return failure();
      dims.annotate();
      programs.push_back(
          emitProgram({entry, dims.dims, scheduleCalls(dims), dims.symbols}));
    }
    if (failed(annotateKernels(module, analysis)))
      return failure();
    for (func::FuncOp entry : entries)
      for (Operation &op : llvm::make_early_inc_range(
               llvm::reverse(entry.front().getOperations())))
        op.erase();
    for (auto kernel : module.getOps<func::FuncOp>())
      if (isKernel(kernel) && failed(bufferizeKernel(kernel)))
        return failure();
    for (auto [entry, program] : llvm::zip_equal(entries, programs)) {
      OpBuilder(entry).insert(program.release());
      entry.erase();
    }
    return success();
  }

  LogicalResult annotateKernels(ModuleOp module, NamedDims &analysis) {
    for (auto kernel : module.getOps<func::FuncOp>()) {
      if (!isKernel(kernel))
        continue;
      const FunctionDims *dims = analysis.of(kernel);
      if (!dims)
        return failure();
      annotateDims(kernel, *dims);
      for (unsigned i = 0; i < kernel.getNumResults(); ++i)
        kernel.setResultAttr(i, program::kResult,
                             UnitAttr::get(kernel.getContext()));
    }
    return success();
  }
};

} // namespace
