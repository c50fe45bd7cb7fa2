//===- CopyResults.cpp - values that need a buffer of their own ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/CopyResults.h"
#include "dialects/NN/NN.h"
#include "lib/Transforms/FormProgram/Copier.h"
#include "lib/Transforms/FormProgram/Storage.h"

using namespace mlir;
using namespace tenfold;

/// Whether what `call` makes of the carried value `arg` is what the next step
/// gets in its place.
static bool isCarriedOn(BlockArgument arg, Value value, func::CallOp call) {
  for (const Carried &carried : carriedBy(call->getParentOp())) {
    bool updated = llvm::any_of(call.getResults(), [&](Value result) {
      return updatedBy(result) == value &&
             rootOf(carried.next->get()) == result;
    });
    if (updated && storageOf(carried.next->get()) == carried.value)
      return true;
  }
  return false;
}

/// Whether the memory of `value` may be written by `call`: it is the program's
/// own, or given to it, and nothing else needs what it holds.
static bool isLastUse(Value value, func::CallOp call) {
  Value root = rootOf(value), storage = storageOf(value);
  Block *block = call->getBlock();
  auto function = call->getParentOfType<func::FuncOp>();
  auto arg = dyn_cast<BlockArgument>(storage);
  bool isDonated = arg && arg.getOwner() == &function.front() &&
                   function.getArgAttr(arg.getArgNumber(), nn::kDonate);
  if ((arg && !isDonated && !isCarriedOn(arg, value, call)) ||
      storage.getDefiningOp<arith::ConstantOp>() ||
      root.getParentBlock() != block)
    return false;
  auto sharesMemory = [&](Value operand) { return rootOf(operand) == root; };
  return llvm::count_if(call.getOperands(), sharesMemory) == 1 &&
         llvm::all_of(readersOf(root), [&](Operation *reader) {
           Operation *at = block->findAncestorOpInBlock(*reader);
           return at == call || at->isBeforeInBlock(call);
         });
}

static void copyUpdated(func::FuncOp function, Copier &copier) {
  SmallVector<func::CallOp> calls;
  function.walk([&](func::CallOp call) { calls.push_back(call); });
  for (func::CallOp call : calls)
    for (Value result : call.getResults()) {
      Value updated = updatedBy(result);
      if (!updated || isLastUse(updated, call))
        continue;
      OpBuilder b(call);
      Value copied = copier.copy(b, call.getLoc(), updated);
      call->replaceUsesOfWith(updated, copied);
    }
}

static void copyResults(func::FuncOp function, Copier &copier) {
  llvm::DenseSet<Value> taken;
  Operation *results = function.front().getTerminator();
  OpBuilder b(results);
  for (OpOperand &result : results->getOpOperands()) {
    Value storage = madeIn(function.front(), result.get());
    Value donated = donatedTo(function, result.getOperandNumber());
    bool inPlace = donated ? storageOf(result.get()) == donated : bool(storage);
    if (!inPlace || !taken.insert(donated ? donated : storage).second)
      result.set(copier.copy(b, results->getLoc(), result.get()));
  }
}

void tenfold::insertCopies(ArrayRef<func::FuncOp> functions,
                           SymbolTable &symbols) {
  Copier copier(symbols);
  for (func::FuncOp function : functions) {
    copyUpdated(function, copier);
    copyCarried(function, copier);
    copyResults(function, copier);
    function.walk([](arith::ConstantOp constant) {
      if (constant.use_empty())
        constant.erase();
    });
  }
}
