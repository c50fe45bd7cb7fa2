//===- OutlineKernels.cpp - a function of each group of ops ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Analysis/NamedDims.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
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

/// Extents of the values of the function, as expressions over its symbols.
using Extents = DenseMap<Value, Dims>;

/// Builds the function of a group.
class KernelBuilder {
public:
  KernelBuilder(Group &group, const Extents &extents)
      : group(group), extents(extents),
        builder(group.ops.front().getContext()) {}

  func::FuncOp build(StringRef name);

private:
  Value destination(linalg::GenericOp op, OpOperand *init);
  Value extent(linalg::GenericOp op, OpOperand *init, unsigned dim);
  Value sizeOf(AffineExpr extent, Location loc);
  Value local(Value value);
  Value localSlice(tensor::ExtractSliceOp slice);

  Group &group;
  const Extents &extents;
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

/// A constant, or a tensor whose shape alone is asked for.
static bool isConstant(Value value) {
  auto empty = value.getDefiningOp<tensor::EmptyOp>();
  return value.getDefiningOp<arith::ConstantOp>() ||
         (empty && empty.getType().hasStaticShape());
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

/// The tensor that a destination begins as, filled or not; else null.
static tensor::EmptyOp emptyOf(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    init = fill.output();
  return init.getDefiningOp<tensor::EmptyOp>();
}

/// Calls `f` with the extents of destinations that no input of their op has.
static void forEachFreeExtent(linalg::GenericOp op,
                              function_ref<void(Value)> f) {
  for (OpOperand &init : op.getDpsInitsMutable()) {
    tensor::EmptyOp empty = emptyOf(init.get());
    AffineMap map = op.getMatchingIndexingMap(&init);
    for (unsigned dim = 0; empty && dim < map.getNumResults(); ++dim)
      if (empty.getType().isDynamicDim(dim) &&
          !operandAlong(op, map.getDimPosition(dim)))
        f(empty.getDynamicSize(dim));
  }
}

/// A tensor of `values` and its dimension whose extent is `symbol`.
template <typename Values>
static std::optional<std::pair<Value, unsigned>>
findExtent(AffineExpr symbol, Values &&values, const Extents &extents) {
  for (Value value : values)
    for (auto [at, extent] : llvm::enumerate(extents.lookup(value)))
      if (extent == symbol)
        return std::pair(value, static_cast<unsigned>(at));
  return std::nullopt;
}

static SetVector<Value> usedBy(linalg::GenericOp op) {
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
  return used;
}

/// The op that makes a tensor from the start of another one, which kernels do
/// for themselves; a part that a step of a loop takes is a view.
static tensor::ExtractSliceOp prefixOf(Value value) {
  auto slice = value.getDefiningOp<tensor::ExtractSliceOp>();
  return slice && slice.getOffsets().empty() ? slice : tensor::ExtractSliceOp();
}

/// Calls `f` with what the kernel takes for `value`: itself, or for a slice or
/// a scalar, which become part of the kernel, the tensors and sizes of tensors
/// that they are made from.
static void forEachInput(Value value, function_ref<void(Value)> f) {
  Operation *op = value.getDefiningOp();
  bool isScalar = !isa<ShapedType>(value.getType());
  if (op && !isa<tensor::DimOp>(op) && (isScalar || prefixOf(value)))
    for (Value operand : op->getOperands())
      forEachInput(operand, f);
  else
    f(value);
}

/// Constants become part of the kernel, but not those that it writes over.
static void findInputs(Group &group) {
  for (linalg::GenericOp op : group.ops)
    for (Value value : usedBy(op))
      forEachInput(value, [&](Value input) {
        Operation *maker = input.getDefiningOp();
        bool isWritten = isa_and_nonnull<arith::ConstantOp>(maker) &&
                         llvm::is_contained(op.getDpsInits(), input);
        if ((isWritten || !isConstant(input)) &&
            !isa_and_nonnull<tensor::DimOp>(maker) && !group.contains(maker))
          group.inputs.insert(input);
      });
}

/// Adds arguments of the function, whose sizes are those that no input of the
/// group has.
static void findSizes(Group &group, const Extents &extents) {
  Block *body =
      &group.ops.front()->getParentOfType<func::FuncOp>().getBody().front();
  auto add = [&](AffineExpr extent) {
    extent.walk([&](AffineExpr symbol) {
      if (!isa<AffineSymbolExpr>(symbol) ||
          findExtent(symbol, group.inputs, extents))
        return;
      if (auto at = findExtent(symbol, body->getArguments(), extents))
        group.inputs.insert(at->first);
    });
  };
  for (linalg::GenericOp op : group.ops) {
    for (Value value : usedBy(op))
      forEachInput(value, [&](Value input) {
        if (auto dim = input.getDefiningOp<tensor::DimOp>())
          add(extents.lookup(dim.getSource())[*dim.getConstantIndex()]);
      });
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

/// `value` inside the kernel: constants, scalars and slices move along.
Value KernelBuilder::local(Value value) {
  if (mapping.contains(value))
    return mapping.lookup(value);
  Operation *op = value.getDefiningOp();
  if (tensor::ExtractSliceOp slice = prefixOf(value)) {
    mapping.map(value, localSlice(slice));
  } else if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    AffineExpr size = extents.lookup(dim.getSource())[*dim.getConstantIndex()];
    mapping.map(value, sizeOf(size, op->getLoc()));
  } else {
    for (Value operand : op->getOperands())
      local(operand);
    builder.clone(*op, mapping);
  }
  return mapping.lookup(value);
}

/// A dimension that is not cut has the extent of the source itself, which tells
/// it from the one that is.
Value KernelBuilder::localSlice(tensor::ExtractSliceOp slice) {
  Value source = local(slice.getSource());
  SmallVector<OpFoldResult> sizes = slice.getMixedSizes();
  const Dims &of = extents.lookup(slice),
             &whole = extents.lookup(slice.getSource());
  for (auto [at, size] : llvm::enumerate(sizes))
    if (auto value = dyn_cast<Value>(size))
      size = of[at] == whole[at]
                 ? tensor::DimOp::create(builder, slice.getLoc(), source, at)
                       .getResult()
                 : local(value);
  return tensor::ExtractSliceOp::create(
      builder, slice.getLoc(), slice.getType(), source, slice.getMixedOffsets(),
      sizes, slice.getMixedStrides());
}

Value KernelBuilder::sizeOf(AffineExpr size, Location loc) {
  SmallVector<Value> symbols;
  size.walk([&](AffineExpr part) {
    auto symbol = dyn_cast<AffineSymbolExpr>(part);
    if (!symbol)
      return;
    symbols.resize(std::max<size_t>(symbols.size(), symbol.getPosition() + 1));
    if (auto at = findExtent(symbol, group.inputs, extents))
      symbols[symbol.getPosition()] =
          tensor::DimOp::create(builder, loc, local(at->first), at->second);
  });
  return affine::expandAffineExpr(builder, loc, size, {}, symbols);
}

Value KernelBuilder::extent(linalg::GenericOp op, OpOperand *init,
                            unsigned dim) {
  AffineMap map = op.getMatchingIndexingMap(init);
  if (auto operand = operandAlong(op, map.getDimPosition(dim)))
    return tensor::DimOp::create(builder, op.getLoc(), local(operand->first),
                                 operand->second);
  return local(emptyOf(init->get()).getDynamicSize(dim));
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

static void outline(Group &group, Extents &extents, SymbolTable &symbols) {
  findInputs(group);
  findSizes(group, extents);
  findResults(group);
  func::FuncOp kernel = KernelBuilder(group, extents).build(nameOf(group));
  symbols.insert(kernel);
  OpBuilder builder(group.ops.back());
  auto call = func::CallOp::create(builder, group.ops.front().getLoc(), kernel,
                                   group.inputs.getArrayRef());
  for (auto [result, value] :
       llvm::zip_equal(group.results, call.getResults())) {
    extents[value] = extents.lookup(result);
    result.replaceUsesWithIf(value, [&](OpOperand &use) {
      return !group.contains(
          call->getBlock()->findAncestorOpInBlock(*use.getOwner()));
    });
  }
  for (linalg::GenericOp op : llvm::reverse(group.ops))
    op.erase();
}

/// Slices that no kernel took.
static LogicalResult checkSlices(func::FuncOp function) {
  for (auto slice : function.getOps<tensor::ExtractSliceOp>())
    for (Operation *user : slice->getUsers())
      if (!isa<tensor::DimOp>(user))
        return slice.emitOpError("expected a prefix to be used by kernels "
                                 "alone, which reduce it, got '")
               << user->getName() << "'";
  return success();
}

namespace {
struct OutlineKernelsPass final
    : tenfold::impl::OutlineKernelsBase<OutlineKernelsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    NamedDims dims(getOperation());
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      if (function.isExternal())
        continue;
      const FunctionDims *known = dims.of(function);
      if (!known)
        return signalPassFailure();
      Extents extents = known->extents;
      llvm::MapVector<Attribute, Group> groups;
      function.walk([&](linalg::GenericOp op) {
        if (Attribute number = op->getAttr(program::kGroup))
          groups[number].ops.push_back(op);
      });
      for (auto &[number, group] : groups)
        outline(group, extents, symbols);
      if (failed(checkSlices(function)))
        return signalPassFailure();
      // A call stands where the last op of its group stood, perhaps after a
      // user of an earlier one.
      function.walk([](Block *block) { sortTopologically(block); });
    }
  }
};
} // namespace
