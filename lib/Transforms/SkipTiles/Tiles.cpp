//===- Tiles.cpp - parts of tiles, and tiles without a mask ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/SkipTiles/Tiles.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tenfold;

/// After so many elements of f32 the partial result repeats that a sum adds an
/// element to: four vectors of 512 bits (`VectorizeGenerics.td`). A tile that
/// begins later by a multiple of it adds what is left in the same order.
constexpr int64_t kSumPeriod = 64;

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// `end - counter` and its minimum with the step: the tile's size.
static arith::MinUIOp sizeOf(arith::SubIOp rest, scf::ForOp loop) {
  for (Operation *user : rest->getUsers())
    if (auto size = dyn_cast<arith::MinUIOp>(user))
      if (getConstantIntValue(size.getRhs()) ==
          getConstantIntValue(loop.getStep()))
        return size;
  return {};
}

static arith::SubIOp restOf(scf::ForOp loop) {
  for (Operation *user : loop.getInductionVar().getUsers())
    if (auto rest = dyn_cast<arith::SubIOp>(user))
      if (rest.getLhs() == loop.getUpperBound() && sizeOf(rest, loop))
        return rest;
  return {};
}

Value tenfold::tileSize(scf::ForOp loop) {
  arith::SubIOp rest = restOf(loop);
  return rest ? sizeOf(rest, loop).getResult() : Value();
}

/// The greatest multiple of `unit` up to `value`.
static Value floorTo(OpBuilder &b, Location loc, Value value, Value unit) {
  return b.createOrFold<arith::MulIOp>(
      loc, b.createOrFold<arith::DivUIOp>(loc, value, unit), unit);
}

/// Whether the counter says only where the tile begins, not which it is.
static bool isOffsetOnly(scf::ForOp loop) {
  return llvm::all_of(loop.getInductionVar().getUsers(), [](Operation *user) {
    return isa<arith::SubIOp, arith::AddIOp, arith::CmpIOp, arith::IndexCastOp,
               memref::SubViewOp>(user);
  });
}

/// The tile that holds `first` begins by whole periods later, and ends where it
/// did.
static void beginAt(scf::ForOp loop, arith::SubIOp rest, Value first) {
  OpBuilder b = OpBuilder::atBlockBegin(loop.getBody());
  Location loc = loop.getLoc();
  Value counter = loop.getInductionVar(),
        zero = arith::ConstantIndexOp::create(b, loc, 0);
  auto past = arith::SubIOp::create(b, loc, first, counter);
  Value cut = floorTo(b, loc, arith::MaxSIOp::create(b, loc, past, zero),
                      arith::ConstantIndexOp::create(b, loc, kSumPeriod));
  auto begin = arith::AddIOp::create(b, loc, counter, cut);
  SmallPtrSet<Operation *, 2> own{past, begin};
  counter.replaceAllUsesExcept(begin, own);
  arith::MinUIOp size = sizeOf(rest, loop);
  b.setInsertionPointAfter(size);
  Value left = arith::SubIOp::create(b, loc, loop.getStep(), cut);
  auto less = arith::MinUIOp::create(b, loc, size, left);
  size.getResult().replaceAllUsesExcept(less, less);
}

void tenfold::cutTiles(scf::ForOp loop, const Interval &kept) {
  OpBuilder b(loop);
  Location loc = loop.getLoc();
  arith::SubIOp rest = restOf(loop);
  if (kept.begin) {
    Value first = floorTo(b, loc, kept.begin, loop.getStep());
    loop.setLowerBound(
        b.createOrFold<arith::MaxSIOp>(loc, loop.getLowerBound(), first));
  }
  if (kept.end) {
    Value end =
        b.createOrFold<arith::MinSIOp>(loc, loop.getUpperBound(), kept.end);
    if (rest)
      rest.getLhsMutable().set(end);
    loop.setUpperBound(end);
  }
  if (kept.begin && rest && isOffsetOnly(loop))
    beginAt(loop, rest, kept.begin);
}

//===----------------------------------------------------------------------===//
// Full tiles
//===----------------------------------------------------------------------===//

/// The choices in `op` by one mask.
static SmallVector<Masked> masksOf(linalg::GenericOp op, scf::ForOp loop,
                                   ArrayRef<LinearForm> forms) {
  SmallVector<Masked> found;
  for (auto select : op.getBody()->getOps<arith::SelectOp>()) {
    Masked masked = maskOf(select, loop);
    if (masked.select && masked.keeps.isAll &&
        ArrayRef(masked.keeps.forms) == forms)
      found.push_back(masked);
  }
  return found;
}

/// Whether the tile lies within `full`.
static Value isFull(OpBuilder &b, scf::ForOp loop, Value size,
                    const Interval &full) {
  Location loc = loop.getLoc();
  Value begin = loop.getInductionVar(), result;
  auto require = [&](arith::CmpIPredicate predicate, Value x, Value y) {
    Value one = arith::CmpIOp::create(b, loc, predicate, x, y);
    result = result ? arith::AndIOp::create(b, loc, result, one) : one;
  };
  if (full.begin)
    require(arith::CmpIPredicate::sge, begin, full.begin);
  if (full.end)
    require(arith::CmpIPredicate::sle,
            arith::AddIOp::create(b, loc, begin, size), full.end);
  return result;
}

/// The ops from the first to the last of `masked`; views and buffers among them
/// move in front, for both branches. None where another op stands among them.
static SmallVector<Operation *> runOf(ArrayRef<linalg::GenericOp> masked) {
  Operation *first = masked.front(), *last = masked.back();
  SmallVector<Operation *> run;
  for (Operation *op = first; op != last; op = op->getNextNode())
    if (!isa<linalg::LinalgOp, memref::AllocOp>(op) && !isMemoryEffectFree(op))
      return run;
  for (Operation *op = first; op != last->getNextNode();) {
    Operation *next = op->getNextNode();
    if (isa<linalg::LinalgOp>(op))
      run.push_back(op);
    else
      op->moveBefore(first);
    op = next;
  }
  return run;
}

unsigned tenfold::splitFullTiles(scf::ForOp loop, linalg::GenericOp neutral,
                                 const Interval &full) {
  arith::SubIOp rest = restOf(loop);
  if (!rest)
    return 0;
  SmallVector<LinearForm> forms;
  for (auto select : neutral.getBody()->getOps<arith::SelectOp>())
    if (Masked mask = maskOf(select, loop); mask.select)
      forms = mask.keeps.forms;
  SmallVector<linalg::GenericOp> masked;
  for (auto op : loop.getOps<linalg::GenericOp>())
    if (!masksOf(op, loop, forms).empty())
      masked.push_back(op);
  SmallVector<Operation *> run = runOf(masked);
  if (run.empty())
    return 0;
  OpBuilder b(run.front());
  auto choice = scf::IfOp::create(b, loop.getLoc(),
                                  isFull(b, loop, sizeOf(rest, loop), full),
                                  /*withElseRegion=*/true);
  b.setInsertionPoint(choice.thenYield());
  for (Operation *op : run) {
    Operation *copy = b.clone(*op);
    if (auto generic = dyn_cast<linalg::GenericOp>(copy))
      for (Masked &mask : masksOf(generic, loop, forms))
        mask.select.replaceAllUsesWith(mask.isTrue
                                           ? mask.select.getTrueValue()
                                           : mask.select.getFalseValue());
  }
  for (Operation *op : run)
    op->moveBefore(choice.elseYield());
  return masked.size();
}
