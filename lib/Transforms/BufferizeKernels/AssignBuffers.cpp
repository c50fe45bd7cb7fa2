//===- AssignBuffers.cpp - which tensors of a kernel share a buffer -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of a kernel run in program order, so the life of a value ends at the last
// op that uses it. A value may take over the buffer of another exactly when the
// other's life ends where its own begins.

#include "lib/Transforms/BufferizeKernels/AssignBuffers.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

/// The op of the kernel's body that holds `use`, which may stand in a region.
static Operation *topLevelUser(OpOperand &use, Block *body) {
  return body->findAncestorOpInBlock(*use.getOwner());
}

static bool readsData(OpOperand &use) { return !isa<tensor::DimOp>(use.getOwner()); }

static bool diesAt(Value value, Operation *op) {
  for (OpOperand &use : value.getUses()) {
    Operation *user = topLevelUser(use, op->getBlock());
    if (readsData(use) && user != op && !user->isBeforeInBlock(op))
      return false;
  }
  return true;
}

static unsigned usesIn(Value value, Operation *op) {
  return llvm::count_if(value.getUses(), [&](OpOperand &use) { return op->isAncestor(use.getOwner()); });
}

/// Values with a buffer that the kernel may write: not an argument's.
static bool isPrivate(Value value) {
  auto carried = dyn_cast<BlockArgument>(value);
  if (carried)
    return isa<scf::ForOp>(carried.getOwner()->getParentOp());
  return value.getDefiningOp<linalg::LinalgOp>() ||
         value.getDefiningOp<scf::ForOp>();
}

/// Whether the value's life ends with the op; what stands before a loop is needed by its next step.
static bool mayWrite(Operation *op, Value value) {
  return isPrivate(value) && value.getParentBlock() == op->getBlock() && diesAt(value, op) && usesIn(value, op) == 1;
}

static bool isElementwise(linalg::LinalgOp op) { return op.getNumLoops() == op.getNumParallelLoops(); }

Value tenfold::overwrittenBy(linalg::LinalgOp op, unsigned index) {
  OpOperand *init = op.getDpsInitOperand(index);
  if (mayWrite(op, init->get()))
    return init->get();
  AffineMap map = op.getMatchingIndexingMap(init);
  if (!init->get().getDefiningOp<tensor::EmptyOp>() || !isElementwise(op) || !map.isPermutation())
    return {};
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value value = input->get();
    if (value.getType() == init->get().getType() && op.getMatchingIndexingMap(input) == map && mayWrite(op, value))
      return value;
  }
  return {};
}

bool tenfold::overwrittenBy(scf::ForOp loop, Value init) {
  return mayWrite(loop, init);
}

/// The value that `value` overwrites, provided an earlier result of the same op has not claimed it.
static Value predecessor(Value value) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  if (!op) // a loop's result lies where its state began
    return {};
  unsigned index = cast<OpResult>(value).getResultNumber();
  Value previous = tenfold::overwrittenBy(op, index);
  for (unsigned earlier = 0; earlier < index; ++earlier)
    if (previous && tenfold::overwrittenBy(op, earlier) == previous)
      return {};
  return previous;
}

DenseMap<Value, unsigned> tenfold::assignResults(func::ReturnOp results) {
  DenseMap<Value, unsigned> assigned;
  for (auto [index, result] : llvm::enumerate(results.getOperands()))
    for (Value value = result; value && isPrivate(value); value = predecessor(value))
      if (!assigned.try_emplace(value, index).second)
        break;
  return assigned;
}

/// Clones `op` for every user but the last, and for one in a loop into each of its steps.
static void clonePerUse(Operation *op, ArrayRef<OpOperand *> uses) {
  for (OpOperand *use : uses) {
    bool isInside = use->getOwner()->getBlock() != op->getBlock();
    if (isInside || use != uses.back())
      use->set(OpBuilder(isInside ? use->getOwner() : op).clone(*op)->getResult(0));
  }
}

/// Uses of a tensor whose op writes it, and those that only read it.
static bool writes(OpOperand &use) {
  if (auto loop = dyn_cast<scf::ForOp>(use.getOwner()))
    return llvm::is_contained(loop.getInitArgs(), use.get());
  auto user = dyn_cast<linalg::LinalgOp>(use.getOwner());
  return user && user.isDpsInit(&use);
}

static void privatizeInits(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      privatizeInits(*loop.getBody());
    SmallVector<OpOperand *> uses;
    if (isa<tensor::EmptyOp>(op)) {
      for (OpOperand &use : op.getUses())
        if (readsData(use))
          uses.push_back(&use);
    } else if (isa<linalg::FillOp>(op)) {
      for (OpOperand &use : op.getUses())
        if (writes(use))
          uses.push_back(&use);
    }
    clonePerUse(&op, uses);
    if (!uses.empty() && op.use_empty())
      op.erase();
  }
}

void tenfold::privatizeInits(func::FuncOp kernel) {
  ::privatizeInits(kernel.front());
}
