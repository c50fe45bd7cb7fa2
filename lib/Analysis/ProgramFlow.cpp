//===- ProgramFlow.cpp - loops and branches of a program ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps are numbered in the order of the text. A buffer's life is an interval
// of these numbers; one that a loop finds and leaves lives through all of it,
// for the next step may read what the last one wrote.

#include "lib/Analysis/Polynomial.h"
#include "lib/Analysis/ProgramReader.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tenfold;
using Kind = ProgramFlow::Kind;

LogicalResult ProgramReader::readSlice(program::SliceOp op,
                                       ProgramAccess &access) {
  Value index = op.getIndex();
  AffineExpr first = constant(0), step = constant(1);
  if (auto down = index.getDefiningOp<arith::SubIOp>()) {
    first = sizeOf(down.getLhs());
    step = constant(-1);
    index = down.getRhs();
  }
  auto loop = counters.find(index);
  AffineExpr bytes = bytesOf(op.getResult());
  if (loop == counters.end() || !first || !bytes)
    return op.emitOpError("expected a part at the counter of a loop, or at a "
                          "size less it");
  access.slices.push_back({loop->second, canonicalSize(first * bytes),
                           canonicalSize(step * bytes)});
  return success();
}

LogicalResult ProgramReader::readCondition(Kind kind, Value scalar) {
  auto load = scalar.getDefiningOp<memref::LoadOp>();
  if (!load || !load.getIndices().empty())
    return emitError(scalar.getLoc(),
                     "expected a condition that is read from memory");
  auto read = access(load, load.getMemRef());
  if (failed(read))
    return failure();
  if (read->isBuffer) {
    ProgramBuffer &buffer = form.buffers[read->index];
    if (buffer.first < 0)
      return load.emitOpError("expected buffer ")
             << read->index << " to be written before it is read";
    buffer.last = form.steps.size(); // the step that waits for it
  }
  mark(kind);
  form.flow.back().condition = *read;
  return success();
}

LogicalResult ProgramReader::readLoop(scf::ForOp loop) {
  AffineExpr trips = sizeOf(loop.getUpperBound());
  if (!trips || !isConstantIntValue(loop.getLowerBound(), 0) ||
      !isConstantIntValue(loop.getStep(), 1) || loop.getNumResults() != 0)
    return loop.emitOpError("expected a loop from 0 to a size by steps of 1, "
                            "without results");
  unsigned number = form.loops++;
  counters[loop.getInductionVar()] = number;
  auto add = [&](Kind kind) {
    mark(kind);
    form.flow.back().loop = number;
    form.flow.back().trips = trips;
  };
  add(Kind::Loop);
  if (failed(readBlock(*loop.getBody())))
    return failure();
  add(Kind::EndLoop);
  return success();
}

LogicalResult ProgramReader::readLoop(scf::WhileOp loop) {
  scf::ConditionOp tested = loop.getConditionOp();
  if (loop.getNumResults() != 0 || !loop.getInits().empty())
    return loop.emitOpError("expected a loop that carries nothing");
  mark(Kind::While);
  if (failed(readBlock(loop.getBefore().front())) ||
      failed(readCondition(Kind::Test, tested.getCondition())) ||
      failed(readBlock(loop.getAfter().front())))
    return failure();
  mark(Kind::EndWhile);
  return success();
}

LogicalResult ProgramReader::readBranch(scf::IfOp branch) {
  if (branch.getNumResults() != 0 || branch.getElseRegion().empty())
    return branch.emitOpError("expected two branches without results");
  if (failed(readCondition(Kind::If, branch.getCondition())) ||
      failed(readBlock(branch.getThenRegion().front())))
    return failure();
  mark(Kind::Else);
  if (failed(readBlock(branch.getElseRegion().front())))
    return failure();
  mark(Kind::EndIf);
  return success();
}

LogicalResult ProgramReader::readLoop(Operation *op) {
  size_t outside = form.buffers.size();
  int64_t first = form.steps.size();
  auto loop = dyn_cast<scf::ForOp>(op);
  if (failed(loop ? readLoop(loop) : readLoop(cast<scf::WhileOp>(op))))
    return failure();
  int64_t last = int64_t(form.steps.size()) - 1;
  for (ProgramBuffer &buffer :
       MutableArrayRef(form.buffers).take_front(outside))
    if (buffer.last >= first) {
      buffer.first = std::min(buffer.first, first);
      buffer.last = last;
    }
  return success();
}

LogicalResult ProgramReader::readOp(Operation *op) {
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return readBuffer(view);
  if (auto call = dyn_cast<func::CallOp>(op))
    return readStep(call);
  if (isa<scf::ForOp, scf::WhileOp>(op))
    return readLoop(op);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return readBranch(branch);
  bool known =
      isa<func::ReturnOp, memref::LoadOp, scf::YieldOp, scf::ConditionOp>(op) ||
      isMemoryEffectFree(op);
  return known ? success()
               : op->emitOpError("expected only kernel calls, views and sizes "
                                 "in the program form");
}

LogicalResult ProgramReader::readBlock(Block &block) {
  for (Operation &op : block)
    if (failed(readOp(&op)))
      return failure();
  return success();
}
