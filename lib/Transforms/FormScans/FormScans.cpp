//===- FormScans.cpp - a loop of steps as one kernel ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Match: every op of the body is one that a kernel may hold. Then the loop is
// cloned into a function of the tensors that it uses, and called.

#include "dialects/Program/Program.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/RegionUtils.h"

namespace tenfold {
#define GEN_PASS_DEF_FORMSCANS
#include "lib/Transforms/FormScans/FormScans.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

/// Whether a sum of the body makes columns of a tensor from above in each step,
/// as a layer does of its weights: they are worth tasks.
static bool readsWeights(linalg::GenericOp op, scf::ForOp loop) {
  if (!linalg::isaContractionOpInterface(op))
    return false;
  auto parallel = [](auto type) {
    return type == utils::IteratorType::parallel;
  };
  OpOperand *a = op.getDpsInputOperand(0), *b = op.getDpsInputOperand(1);
  for (auto [dim, type] : llvm::enumerate(op.getIteratorTypesArray()))
    for (auto [weight, other] : {std::pair(a, b), std::pair(b, a)})
      if (parallel(type) && loop.isDefinedOutsideOfLoop(weight->get()) &&
          op.getMatchingIndexingMap(weight).isFunctionOfDim(dim) &&
          !op.getMatchingIndexingMap(other).isFunctionOfDim(dim))
        return true;
  return false;
}

/// Whether the slice is what one step has of a tensor.
static bool isOfStep(OffsetSizeAndStrideOpInterface slice) {
  SmallVector<OpFoldResult> offsets = slice.getMixedOffsets(),
                            sizes = slice.getMixedSizes();
  return !offsets.empty() && isConstantIntValue(sizes.front(), 1) &&
         llvm::all_of(ArrayRef(offsets).drop_front(), isZeroInteger) &&
         slice.hasUnitStride();
}

/// Why a kernel cannot hold the op of the loop's body; empty if it can.
static StringRef refusal(Operation &op, scf::ForOp loop) {
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return readsWeights(generic, loop)
               ? "a step multiplies by a tensor from outside"
               : "";
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return loop.isDefinedOutsideOfLoop(slice.getSource()) && isOfStep(slice)
               ? ""
               : "a step takes a part of what it computed";
  if (auto slice = dyn_cast<tensor::InsertSliceOp>(op))
    return llvm::is_contained(loop.getRegionIterArgs(), slice.getDest()) &&
                   slice->hasOneUse() && isOfStep(slice)
               ? ""
               : "a step writes a part of what it computed";
  if (isa<linalg::FillOp, tensor::EmptyOp, tensor::DimOp, scf::YieldOp>(op) ||
      op.getDialect()->getNamespace() == "arith")
    return "";
  return "a step is more than arithmetic on tensors";
}

static StringRef refusal(scf::ForOp loop) {
  if (loop.getNumResults() == 0 || !isConstantIntValue(loop.getStep(), 1))
    return "it carries nothing from step to step";
  for (Operation &op : *loop.getBody())
    if (StringRef reason = refusal(op, loop); !reason.empty())
      return reason;
  return "";
}

namespace {

/// Builds the kernel of one loop.
class KernelBuilder {
public:
  explicit KernelBuilder(scf::ForOp loop) : loop(loop), b(loop.getContext()) {}

  func::FuncOp build();

  SetVector<Value> inputs;
  SmallVector<OpResult> results; // those that something uses

private:
  static bool movesAlong(Operation *op);
  void findInputs(Value value);
  Value local(Value value);

  scf::ForOp loop;
  OpBuilder b;
  IRMapping mapping;
};

} // namespace

/// Sizes, scalars and tensors that hold one number are made in the kernel.
bool KernelBuilder::movesAlong(Operation *op) {
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(op))
    return movesAlong(fill.getInputs()[0].getDefiningOp()) &&
           fill.output().getDefiningOp<tensor::EmptyOp>();
  return op && (isa<tensor::EmptyOp, tensor::DimOp>(op) ||
                (op->getDialect()->getNamespace() == "arith" &&
                 !isa<ShapedType>(op->getResult(0).getType())));
}

