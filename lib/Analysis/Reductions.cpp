//===- Reductions.cpp - sums and maxima, and what is used by nothing else -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/Reductions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tenfold;

bool tenfold::hasProjections(linalg::GenericOp op) {
  return op.hasPureTensorSemantics() &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return map.isProjectedPermutation();
         });
}

bool tenfold::isElementwise(linalg::GenericOp op) {
  return hasProjections(op) && op.getNumResults() == 1 &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isPermutation();
}

/// Whether `init` is filled with the identity of the reduction.
static bool startsFrom(Value init, const APFloat &identity) {
  auto fill = init.getDefiningOp<linalg::FillOp>();
  FloatAttr value;
  return fill && matchPattern(fill.getInputs()[0], m_Constant(&value)) &&
         value.getValue().compare(identity) == APFloat::cmpEqual;
}

std::optional<Reduction> tenfold::matchReduction(linalg::GenericOp op) {
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  if (loops.size() != 1 || op.getNumResults() != 1 ||
      op.getMatchingIndexingMap(op.getDpsInitOperand(0)).getNumResults() + 1 !=
          op.getNumLoops())
    return std::nullopt;
  Block *body = op.getBlock();
  Operation *combiner = body->getTerminator()->getOperand(0).getDefiningOp();
  Value out = body->getArguments().back();
  if (!combiner || !out.hasOneUse() || *out.user_begin() != combiner ||
      !isa<arith::AddFOp, arith::MaximumFOp, arith::MinimumFOp>(combiner))
    return std::nullopt;
  Value term = combiner->getOperand(combiner->getOperand(0) == out ? 1 : 0);
  bool isSum = isa<arith::AddFOp>(combiner),
       isMin = isa<arith::MinimumFOp>(combiner);
  auto &semantics = cast<FloatType>(out.getType()).getFloatSemantics();
  APFloat identity = isSum ? APFloat::getZero(semantics)
                           : APFloat::getInf(semantics, /*Negative=*/!isMin);
  if (!startsFrom(op.getDpsInits()[0], identity))
    return std::nullopt;
  return Reduction{loops[0], isSum, isMin, term};
}

/// The loop along dimension `dim` of the only operand that `value` is.
static std::optional<unsigned> loopAlong(linalg::GenericOp op, Value value,
                                         unsigned dim) {
  std::optional<unsigned> loop;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    if (operand->get() != value)
      continue;
    unsigned at = op.getMatchingIndexingMap(operand).getDimPosition(dim);
    if (loop && *loop != at)
      return std::nullopt;
    loop = at;
  }
  return loop;
}

std::optional<unsigned>
tenfold::countReductions(Value value, unsigned dim,
                         function_ref<bool(Operation *)> isOther) {
  unsigned count = 0;
  for (Operation *user : llvm::SmallSetVector<Operation *, 4>(
           value.user_begin(), value.user_end())) {
    if (isOther && isOther(user))
      continue;
    auto op = dyn_cast<linalg::GenericOp>(user);
    if (!op || !hasProjections(op) ||
        llvm::is_contained(op.getDpsInits(), value))
      return std::nullopt;
    std::optional<unsigned> loop = loopAlong(op, value, dim);
    auto reduction = matchReduction(op);
    if (loop && reduction && reduction->loop == *loop) {
      ++count;
      continue;
    }
    if (!loop || !isElementwise(op))
      return std::nullopt;
    AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    auto along =
        out.getResultPosition(getAffineDimExpr(*loop, op.getContext()));
    auto more = countReductions(op.getResult(0), *along, isOther);
    if (!more)
      return std::nullopt;
    count += *more;
  }
  return count;
}
