//===- OutlineKernels.cpp - a function of each group of ops ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/RegionUtils.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

namespace tenfold {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "lib/Transforms/OutlineKernels/OutlineKernels.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// One group of ops in program order, and what crosses its border.
struct Group {
  SmallVector<linalg::GenericOp> ops;
  SetVector<Value> inputs;
  SmallVector<Value> results;

  bool contains(Operation *op) const { return llvm::is_contained(ops, op); }
};

/// Builds the function of a group.
class KernelBuilder {
public:
  KernelBuilder(Group &group, ModuleOp module)
      : group(group), builder(module.getContext()) {}

  func::FuncOp build(StringRef name);

private:
  Value destination(linalg::GenericOp op, OpOperand *init);
  Value extent(linalg::GenericOp op, OpOperand *init, unsigned dim);
  Value local(Value value);

  Group &group;
  OpBuilder builder;
  IRMapping mapping;
};

} // namespace

/// An accumulator's start: the value that fills it, or none where its elements
/// are never read.
static std::optional<Value> initialValue(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    return fill.value();
  if (init.getDefiningOp<tensor::EmptyOp>())
    return Value();
  return std::nullopt;
}

static bool isConstant(Value value) {
  return value.getDefiningOp<arith::ConstantOp>() != nullptr;
}

/// Whether a scalar is computed by `value`'s op, such as a size, which the
/// kernel can do as well.
static bool isScalar(Value value) {
  Operation *op = value.getDefiningOp();
  return op && !isa<ShapedType>(value.getType()) && isPure(op) &&
         op->getNumRegions() == 0;
}

/// The operand and its dimension that loop `loop` runs along, inputs only.
static std::optional<std::pair<Value, unsigned>>
operandAlong(linalg::GenericOp op, unsigned loop) {
  for (OpOperand *operand : op.getDpsInputOperands())
    for (auto [at, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(operand).getResults()))
      if (expr == getAffineDimExpr(loop, op.getContext()))
        return std::pair(operand->get(), static_cast<unsigned>(at));
  return std::nullopt;
}

/// Calls `f` with the extents of destinations that no input of their op has.
static void forEachFreeExtent(linalg::GenericOp op,
                              function_ref<void(Value)> f) {
  for (OpOperand &init : op.getDpsInitsMutable()) {
    Value tensor = init.get();
    if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
      tensor = fill.output();
    auto empty = tensor.getDefiningOp<tensor::EmptyOp>();
    AffineMap map = op.getMatchingIndexingMap(&init);
    for (unsigned dim = 0; empty && dim < map.getNumResults(); ++dim)
      if (empty.getType().isDynamicDim(dim) &&
          !operandAlong(op, map.getDimPosition(dim)))
        f(empty.getDynamicSize(dim));
  }
}

/// Adds what `value` is in a kernel: a scalar is computed there, of the tensors
/// that it is computed from, since kernels take tensors alone.
static void addInput(Value value, SetVector<Value> &inputs) {
  if (!isScalar(value)) {
    inputs.insert(value);
    return;
  }
  for (Value operand : value.getDefiningOp()->getOperands())
    addInput(operand, inputs);
}

static void findInputs(Group &group) {
  for (linalg::GenericOp op : group.ops) {
    SetVector<Value> used;
    for (OpOperand *operand : op.getDpsInputOperands())
      used.insert(operand->get());
    for (Value init : op.getDpsInits())
      if (!initialValue(init))
        used.insert(init);
      else if (Value start = *initialValue(init))
        used.insert(start);
    getUsedValuesDefinedAbove(op.getRegion(), used);
    forEachFreeExtent(op, [&](Value extent) { used.insert(extent); });
    SetVector<Value> inputs;
    for (Value value : used)
      addInput(value, inputs);
    for (Value value : inputs)
      if (!isConstant(value) && !group.contains(value.getDefiningOp()))
        group.inputs.insert(value);
  }
}

static void findResults(Group &group) {
  for (linalg::GenericOp op : group.ops)
    for (OpResult result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !group.contains(
                op->getBlock()->findAncestorOpInBlock(*user));
          }))
        group.results.push_back(result);
}

/// `value` inside the kernel: constants and scalars move along.
Value KernelBuilder::local(Value value) {
  if (!mapping.contains(value) && (isConstant(value) || isScalar(value))) {
    for (Value operand : value.getDefiningOp()->getOperands())
      local(operand);
    builder.clone(*value.getDefiningOp(), mapping);
  }
  return mapping.lookup(value);
}

