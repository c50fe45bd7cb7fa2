//===- Emit.cpp - loops and vectors of one group --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// for each row: for each stage: values equal on all lanes; the loop over lanes;
// the merge of partial results.

#include "lib/Transforms/VectorizeGenerics/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold::vectorize;

// Vectors of partial results of a reduction along the lanes. Part of the bits
// of every such sum: four chains hide the latency of an addition (4 cycles at
// one or two a cycle) well enough, and short rows still fill them.
constexpr unsigned kPartials = 4;

// Vectors of an element-wise loop in flight. Two halve the time of a GELU on
// AVX2, where one chain of some hundred cycles fills the scheduler; they do not
// change any bit.
constexpr unsigned kUnroll = 2;

namespace {

/// One member of a stage while its loops are emitted.
struct Running {
  const OpPlan &plan;
  Lanes lanes;
  SmallVector<Value> ivs;
  /// Where its partial results begin among the carried values.
  unsigned partials = 0;

  Value accumulator(unsigned result) const {
    return plan.op.getRegionOutputArgs()[result];
  }
};

class GroupEmitter {
public:
  GroupEmitter(OpBuilder &b, const Group &group) : b(b), group(group) {}
  void emit();

private:
  Running start(const OpPlan &plan, ValueRange rowIvs);
  void store(const OpPlan &plan, unsigned result, Value value, ValueRange ivs,
             const Step *step);
  void emitScalars(const Stage &stage, ValueRange rowIvs);
  void emitLanes(const Stage &stage, ValueRange rowIvs);
  void emitStep(MutableArrayRef<Running> running, const Step &step,
                unsigned partial, SmallVectorImpl<Value> &carried);
  void accumulate(Running &member, const Step &step, ArrayRef<Value> values,
                  unsigned partial, SmallVectorImpl<Value> &carried);
  Value merge(const Running &member, unsigned result, ArrayRef<Value> carried);
  void finish(Running &member, ArrayRef<Value> carried);

  OpBuilder &b;
  const Group &group;
  Held rows;
};

} // namespace

Running GroupEmitter::start(const OpPlan &plan, ValueRange rowIvs) {
  Running member{plan, Lanes(plan), SmallVector<Value>(plan.op.getNumLoops()),
                 0};
  for (auto [loop, iv] : llvm::zip_equal(plan.outer, rowIvs))
    member.ivs[loop] = iv;
  return member;
}

void GroupEmitter::store(const OpPlan &plan, unsigned result, Value value,
                         ValueRange ivs, const Step *step) {
  linalg::LinalgOp op = plan.op;
  OpOperand *init = op.getDpsInitOperand(result);
  if (group.isTransient(init->get()))
    return;
  AffineMap map = op.getMatchingIndexingMap(init);
  if (step)
    storeLanes(b, *step, value, init->get(), map, ivs, plan.lane);
  else
    storeScalar(b, op.getLoc(), value, init->get(), map, ivs);
}

void GroupEmitter::emitScalars(const Stage &stage, ValueRange rowIvs) {
  for (unsigned index : stage.members) {
    Running member = start(group.ops()[index], rowIvs);
    member.lanes.emitUniform(b, member.ivs, rows);
    linalg::LinalgOp op = member.plan.op;
    for (auto [result, value] : llvm::enumerate(member.lanes.scalarResults())) {
      rows[op.getDpsInitOperand(result)->get()] = value;
      store(member.plan, result, value, member.ivs, nullptr);
    }
  }
}

void GroupEmitter::accumulate(Running &member, const Step &step,
                              ArrayRef<Value> values, unsigned partial,
                              SmallVectorImpl<Value> &carried) {
  for (auto [result, combiner] : llvm::enumerate(member.plan.combiners)) {
    Value value = values[result];
    if (step.mask) {
      auto identity = DenseElementsAttr::get(cast<VectorType>(value.getType()),
                                             Attribute(identityOf(combiner)));
      Value neutral = arith::ConstantOp::create(b, step.loc, identity);
      value = arith::SelectOp::create(b, step.loc, step.mask, value, neutral);
    }
    MutableArrayRef<Value> sums = MutableArrayRef(carried).slice(
        member.partials + result * kPartials, kPartials);
    auto add = [&](unsigned at) {
      return combinePartial(b, combiner, sums[at], value,
                            member.accumulator(result));
    };
    if (!step.number) {
      sums[partial] = add(partial);
      continue;
    }
    for (unsigned at = 0; at < kPartials; ++at) {
      Value number = arith::ConstantIndexOp::create(b, step.loc, at);
      Value isIt = arith::CmpIOp::create(b, step.loc, arith::CmpIPredicate::eq,
                                         step.number, number);
      sums[at] = arith::SelectOp::create(b, step.loc, isIt, add(at), sums[at]);
    }
  }
}

