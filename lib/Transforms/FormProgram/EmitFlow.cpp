//===- EmitFlow.cpp - loops and branches on buffers -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A carried value has the buffer that it starts in; the last calls of a step
// write it. What a step stacks is written to its part of the stack, and what
// branches give to the buffer of the branch's result.

#include "dialects/Program/Program.h"
#include "lib/Analysis/Polynomial.h"
#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h"
#include "lib/Transforms/FormProgram/Emitter.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tenfold;

AffineExpr Emitter::sizeOfIndex(Value index) {
  return tenfold::sizeOfIndex(index, [&](Value leaf) -> AffineExpr {
    auto dim = leaf.getDefiningOp<tensor::DimOp>();
    return dim ? form.dims.of(dim.getSource())[*dim.getConstantIndex()]
               : AffineExpr();
  });
}

/// The part of `buffer` at the counter of a loop, or at that from the end.
Value Emitter::slice(OffsetSizeAndStrideOpInterface op, Value buffer,
                     Type type) {
  Value index = cast<Value>(op.getMixedOffsets().front());
  if (auto fromEnd = index.getDefiningOp<arith::SubIOp>())
    index = arith::SubIOp::create(b, op.getLoc(),
                                  sizeOf(sizeOfIndex(fromEnd.getLhs())),
                                  counters.lookup(fromEnd.getRhs()));
  else
    index = counters.lookup(index);
  return program::SliceOp::create(b, op.getLoc(), bufferType(type), buffer,
                                  index);
}

Value Emitter::condition(Value scalar) {
  auto element = scalar.getDefiningOp<tensor::ExtractOp>();
  return memref::LoadOp::create(b, element.getLoc(),
                                bufferOf(element.getTensor()));
}

void Emitter::bindCarried(Operation *loop) {
  for (const Carried &carried : carriedBy(loop))
    buffers[carried.value] = bufferOf(carried.init->get());
  for (Value result : loop->getResults())
    buffers[result] = bufferOf(takesOver(result));
}

void Emitter::giveNext(Operation *loop) {
  for (const Carried &carried : carriedBy(loop)) {
    Value next = carried.next->get(), buffer = buffers.lookup(carried.value);
    if (auto stacking = carried.stacking()) {
      Value part = stacking.getSource();
      given[storageOf(part)] = {part, slice(stacking, buffer, part.getType())};
    } else if (storageOf(next) != carried.value) {
      given[next] = {next, buffer};
    }
  }
}

/// Views that are made inside a region are not seen outside of it.
void Emitter::emitInside(Block &from, Block *to, function_ref<void()> give,
                         function_ref<void()> end) {
  auto outside = buffers;
  b.setInsertionPointToStart(to);
  give();
  emit(from);
  end();
  buffers = std::move(outside);
}

void Emitter::emitLoop(scf::ForOp loop) {
  bindCarried(loop);
  auto constant = [&](int64_t value) {
    return sizeOf(getAffineConstantExpr(value, old.getContext()));
  };
  auto emitted = scf::ForOp::create(b, loop.getLoc(), constant(0),
                                    sizeOf(sizeOfIndex(loop.getUpperBound())),
                                    constant(1));
  counters[loop.getInductionVar()] = emitted.getInductionVar();
  OpBuilder::InsertionGuard guard(b);
  emitInside(*loop.getBody(), emitted.getBody(), [&] { giveNext(loop); });
}

void Emitter::emitLoop(scf::WhileOp loop) {
  bindCarried(loop);
  Location loc = loop.getLoc();
  auto emitted = scf::WhileOp::create(b, loc, TypeRange(), ValueRange());
  OpBuilder::InsertionGuard guard(b);
  Block *test = b.createBlock(&emitted.getBefore()),
        *body = b.createBlock(&emitted.getAfter());
  Value scalar = loop.getConditionOp().getCondition();
  emitInside(
      loop.getBefore().front(), test, [] {},
      [&] {
        scf::ConditionOp::create(b, loc, condition(scalar), ValueRange());
      });
  emitInside(
      loop.getAfter().front(), body,
      [&] {
        for (Value argument : loop.getAfterArguments())
          buffers[argument] = bufferOf(takesOver(argument));
        giveNext(loop);
      },
      [&] { scf::YieldOp::create(b, loc); });
}

void Emitter::emitBranch(scf::IfOp branch) {
  Location loc = branch.getLoc();
  for (Value result : branch.getResults())
    buffers[result] = bufferOfResult(loc, result);
  auto emitted = scf::IfOp::create(b, loc, condition(branch.getCondition()),
                                   /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  for (auto [from, to] :
       llvm::zip_equal(branch.getRegions(), emitted.getRegions()))
    emitInside(from->front(), &to->front(), [&] {
      ValueRange values = from->front().getTerminator()->getOperands();
      for (auto [value, result] : llvm::zip_equal(values, branch.getResults()))
        given[storageOf(value)] = {value, buffers.lookup(result)};
    });
}
