//===- OpPlan.cpp - how one linalg op becomes vectors ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The choice of the lane looks at maps, strides and types only, never at
// extents or offsets: the order of a reduction follows from it, and must not
// change with the tile.

#include "lib/Transforms/VectorizeGenerics/OpPlan.h"

#include "lib/Transforms/VectorizeGenerics/Access.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tenfold::vectorize;

// Scores of one access. A lane-by-lane access costs about a scalar load per
// lane, so one outweighs any few vectors.
constexpr int kContiguous = 2, kContiguousStore = 3, kByLane = -8,
              kStoreByLane = -9;

// Widest vector, elements: bytes in a 512-bit register.
constexpr unsigned kMaxWidth = 64;

OpOperand &tenfold::vectorize::contributionOf(Operation *combiner,
                                              Value accumulator) {
  return combiner->getOpOperand(combiner->getOperand(0) == accumulator ? 1 : 0);
}

Value tenfold::vectorize::combinePartial(OpBuilder &b, Operation *combiner,
                                         Value partial, Value contribution,
                                         Value accumulator) {
  Location loc = combiner->getLoc();
  if (isa<arith::MaxNumFOp, arith::MinNumFOp>(combiner)) {
    bool isMax = isa<arith::MaxNumFOp>(combiner);
    Value better = arith::CmpFOp::create(
        b, loc, isMax ? arith::CmpFPredicate::OGT : arith::CmpFPredicate::OLT,
        contribution, partial);
    return arith::SelectOp::create(b, loc, better, contribution, partial);
  }
  bool left = combiner->getOperand(0) == accumulator;
  IRMapping mapping;
  mapping.map(combiner->getOperand(0), left ? partial : contribution);
  mapping.map(combiner->getOperand(1), left ? contribution : partial);
  Operation *clone = b.clone(*combiner, mapping);
  clone->getResult(0).setType(partial.getType());
  return clone->getResult(0);
}

static TypedAttr floatIdentity(Operation *combiner, FloatType type) {
  OpBuilder b(combiner->getContext());
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  if (isa<arith::AddFOp>(combiner))
    return b.getFloatAttr(type,
                          -0.0); // +0.0 would turn a sum of -0.0 into +0.0
  if (isa<arith::MulFOp>(combiner))
    return b.getFloatAttr(type, 1.0);
  if (isa<arith::MaximumFOp, arith::MaxNumFOp>(combiner))
    return b.getFloatAttr(type, APFloat::getInf(semantics, /*Negative=*/true));
  if (isa<arith::MinimumFOp, arith::MinNumFOp>(combiner))
    return b.getFloatAttr(type, APFloat::getInf(semantics));
  return {};
}

TypedAttr tenfold::vectorize::identityOf(Operation *combiner) {
  Type type = combiner->getResult(0).getType();
  if (auto floatType = dyn_cast<FloatType>(type))
    return floatIdentity(combiner, floatType);
  auto intType = dyn_cast<IntegerType>(type);
  if (!intType)
    return {};
  unsigned bits = intType.getWidth();
  auto integer = [&](const APInt &value) {
    return IntegerAttr::get(intType, value);
  };
  if (isa<arith::AddIOp, arith::OrIOp, arith::XOrIOp, arith::MaxUIOp>(combiner))
    return integer(APInt::getZero(bits));
  if (isa<arith::MulIOp>(combiner))
    return integer(APInt(bits, 1));
  if (isa<arith::AndIOp, arith::MinUIOp>(combiner))
    return integer(APInt::getAllOnes(bits));
  if (isa<arith::MaxSIOp>(combiner))
    return integer(APInt::getSignedMinValue(bits));
  if (isa<arith::MinSIOp>(combiner))
    return integer(APInt::getSignedMaxValue(bits));
  return {};
}

bool tenfold::vectorize::findCombiners(
    linalg::LinalgOp op, SmallVectorImpl<Operation *> &combiners) {
  Operation *yield = op.getBlock()->getTerminator();
  for (auto [out, yielded] :
       llvm::zip_equal(op.getRegionOutputArgs(), yield->getOperands())) {
    Operation *combiner = yielded.getDefiningOp();
    if (!combiner || combiner->getNumOperands() != 2 || !out.hasOneUse() ||
        *out.user_begin() != combiner || !yielded.hasOneUse() ||
        combiner->getBlock() != op.getBlock() || !identityOf(combiner))
      return false;
    combiners.push_back(combiner);
  }
  return !combiners.empty();
}

static bool keepsSteps(Operation *op, const OpPlan &plan) {
  auto is = [&](unsigned i, Vary vary) {
    return plan.of(op->getOperand(i)) == vary;
  };
  if (isa<arith::AddIOp>(op))
    return (is(0, Vary::Steps) && is(1, Vary::Uniform)) ||
           (is(0, Vary::Uniform) && is(1, Vary::Steps));
  if (isa<arith::SubIOp>(op))
    return is(0, Vary::Steps) && is(1, Vary::Uniform);
  // A narrower integer might wrap between two lanes.
  return isa<arith::IndexCastOp>(op) && is(0, Vary::Steps) &&
         (op->getResult(0).getType().isIndex() ||
          op->getResult(0).getType().isInteger(64));
}

static FailureOr<Vary> varyOf(Operation *op, const OpPlan &plan) {
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    return static_cast<int64_t>(index.getDim()) == plan.lane ? Vary::Steps
                                                             : Vary::Uniform;
  bool uniform = llvm::all_of(
      op->getOperands(), [&](Value v) { return plan.of(v) == Vary::Uniform; });
  if (isa<memref::LoadOp>(op))
    return uniform ? Vary::Uniform : Vary::Lanes;
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op) ||
      op->getNumResults() != 1)
    return failure();
  if (uniform)
    return Vary::Uniform;
  if (keepsSteps(op, plan))
    return Vary::Steps;
  if (!OpTrait::hasElementwiseMappableTraits(op))
    return failure();
  return Vary::Lanes;
}