void GroupEmitter::emitStep(MutableArrayRef<Running> running, const Step &step,
                            unsigned partial, SmallVectorImpl<Value> &carried) {
  Held vectors;
  for (Running &member : running) {
    member.ivs[member.plan.lane] = step.first;
    SmallVector<Value> values =
        member.lanes.emitVector(b, step, member.ivs, vectors);
    if (member.plan.reducesLanes()) {
      accumulate(member, step, values, partial, carried);
      continue;
    }
    linalg::LinalgOp op = member.plan.op;
    for (auto [result, value] : llvm::enumerate(values)) {
      vectors[op.getDpsInitOperand(result)->get()] = value;
      store(member.plan, result, value, member.ivs, &step);
    }
  }
}

/// (0+1)+(2+3), then the upper half of the vector onto the lower until one lane
/// is left.
Value GroupEmitter::merge(const Running &member, unsigned result,
                          ArrayRef<Value> carried) {
  Operation *combiner = member.plan.combiners[result];
  Location loc = combiner->getLoc();
  Value accumulator = member.accumulator(result);
  SmallVector<Value> partials(
      carried.slice(member.partials + result * kPartials, kPartials));
  for (; partials.size() > 1; partials.truncate(partials.size() / 2))
    for (unsigned i = 0; i < partials.size() / 2; ++i)
      partials[i] = combinePartial(b, combiner, partials[2 * i],
                                   partials[2 * i + 1], accumulator);
  Value vector = partials.front();
  for (unsigned half = member.plan.width / 2; half > 0; half /= 2) {
    auto lower = llvm::to_vector(llvm::seq<int64_t>(0, half)),
         upper = llvm::to_vector(llvm::seq<int64_t>(half, 2 * half));
    Value low = vector::ShuffleOp::create(b, loc, vector, vector, lower);
    Value high = vector::ShuffleOp::create(b, loc, vector, vector, upper);
    vector = combinePartial(b, combiner, low, high, accumulator);
  }
  return vector::ExtractOp::create(b, loc, vector, 0);
}

void GroupEmitter::finish(Running &member, ArrayRef<Value> carried) {
  if (!member.plan.reducesLanes())
    return;
  linalg::LinalgOp op = member.plan.op;
  for (auto [result, combiner] : llvm::enumerate(member.plan.combiners)) {
    OpOperand *init = op.getDpsInitOperand(result);
    Value total = merge(member, result, carried);
    Value before = rows.lookup(init->get());
    if (!before)
      before = loadScalar(b, op.getLoc(), init->get(),
                          op.getMatchingIndexingMap(init), member.ivs);
    // The total is no NaN where the accumulator must not tell one.
    Value after =
        combinePartial(b, combiner, total, before, member.accumulator(result));
    rows[init->get()] = after;
    store(member.plan, result, after, member.ivs, nullptr);
  }
}

void GroupEmitter::emitLanes(const Stage &stage, ValueRange rowIvs) {
  SmallVector<Running> running;
  SmallVector<Value> carried;
  for (unsigned index : stage.members) {
    running.push_back(start(group.ops()[index], rowIvs));
    running.back().partials = carried.size();
    for (Operation *combiner : running.back().plan.combiners) {
      TypedAttr identity = identityOf(combiner);
      auto type = VectorType::get({stage.width}, identity.getType());
      Value neutral = arith::ConstantOp::create(
          b, combiner->getLoc(),
          DenseElementsAttr::get(type, Attribute(identity)));
      carried.append(kPartials, neutral);
    }
  }
  // Only a lone op has further reductions, and they surround its lanes.
  linalg::LinalgOp first = running.front().plan.op;
  Value extent = extentOf(b, first, running.front().plan.lane);
  auto folded = openLoops(b, first, running.front().plan.folded,
                          running.front().ivs, carried);
  for (Running &member : running)
    member.lanes.emitUniform(b, member.ivs, rows);
  emitLaneLoop(b, first.getLoc(), extent, stage.width,
               carried.empty() ? kUnroll : kPartials, carried,
               [&](OpBuilder &, ArrayRef<Step> steps) {
                 for (auto [partial, step] : llvm::enumerate(steps))
                   emitStep(running, step, partial, carried);
               });
  closeLoops(b, folded, carried);
  for (Running &member : running)
    finish(member, carried);
}

void GroupEmitter::emit() {
  const OpPlan &outermost = group.ops().front();
  SmallVector<Value> ivs(outermost.op.getNumLoops()), nothing;
  auto loops = openLoops(b, outermost.op, outermost.outer, ivs, nothing);
  auto rowIvs = llvm::map_to_vector(outermost.outer,
                                    [&](unsigned loop) { return ivs[loop]; });
  for (const Stage &stage : group.stages()) {
    if (stage.scalar)
      emitScalars(stage, rowIvs);
    else
      emitLanes(stage, rowIvs);
  }
  closeLoops(b, loops, nothing);
}

void tenfold::vectorize::emitGroup(OpBuilder &b, const Group &group) {
  GroupEmitter(b, group).emit();
}