Value KernelBuilder::extent(linalg::GenericOp op, OpOperand *init,
                            unsigned dim) {
  AffineMap map = op.getMatchingIndexingMap(init);
  if (auto operand = operandAlong(op, map.getDimPosition(dim)))
    return tensor::DimOp::create(builder, op.getLoc(), local(operand->first),
                                 operand->second);
  Value tensor = init->get();
  if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
    tensor = fill.output();
  return local(tensor.getDefiningOp<tensor::EmptyOp>().getDynamicSize(dim));
}

Value KernelBuilder::destination(linalg::GenericOp op, OpOperand *init) {
  std::optional<Value> start = initialValue(init->get());
  if (!start)
    return local(init->get());
  auto type = cast<RankedTensorType>(init->get().getType());
  SmallVector<Value> sizes;
  for (unsigned dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(extent(op, init, dim));
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), type, sizes);
  if (!*start)
    return empty;
  return linalg::FillOp::create(builder, op.getLoc(), local(*start), empty)
      .getResult(0);
}

func::FuncOp KernelBuilder::build(StringRef name) {
  Location loc = group.ops.front().getLoc();
  auto type =
      builder.getFunctionType(ValueRange(group.inputs.getArrayRef()).getTypes(),
                              ValueRange(group.results).getTypes());
  auto kernel = func::FuncOp::create(loc, name, type);
  kernel.setPrivate();
  kernel->setAttr(program::kKernel, builder.getUnitAttr());
  Block *body = kernel.addEntryBlock();
  builder.setInsertionPointToStart(body);
  for (auto [input, argument] :
       llvm::zip_equal(group.inputs, body->getArguments()))
    mapping.map(input, argument);
  for (linalg::GenericOp op : group.ops) {
    SetVector<Value> captured;
    getUsedValuesDefinedAbove(op.getRegion(), captured);
    for (Value value : captured)
      local(value);
    for (Value input : op.getDpsInputs())
      local(input);
    IRMapping own = mapping;
    for (OpOperand &init : op.getDpsInitsMutable())
      own.map(init.get(), destination(op, &init));
    Operation *clone = builder.clone(*op, own);
    clone->removeAttr(program::kGroup);
    mapping.map(op->getResults(), clone->getResults());
  }
  func::ReturnOp::create(builder, loc,
                         llvm::map_to_vector(group.results, [&](Value result) {
                           return mapping.lookup(result);
                         }));
  return kernel;
}

/// What the kernel does, from its ops: `contract_map`, `reduce_map`, ...
static std::string nameOf(const Group &group) {
  SmallVector<StringRef> parts{"kernel"};
  for (linalg::GenericOp op : group.ops) {
    StringRef part = linalg::isaContractionOpInterface(op) ? "contract"
                     : op.getNumReductionLoops() != 0      ? "reduce"
                                                           : "map";
    if (part != parts.back())
      parts.push_back(part);
  }
  return llvm::join(parts, "_");
}

static void outline(Group &group, ModuleOp module, SymbolTable &symbols) {
  findInputs(group);
  findResults(group);
  func::FuncOp kernel = KernelBuilder(group, module).build(nameOf(group));
  symbols.insert(kernel);
  OpBuilder builder(group.ops.back());
  auto call = func::CallOp::create(builder, group.ops.front().getLoc(), kernel,
                                   group.inputs.getArrayRef());
  for (auto [result, value] : llvm::zip_equal(group.results, call.getResults()))
    result.replaceUsesWithIf(value, [&](OpOperand &use) {
      return !group.contains(
          call->getBlock()->findAncestorOpInBlock(*use.getOwner()));
    });
  for (linalg::GenericOp op : llvm::reverse(group.ops))
    op.erase();
}

namespace {
struct OutlineKernelsPass final
    : tenfold::impl::OutlineKernelsBase<OutlineKernelsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      llvm::MapVector<Attribute, Group> groups;
      function.walk([&](linalg::GenericOp op) {
        if (Attribute number = op->getAttr(program::kGroup))
          groups[number].ops.push_back(op);
      });
      for (auto &[number, group] : groups)
        outline(group, getOperation(), symbols);
      // A call stands where the last op of its group stood, perhaps after a
      // user of an earlier one.
      if (!groups.empty())
        sortTopologically(&function.getBody().front());
    }
  }
};
} // namespace
