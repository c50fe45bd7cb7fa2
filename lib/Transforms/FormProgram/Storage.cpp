//===- Storage.cpp - values that share memory -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/Storage.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

bool tenfold::isView(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                         tensor::CastOp>(op);
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

Value tenfold::storageOf(Value value) {
  for (value = rootOf(value); Value before = updatedBy(value);)
    value = rootOf(before);
  return value;
}

SmallVector<Operation *> tenfold::readersOf(Value root) {
  SmallVector<Operation *> readers;
  SmallVector<Value> work{root};
  while (!work.empty())
    for (Operation *user : work.pop_back_val().getUsers())
      if (isView(user))
        work.push_back(user->getResult(0));
      else if (isa<func::CallOp, func::ReturnOp>(user))
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