void KernelBuilder::findInputs(Value value) {
  Operation *op = value.getDefiningOp();
  if (!movesAlong(op)) {
    inputs.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    findInputs(operand);
}

Value KernelBuilder::local(Value value) {
  if (!mapping.contains(value)) {
    Operation *op = value.getDefiningOp();
    for (Value operand : op->getOperands())
      local(operand);
    b.clone(*op, mapping);
  }
  return mapping.lookup(value);
}

/// Parts of a step are whole along all dimensions but the leading one: their
/// sizes become those of the tensor itself, which says so.
static void sizeParts(scf::ForOp loop) {
  OpBuilder b(loop.getContext());
  auto size = [&](OffsetSizeAndStrideOpInterface slice, Value whole) {
    b.setInsertionPoint(slice);
    unsigned operand = slice.getOffsetSizeAndStrideStartOperandIndex() +
                       slice.getOffsets().size();
    for (auto [dim, size] : llvm::enumerate(slice.getStaticSizes()))
      if (ShapedType::isDynamic(size))
        slice->setOperand(operand++,
                          tensor::DimOp::create(b, slice.getLoc(), whole, dim));
  };
  for (auto slice : loop.getOps<tensor::ExtractSliceOp>())
    size(slice, slice.getSource());
  for (auto slice : loop.getOps<tensor::InsertSliceOp>())
    size(slice, slice.getDest());
}

func::FuncOp KernelBuilder::build() {
  SetVector<Value> used(loop->operand_begin(), loop->operand_end());
  getUsedValuesDefinedAbove(loop.getRegion(), used);
  for (Value value : used)
    findInputs(value);
  for (OpResult result : loop->getResults())
    if (!result.use_empty())
      results.push_back(result);
  Location loc = loop.getLoc();
  auto type =
      b.getFunctionType(ValueRange(inputs.getArrayRef()).getTypes(),
                        llvm::map_to_vector(results, [](OpResult result) {
                          return result.getType();
                        }));
  auto kernel = func::FuncOp::create(loc, "kernel_scan", type);
  kernel.setPrivate();
  kernel->setAttr(program::kKernel, b.getUnitAttr());
  Block *body = kernel.addEntryBlock();
  b.setInsertionPointToStart(body);
  for (auto [input, argument] : llvm::zip_equal(inputs, body->getArguments()))
    mapping.map(input, argument);
  for (Value value : used)
    local(value);
  sizeParts(cast<scf::ForOp>(b.clone(*loop, mapping)));
  func::ReturnOp::create(b, loc, llvm::map_to_vector(results, [&](Value value) {
                           return mapping.lookup(value);
                         }));
  return kernel;
}

/// The collapse that is all that a step does with what it carries there, if it
/// undoes it at its end; else null.
static tensor::CollapseShapeOp collapseOf(scf::ForOp loop, unsigned index) {
  Value carried = loop.getRegionIterArg(index);
  auto expand =
      loop.getYieldedValues()[index].getDefiningOp<tensor::ExpandShapeOp>();
  auto undoes = [&](Operation *user) {
    auto collapse = dyn_cast<tensor::CollapseShapeOp>(user);
    return collapse && expand && collapse.getType() == expand.getSrcType() &&
           collapse.getReassociationIndices() ==
               expand.getReassociationIndices();
  };
  return !carried.use_empty() && llvm::all_of(carried.getUsers(), undoes)
             ? cast<tensor::CollapseShapeOp>(*carried.user_begin())
             : tensor::CollapseShapeOp();
}

/// Carries the collapsed tensor in place of the one that each step collapses.
static void carryCollapsed(scf::ForOp loop) {
  OpBuilder b(loop);
  for (unsigned index = 0; index < loop.getNumResults(); ++index) {
    auto collapse = collapseOf(loop, index);
    if (!collapse)
      continue;
    auto groups = collapse.getReassociationIndices();
    auto type = cast<RankedTensorType>(collapse.getType());
    OpOperand &init = loop.getInitArgsMutable()[index];
    OpResult result = loop->getOpResult(index);
    BlockArgument carried = loop.getRegionIterArg(index);
    OpOperand &next = loop.getBody()->getTerminator()->getOpOperand(index);
    b.setInsertionPoint(loop);
    auto sizes = tensor::getMixedSizes(b, loop.getLoc(), init.get());
    init.set(tensor::CollapseShapeOp::create(b, loop.getLoc(), type, init.get(),
                                             groups));
    b.setInsertionPointAfter(loop);
    auto expanded = tensor::ExpandShapeOp::create(
        b, loop.getLoc(), result.getType(), result, groups, sizes);
    result.replaceAllUsesExcept(expanded, expanded);
    result.setType(type);
    carried.setType(type);
    for (Operation *user : llvm::make_early_inc_range(carried.getUsers()))
      user->replaceAllUsesWith(ValueRange{carried}), user->erase();
    auto expand = cast<tensor::ExpandShapeOp>(next.get().getDefiningOp());
    next.set(expand.getSrc());
    if (expand->use_empty())
      expand.erase();
  }
}

namespace {
struct FormScansPass final : tenfold::impl::FormScansBase<FormScansPass> {
  void form(scf::ForOp loop, SymbolTable &symbols) {
    remark::RemarkOpts opts =
        remark::RemarkOpts::name("Scan").category("form-scans");
    if (StringRef reason = refusal(loop); !reason.empty()) {
      remark::missed(loop.getLoc(), opts) << remark::reason("{0}", reason);
      return;
    }
    remark::passed(loop.getLoc(), opts) << remark::metric(
        "Ops", llvm::range_size(loop.getOps<linalg::LinalgOp>()));
    KernelBuilder builder(loop);
    func::FuncOp kernel = builder.build();
    symbols.insert(kernel);
    OpBuilder b(loop);
    auto call = func::CallOp::create(b, loop.getLoc(), kernel,
                                     builder.inputs.getArrayRef());
    for (auto [result, value] :
         llvm::zip_equal(builder.results, call.getResults()))
      result.replaceAllUsesWith(value);
    loop.erase();
  }

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    SmallVector<scf::ForOp> loops;
    getOperation().walk([&](scf::ForOp loop) { loops.push_back(loop); });
    for (scf::ForOp loop : loops) {
      carryCollapsed(loop);
      form(loop, symbols);
    }
  }
};
} // namespace
