//===- CopyCarried.cpp - memory of what loops carry -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A carried value has one buffer, which is set before the loop and at the end
// of each step. So what it starts from, and what a step makes of it, are
// results of calls of their own; the buffer is given to these calls later.

#include "dialects/NN/NN.h"
#include "lib/Transforms/FormProgram/Copier.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tenfold;

namespace {

class CarriedCopier {
public:
  explicit CarriedCopier(Copier &copier) : copier(copier) {}

  void visit(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          visit(inner);
      if (auto branch = dyn_cast<scf::IfOp>(op))
        copyGiven(branch);
      else if (isFlow(&op))
        copyLoop(&op);
    }
  }

private:
  void copy(OpBuilder &b, OpOperand &operand) {
    operand.set(copier.copy(b, operand.getOwner()->getLoc(), operand.get()));
  }

  /// The operand is all of some memory made in its block, for this use alone.
  void own(OpOperand &operand) {
    Value made = madeIn(*operand.getOwner()->getBlock(), operand.get());
    OpBuilder b(operand.getOwner());
    if (!made || !taken.insert(made).second)
      copy(b, operand);
  }

  void copyGiven(scf::IfOp branch) {
    if (branch.getNumResults() == 0)
      return;
    for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
      for (OpOperand &given : yield->getOpOperands())
        own(given);
  }

  /// Whether `root` is given to the program for the result that it becomes.
  static bool isDonated(Value root) {
    auto arg = dyn_cast<BlockArgument>(root);
    if (!arg)
      return false;
    auto entry = dyn_cast<func::FuncOp>(arg.getOwner()->getParentOp());
    if (!entry)
      return false;
    auto number =
        entry.getArgAttrOfType<IntegerAttr>(arg.getArgNumber(), nn::kDonate);
    Operation *end = arg.getOwner()->getTerminator();
    return number && storageOf(end->getOperand(number.getInt())) == arg;
  }

  /// The loop writes where a carried value starts, so nothing else may read it.
  void copyInit(OpOperand &init) {
    Value root = init.get();
    bool made = root.getDefiningOp<func::CallOp>() && !updatedBy(root);
    bool alone = root.getParentBlock() == init.getOwner()->getBlock() &&
                 readersOf(root).size() == 1;
    OpBuilder b(init.getOwner());
    if (!alone || !(made || isDonated(root)))
      copy(b, init);
  }

  void copyStack(const Carried &stack) {
    OpBuilder b(stack.init->getOwner());
    stack.init->set(b.clone(*stack.init->get().getDefiningOp())->getResult(0));
    own(stack.stacking().getSourceMutable());
  }

  void copyLoop(Operation *loop) {
    SmallVector<Carried> moved; // those that a step writes at its end
    llvm::DenseSet<Value> written;
    for (const Carried &carried : carriedBy(loop)) {
      if (carried.stacking()) {
        copyStack(carried);
        continue;
      }
      copyInit(*carried.init);
      if (storageOf(carried.next->get()) == carried.value)
        continue;
      moved.push_back(carried);
      written.insert(carried.value);
    }
    if (moved.empty())
      return;
    OpBuilder b(moved.front().next->getOwner());
    // A value that another carried one becomes is read before it is written.
    for (const Carried &carried : moved)
      if (written.contains(storageOf(carried.next->get())))
        copy(b, *carried.next);
    for (const Carried &carried : moved)
      copy(b, *carried.next);
  }

  Copier &copier;
  llvm::DenseSet<Value> taken;
};

} // namespace

void tenfold::copyCarried(func::FuncOp function, Copier &copier) {
  CarriedCopier(copier).visit(function.front());
}
