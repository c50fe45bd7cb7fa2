//===- Storage.cpp - values that share memory -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/Storage.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

bool tenfold::isView(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                         tensor::CastOp, tensor::ExtractSliceOp>(op);
}

bool tenfold::isFlow(Operation *op) {
  return isa<scf::ForOp, scf::IfOp, scf::WhileOp>(op);
}

SmallVector<Carried> tenfold::carriedBy(Operation *op) {
  SmallVector<Carried> carried;
  auto loop = dyn_cast<LoopLikeOpInterface>(op);
  if (!loop)
    return carried;
  auto nexts = loop.getYieldedValuesMutable();
  for (auto [init, value, next] : llvm::zip_equal(
           loop.getInitsMutable(), loop.getRegionIterArgs(), *nexts))
    carried.push_back({&init, value, &next});
  return carried;
}

tensor::InsertSliceOp Carried::stacking() const {
  auto insert = next->get().getDefiningOp<tensor::InsertSliceOp>();
  return insert && insert.getDest() == value ? insert : tensor::InsertSliceOp();
}

Value tenfold::rootOf(Value value) {
  while (isView(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

Value tenfold::updatedBy(Value result) {
  auto call = result.getDefiningOp<func::CallOp>();
  if (!call)
    return {};
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getCalleeAttr());
  auto updated = kernel.getResultAttrOfType<IntegerAttr>(
      cast<OpResult>(result).getResultNumber(), program::kUpdates);
  return updated ? call.getOperand(updated.getInt()) : Value();
}

/// What a loop started from to end with this result, or what the body of one
/// takes over from its test.
static Value carriedFrom(Value value) {
  if (auto loop = value.getDefiningOp<scf::ForOp>())
    return loop.getInitArgs()[cast<OpResult>(value).getResultNumber()];
  if (auto loop = value.getDefiningOp<scf::WhileOp>()) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    auto tested =
        dyn_cast<BlockArgument>(loop.getConditionOp().getArgs()[number]);
    return tested ? loop.getInits()[tested.getArgNumber()] : Value();
  }
  auto arg = dyn_cast<BlockArgument>(value);
  auto loop = arg ? dyn_cast<scf::WhileOp>(arg.getOwner()->getParentOp())
                  : scf::WhileOp();
  return loop && arg.getParentRegion() == &loop.getAfter()
             ? loop.getConditionOp().getArgs()[arg.getArgNumber()]
             : Value();
}

Value tenfold::takesOver(Value value) {
  Value updated = updatedBy(value);
  return updated ? updated : carriedFrom(value);
}

Value tenfold::storageOf(Value value) {
  for (value = rootOf(value); Value before = takesOver(value);)
    value = rootOf(before);
  return value;
}

Value tenfold::madeIn(Block &block, Value value) {
  Value storage = storageOf(value);
  Operation *maker = storage.getDefiningOp();
  if (storage.getParentBlock() != &block ||
      !isa_and_nonnull<func::CallOp, tensor::EmptyOp, scf::IfOp>(maker))
    return {};
  for (Value part = value; isView(part.getDefiningOp());
       part = part.getDefiningOp()->getOperand(0))
    if (part.getDefiningOp<tensor::ExtractSliceOp>())
      return {};
  return storage;
}

SmallVector<Operation *> tenfold::readersOf(Value root) {
  SmallVector<Operation *> readers;
  SmallVector<Value> work{root};
  while (!work.empty())
    for (Operation *user : work.pop_back_val().getUsers())
      if (isView(user))
        work.push_back(user->getResult(0));
      else if (isa<tensor::ExtractOp>(user)) // of a condition
        llvm::append_range(readers, user->getUsers());
      else if (!isa<tensor::DimOp>(user))
        readers.push_back(user);
  return readers;
}

BlockArgument tenfold::donatedTo(func::FuncOp entry, unsigned index) {
  for (BlockArgument arg : entry.getArguments())
    if (auto result = entry.getArgAttrOfType<IntegerAttr>(arg.getArgNumber(),
                                                          nn::kDonate))
      if (result.getInt() == index)
        return arg;
  return {};
}

/// The argument that `value` is made by updating, or null.
static BlockArgument updatedArgument(Value value) {
  auto result = dyn_cast<OpResult>(value);
  auto op = result ? dyn_cast<linalg::LinalgOp>(result.getOwner())
                   : linalg::LinalgOp();
  if (!op)
    return {};
  OpOperand *init = op.getDpsInitOperand(result.getResultNumber());
  auto arg = dyn_cast<BlockArgument>(init->get());
  bool alone = arg && op.payloadUsesValueFromOperand(init) &&
               llvm::all_of(arg.getUses(), [&](OpOperand &use) {
                 return &use == init || isa<tensor::DimOp>(use.getOwner());
               });
  return alone ? arg : BlockArgument();
}

void tenfold::markUpdates(ModuleOp module) {
  Builder b(module.getContext());
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(program::kKernel) || kernel.isExternal())
      continue;
    for (OpOperand &result : kernel.front().getTerminator()->getOpOperands())
      if (BlockArgument arg = updatedArgument(result.get()))
        kernel.setResultAttr(result.getOperandNumber(), program::kUpdates,
                             b.getI64IntegerAttr(arg.getArgNumber()));
  }
}
