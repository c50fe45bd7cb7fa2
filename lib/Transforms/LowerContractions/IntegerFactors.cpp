//===- IntegerFactors.cpp - factors that are scaled small integers --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Transforms/LowerContractions/IntegerFactors.h"

#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

#include <numeric>

using namespace mlir;
using namespace tenfold;

/// No block of a storage format is longer.
constexpr int64_t kLongestBlock = 256;

/// How many steps of k find an operand at one place.
static int64_t stepsAlike(const Contraction &found, OpOperand *operand) {
  AffineMap map = found.map(operand);
  MLIRContext *context = map.getContext();
  auto placeAt = [&](int64_t k) {
    SmallVector<AffineExpr> dims(map.getNumDims(),
                                 getAffineConstantExpr(0, context));
    dims[found.k.front()] = getAffineConstantExpr(k, context);
    return simplifyAffineMap(map.replaceDimsAndSymbols(dims, {}, 0, 0));
  };
  int64_t steps = 1;
  while (steps < kLongestBlock && placeAt(steps) == placeAt(0))
    steps *= 2;
  return steps;
}

static OpOperand *operandOf(const Contraction &found, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  linalg::LinalgOp op = found.op;
  return argument ? op.getMatchingOpOperand(argument) : nullptr;
}

bool tenfold::differsByStep(const Contraction &found, Value value) {
  if (OpOperand *operand = operandOf(found, value))
    return stepsAlike(found, operand) == 1;
  Operation *op = value.getDefiningOp();
  return isa<linalg::IndexOp>(op) ||
         llvm::any_of(op->getOperands(), [&](Value operand) {
           return differsByStep(found, operand);
         });
}

static std::optional<int64_t> constantOf(Value value) {
  IntegerAttr attribute;
  return matchPattern(value, m_Constant(&attribute))
             ? std::optional(attribute.getInt())
             : std::nullopt;
}

UnsignedInteger tenfold::unsignedOf(Value integer) {
  if (auto sub = integer.getDefiningOp<arith::SubIOp>())
    if (std::optional<int64_t> offset = constantOf(sub.getRhs())) {
      UnsignedInteger inner = unsignedOf(sub.getLhs());
      return {inner.value, inner.offset - *offset, inner.isSigned};
    }
  if (auto extend = integer.getDefiningOp<arith::ExtSIOp>())
    return {extend.getIn(), -128, true};
  return {integer, 0, false};
}

/// The largest value of an integer that bytes can compute; nothing for others.
static std::optional<int64_t> largest(Value value) {
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::ExtUIOp>(op) &&
      op->getOperand(0).getType().isInteger(8))
    return 255;
  if (!op || op->getNumOperands() != 2)
    return std::nullopt;
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  std::optional<int64_t> x = largest(lhs), constant = constantOf(rhs);
  if (isa<arith::ShRUIOp>(op))
    return x;
  if (isa<arith::AndIOp>(op) && constant) {
    // A bit of a word that has one for each step.
    auto shift = lhs.getDefiningOp<arith::ShRUIOp>();
    bool isBit = *constant == 1 && shift && isa<BlockArgument>(shift.getLhs());
    return x || isBit ? constant : std::nullopt;
  }
  if (isa<arith::ShLIOp>(op) && x && constant)
    return *x << *constant;
  if (std::optional<int64_t> y = largest(rhs); isa<arith::OrIOp>(op) && x && y)
    return *x | *y;
  return std::nullopt;
}

static bool fitsInBytes(Value integer) {
  UnsignedInteger found = unsignedOf(integer);
  return found.isSigned ? found.value.getType().isInteger(8)
                        : largest(found.value).value_or(256) < 256;
}

/// q of a factor t q + u, as it is converted to float; else null.
static Value integerOf(const Contraction &found, Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || isa<arith::SIToFPOp>(op))
    return op && fitsInBytes(op->getOperand(0)) ? op->getOperand(0) : Value();
  if (!isa<arith::MulFOp, arith::AddFOp, arith::SubFOp>(op))
    return {};
  bool first = differsByStep(found, op->getOperand(0)),
       second = differsByStep(found, op->getOperand(1));
  if (first == second || (second && isa<arith::SubFOp>(op)))
    return {};
  return integerOf(found, op->getOperand(first ? 0 : 1));
}

/// Finds x = s p with p extended from a signed byte.
static bool findRows(const Contraction &found, IntegerFactors &factors) {
  auto product = found.computedRows.getDefiningOp<arith::MulFOp>();
  if (!product)
    return false;
  auto convert = product.getLhs().getDefiningOp<arith::SIToFPOp>();
  auto extend =
      convert ? convert.getIn().getDefiningOp<arith::ExtSIOp>() : nullptr;
  if (!extend || !extend.getIn().getType().isInteger(8))
    return false;
  factors.p = operandOf(found, extend.getIn());
  factors.s = operandOf(found, product.getRhs());
  return factors.p == found.a && factors.s;
}

/// The steps after which every shift of the integer repeats.
static int64_t periodOf(Value integer) {
  int64_t period = 1;
  SmallVector<Value> work{integer};
  while (!work.empty()) {
    Operation *op = work.pop_back_val().getDefiningOp();
    if (!op)
      continue;
    llvm::append_range(work, op->getOperands());
    // (k / a) % b, and k % b
    if (!isa<arith::RemUIOp>(op))
      continue;
    auto div = op->getOperand(0).getDefiningOp<arith::DivUIOp>();
    int64_t count = constantOf(op->getOperand(1)).value_or(kLongestBlock),
            run = div ? constantOf(div.getRhs()).value_or(kLongestBlock) : 1;
    period = std::lcm(period, count * run);
  }
  return period;
}

std::optional<IntegerFactors> tenfold::matchIntegers(const Contraction &found) {
  IntegerFactors factors{};
  if (!found.computed || !found.computedRows || !findRows(found, factors))
    return std::nullopt;
  Value integer = integerOf(found, found.computed);
  if (!integer)
    return std::nullopt;
  factors.scaleSteps = factors.group = stepsAlike(found, factors.s);
  for (OpOperand *part : found.parts)
    if (int64_t steps = stepsAlike(found, part); steps > 1)
      factors.group = std::gcd(factors.group, steps);
  factors.unroll = std::lcm(factors.group, periodOf(integer));
  if (factors.group % kGroupedSteps != 0 || factors.unroll > kLongestBlock)
    return std::nullopt;
  return factors;
}