static LogicalResult classify(OpPlan &plan, std::string &why) {
  for (OpOperand &operand : plan.op->getOpOperands()) {
    bool varies =
        plan.lane >= 0 &&
        plan.op.getMatchingIndexingMap(&operand).isFunctionOfDim(plan.lane);
    plan.vary[plan.op.getMatchingBlockArgument(&operand)] =
        varies ? Vary::Lanes : Vary::Uniform;
  }
  for (Operation &op : plan.op.getBlock()->without_terminator()) {
    FailureOr<Vary> vary = varyOf(&op, plan);
    if (failed(vary)) {
      why = ("expected an element-wise op in the region, got " +
             op.getName().getStringRef())
                .str();
      return failure();
    }
    plan.vary[op.getResult(0)] = *vary;
  }
  return success();
}

static int scoreOfLoad(memref::LoadOp load, const OpPlan &plan) {
  if (plan.of(load.getResult()) == Vary::Uniform)
    return 0;
  ValueRange indices = load.getIndices();
  bool rowUniform = llvm::all_of(indices.drop_back(), [&](Value v) {
    return plan.of(v) == Vary::Uniform;
  });
  bool contiguous = rowUniform && plan.of(indices.back()) == Vary::Steps &&
                    load.getMemRefType().isLastDimUnitStride();
  return contiguous ? kContiguous : kByLane;
}

static int scoreOf(const OpPlan &plan) {
  int score = 0;
  for (OpOperand &operand : plan.op->getOpOperands()) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    AffineMap map = plan.op.getMatchingIndexingMap(&operand);
    if (!type || !map.isFunctionOfDim(plan.lane))
      continue;
    bool stored = plan.op.isDpsInit(&operand);
    if (isContiguous(map, plan.lane, type))
      score += stored ? kContiguousStore : kContiguous;
    else
      score += stored ? kStoreByLane : kByLane;
  }
  for (Operation &op : *plan.op.getBlock())
    if (auto load = dyn_cast<memref::LoadOp>(op))
      score += scoreOfLoad(load, plan);
  return score;
}

static FailureOr<OpPlan> planLane(linalg::LinalgOp op, unsigned lane,
                                  std::string &why) {
  OpPlan plan(op, lane);
  bool reduces =
      op.getIteratorTypesArray()[lane] == utils::IteratorType::reduction;
  for (auto [loop, type] : llvm::enumerate(op.getIteratorTypesArray()))
    if (loop != lane)
      (type == utils::IteratorType::parallel ? plan.outer : plan.folded)
          .push_back(loop);
  for (OpOperand &init : op.getDpsInitsMutable())
    if (op.getMatchingIndexingMap(&init).isFunctionOfDim(lane) == reduces) {
      why = "expected results to be indexed by all parallel loops and by no "
            "reduction";
      return failure();
    }
  if (reduces && !findCombiners(op, plan.combiners)) {
    why = "expected one known combiner per result of a reduction along a row";
    return failure();
  }
  if (failed(classify(plan, why)))
    return failure();
  return plan;
}

static unsigned widthOf(linalg::LinalgOp op, unsigned vectorBits) {
  unsigned floats = 0, integers = 8;
  auto see = [&](Type type) {
    if (auto floatType = dyn_cast<FloatType>(type))
      floats = std::max(floats, floatType.getWidth());
    else if (auto intType = dyn_cast<IntegerType>(type))
      integers = std::max(integers, intType.getWidth());
  };
  for (Value argument : op.getBlock()->getArguments())
    see(argument.getType());
  for (Operation &inner : *op.getBlock())
    for (Type type : inner.getResultTypes())
      see(type);
  unsigned width = vectorBits / (floats ? floats : integers);
  return std::clamp(width, 1u, kMaxWidth);
}

/// Whether a result has an element for each step of a reduction, which then has
/// to run in order.
static bool isScan(linalg::LinalgOp op) {
  SmallVector<unsigned> reductions;
  op.getReductionDims(reductions);
  return llvm::any_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    return llvm::any_of(reductions,
                        [&](unsigned dim) { return map.isFunctionOfDim(dim); });
  });
}

FailureOr<OpPlan> tenfold::vectorize::planOp(linalg::LinalgOp op,
                                             unsigned vectorBits,
                                             std::string &why) {
  if (isScan(op)) {
    why = "expected no result for each step of a reduction";
    return failure();
  }
  if (op.getNumLoops() == 0) {
    OpPlan plan(op);
    if (failed(classify(plan, why)))
      return failure();
    return plan;
  }
  std::optional<OpPlan> best;
  int bestScore = 0;
  for (unsigned lane = 0; lane < op.getNumLoops(); ++lane) {
    FailureOr<OpPlan> plan = planLane(op, lane, why);
    if (failed(plan))
      continue;
    int score = scoreOf(*plan);
    if (!best || score >= bestScore)
      best = std::move(*plan), bestScore = score;
  }
  if (!best)
    return failure();
  best->width = widthOf(op, vectorBits);
  return *best;
}

OpPlan tenfold::vectorize::asScalarStep(const OpPlan &plan) {
  OpPlan scalar(plan.op);
  llvm::append_range(scalar.outer,
                     llvm::seq<unsigned>(0, plan.op.getNumLoops()));
  std::string why;
  (void)classify(scalar, why); // without a lane everything is uniform
  return scalar;
}
