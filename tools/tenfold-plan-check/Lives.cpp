//===- Lives.cpp - when a program needs its buffers -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step that repeats finds what the one before left. So a buffer made outside
// of a loop and used inside is needed from the loop's first step to its last,
// whatever the order of its uses.

#include "tools/tenfold-plan-check/Lives.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include "llvm/ADT/SetOperations.h"

using namespace mlir;

Lives::Lives(func::FuncOp entry) {
  entry.walk([&](memref::ViewOp view) { lives[view]; });
  Written written;
  walk(entry.front(), written);
  for (auto &[view, life] : lives)
    life.last = std::min(life.last, step - 1);
}

Value Lives::rootOf(Value value) {
  while (!value.getDefiningOp<memref::ViewOp>()) {
    auto view = value.getDefiningOp<ViewLikeOpInterface>();
    if (!view)
      break;
    value = view.getViewSource();
  }
  return value;
}

void Lives::use(Value root) {
  auto life = lives.find(root);
  if (life == lives.end())
    return;
  life->second.first = std::min(life->second.first, step);
  life->second.last = std::max(life->second.last, step);
  for (auto &values : used)
    values.insert(root);
}

void Lives::read(Value root, const Written &written) {
  auto life = lives.find(root);
  if (life != lives.end() && !written.contains(root) && error.empty())
    error = "expected buffer " + std::to_string(life - lives.begin()) +
            " to be written before step " + std::to_string(step) + " reads it";
  use(root);
}

void Lives::call(Operation *op, Written &written) {
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      op, cast<func::CallOp>(op).getCalleeAttr());
  auto writes = [&](unsigned index) {
    return bool(kernel.getArgAttr(index, "program.result"));
  };
  for (auto [index, operand] : llvm::enumerate(op->getOperands()))
    if (!writes(index) || kernel.getArgAttr(index, "program.updates"))
      read(rootOf(operand), written);
  for (auto [index, operand] : llvm::enumerate(op->getOperands()))
    if (writes(index)) {
      use(rootOf(operand));
      written.insert(rootOf(operand));
    }
  ++step;
}

/// What is written whole in a loop of no step is not written; the parts of a
/// stack are as many as there are steps.
static void addStacks(Operation *loop, llvm::DenseSet<Value> &written,
                      const llvm::DenseSet<Value> &inside) {
  loop->walk([&](tenfold::program::SliceOp part) {
    Value stack = Lives::rootOf(part);
    if (inside.contains(stack))
      written.insert(stack);
  });
}

void Lives::loop(Operation *op, Written &written) {
  int64_t begin = step;
  used.emplace_back();
  if (auto repeat = dyn_cast<scf::WhileOp>(op)) {
    walk(repeat.getBefore().front(), written);
    Written body = written;
    walk(repeat.getAfter().front(), body);
  } else {
    Written body = written;
    walk(op->getRegion(0).front(), body);
    addStacks(op, written, body);
  }
  for (Value root : used.pop_back_val()) {
    Life &life = lives[root];
    if (op->isAncestor(root.getDefiningOp()))
      continue;
    life.first = std::min(life.first, begin);
    life.last = std::max(life.last, step - 1);
  }
}

void Lives::walk(Operation *op, Written &written) {
  if (isa<func::CallOp>(op))
    return call(op, written);
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return read(rootOf(load.getMemRef()), written);
  if (isa<scf::ForOp, scf::WhileOp>(op))
    return loop(op, written);
  auto branch = dyn_cast<scf::IfOp>(op);
  if (!branch)
    return;
  Written otherwise = written;
  walk(branch.getThenRegion().front(), written);
  if (!branch.getElseRegion().empty())
    walk(branch.getElseRegion().front(), otherwise);
  llvm::set_intersect(written, otherwise);
}

void Lives::walk(Block &block, Written &written) {
  for (Operation &op : block)
    walk(&op, written);
}
