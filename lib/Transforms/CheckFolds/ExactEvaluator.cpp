//===- ExactEvaluator.cpp - regions of folds on exact numbers -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/CheckFolds/ExactEvaluator.h"
#include "dialects/Fold/Fold.h"
#include "dialects/Interfaces/HostTensor.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace tenfold;

// Extent of what a region reads from above; its indices are below.
static constexpr int64_t kExtent = 3;

ExactTensor ExactTensor::filled(ArrayRef<int64_t> shape,
                                const ExactNumber &with) {
  ExactTensor tensor{SmallVector<int64_t>(shape), {}};
  tensor.elements.assign(ShapedType::getNumElements(shape), with);
  return tensor;
}

int64_t ExactTensor::offset(ArrayRef<int64_t> at) const {
  int64_t offset = 0;
  for (auto [size, i] : llvm::zip_equal(shape, at))
    offset = offset * size + i;
  return offset;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static ExactNumber ofAttribute(Attribute attr) {
  if (auto number = dyn_cast<FloatAttr>(attr))
    return ExactNumber::constant(number.getValueAsDouble());
  return ExactNumber::integer(
      cast<IntegerAttr>(attr).getValue().getSExtValue());
}

/// What the region uses from above may be anything, but is one thing: an
/// element of a tensor, or a scalar, drawn by the order in which they are met.
ExactNumber ExactEvaluator::captured(Value value, ArrayRef<int64_t> at) {
  unsigned number = above.try_emplace(value, above.size()).first->second;
  uint64_t seed = number + 1;
  for (int64_t i : at)
    seed = seed * 0x9e3779b97f4a7c15 + i + 1;
  seed ^= seed >> 29;
  Type type = getElementTypeOrSelf(value.getType());
  if (isa<FloatType>(type))
    return ExactNumber::generic(static_cast<int64_t>(seed % 7) - 3, seed);
  return ExactNumber::integer(type.isInteger(1) ? seed & 1 : seed % kExtent);
}

bool ExactEvaluator::read(tensor::ExtractOp op) {
  SmallVector<int64_t> at;
  ExactTensor index;
  for (Value value : op.getIndices()) {
    if (!lookup(value, index))
      return false;
    at.push_back(index.elements[0].asInteger());
  }
  if (!values.contains(op.getTensor()))
    return set(op, captured(op.getTensor(), at));
  const ExactTensor &tensor = values[op.getTensor()];
  for (auto [size, i] : llvm::zip_equal(tensor.shape, at))
    if (i < 0 || i >= size)
      return false;
  return set(op, ExactNumber(tensor.elements[tensor.offset(at)]));
}

/// Constants may stand outside of the region.
bool ExactEvaluator::lookup(Value value, ExactTensor &tensor) {
  if (auto known = values.find(value); known != values.end()) {
    tensor = known->second;
    return true;
  }
  Attribute attr;
  if (!matchPattern(value, m_Constant(&attr))) {
    if (isa<ShapedType>(value.getType()))
      return false;
    tensor = ExactTensor::filled({}, captured(value, {}));
    values[value] = tensor;
    return true;
  }
  auto dense = dyn_cast<DenseElementsAttr>(attr);
  if (dense && dense.isSplat())
    tensor = ExactTensor::filled(dense.getType().getShape(),
                                 ofAttribute(dense.getSplatValue<Attribute>()));
  else if (isa<FloatAttr, IntegerAttr>(attr))
    tensor = ExactTensor::filled({}, ofAttribute(attr));
  else
    return false;
  values[value] = tensor;
  return true;
}

ExactNumber ExactEvaluator::number(Value value) {
  return values.find(value)->second.elements[0];
}

bool ExactEvaluator::set(Value value, const ExactNumber &number) {
  values[value] = ExactTensor::filled({}, number);
  return true;
}

std::optional<SmallVector<ExactTensor>>
ExactEvaluator::run(Block &block, ArrayRef<ExactTensor> arguments,
                    ArrayRef<int64_t> at) {
  offsets = at;
  for (auto [argument, tensor] :
       llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = tensor;
  for (Operation &op : block.without_terminator())
    if (!evaluate(op)) {
      unknown = unknown ? unknown : &op;
      return std::nullopt;
    }
  SmallVector<ExactTensor> results;
  for (Value value : block.getTerminator()->getOperands())
    if (!lookup(value, results.emplace_back())) {
      unknown = block.getTerminator();
      return std::nullopt;
    }
  return results;
}

bool ExactEvaluator::evaluate(Operation &op) {
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return read(extract);
  auto dim = dyn_cast<tensor::DimOp>(op);
  if (dim && !values.contains(dim.getSource()))
    return set(dim, ExactNumber::integer(kExtent));
  ExactTensor operand;
  for (Value value : op.getOperands())
    if (!lookup(value, operand))
      return false;
  if (auto structuredOp = dyn_cast<linalg::LinalgOp>(op))
    return structured(structuredOp);
  if (auto offset = dyn_cast<fold::OffsetOp>(op))
    return set(offset, ExactNumber::integer(offsets[offset.getDim()]));
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return set(
        dim,
        ExactNumber::integer(
            values[dim.getSource()].shape[number(dim.getIndex()).asInteger()]));
  if (auto empty = dyn_cast<tensor::EmptyOp>(op)) {
    SmallVector<int64_t> shape;
    for (OpFoldResult size : empty.getMixedSizes())
      shape.push_back(isa<Value>(size) ? number(cast<Value>(size)).asInteger()
                                       : *getConstantIntValue(size));
    values[empty] = ExactTensor::filled(shape, ExactNumber::approximate(NAN));
    return true;
  }
  return scalar(op);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

bool ExactEvaluator::structured(linalg::LinalgOp op) {
  SmallVector<int64_t> extents(op.getNumLoops(), 1);
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (!map.isProjectedPermutation())
      return false;
    for (unsigned d = 0; d < map.getNumResults(); ++d)
      extents[map.getDimPosition(d)] = values[operand.get()].shape[d];
  }
  for (auto [init, result] :
       llvm::zip_equal(op.getDpsInits(), op->getResults()))
    values[result] = ExactTensor(values[init]);
  Block *body = op.getBlock();
  bool known = true;
  forEachIndex(extents, [&](ArrayRef<int64_t> at) {
    if (!known)
      return;
    loops = at;
    auto place = [&](OpOperand &operand) {
      return op.getMatchingIndexingMap(&operand).compose(at);
    };
    for (OpOperand &operand : op->getOpOperands()) {
      bool isInit = op.isDpsInit(&operand);
      const ExactTensor &tensor =
          values[isInit ? op.getTiedOpResult(&operand) : operand.get()];
      set(body->getArgument(operand.getOperandNumber()),
          ExactNumber(tensor.elements[tensor.offset(place(operand))]));
    }
    for (Operation &inner : body->without_terminator())
      if (known && !evaluate(inner)) {
        known = false;
        unknown = unknown ? unknown : &inner;
      }
    ExactTensor yielded;
    for (OpOperand &init : op.getDpsInitsMutable()) {
      Value value = body->getTerminator()->getOperand(
          op.getTiedOpResult(&init).getResultNumber());
      known = known && lookup(value, yielded);
      ExactTensor &tensor = values[op.getTiedOpResult(&init)];
      if (known)
        tensor.elements[tensor.offset(place(init))] = yielded.elements[0];
    }
  });
  return known;
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

bool ExactEvaluator::scalar(Operation &op) {
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    return set(index, ExactNumber::integer(loops[index.getDim()]));
  Attribute attr;
  if (op.getNumResults() != 1)
    return false;
  if (matchPattern(&op, m_Constant(&attr))) {
    ExactTensor tensor;
    return lookup(op.getResult(0), tensor);
  }
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return set(select, number(select.getCondition()).asInteger()
                           ? number(select.getTrueValue())
                           : number(select.getFalseValue()));
  if (!op.getResult(0).getType().isIntOrIndexOrFloat())
    return false;
  return floats(op) || integers(op);
}

/// By the real, of which NaN comes through.
static ExactNumber greater(const ExactNumber &a, const ExactNumber &b) {
  return a.isNaN() || (!b.isNaN() && a.real() >= b.real()) ? a : b;
}

bool ExactEvaluator::floats(Operation &op) {
  auto arg = [&](unsigned i) { return number(op.getOperand(i)); };
  auto to = [&](const ExactNumber &x) { return set(op.getResult(0), x); };
  ExactNumber zero = ExactNumber::integer(0);
  auto real = [&](long double (*f)(long double)) {
    return to(ExactNumber::approximate(f(arg(0).real())));
  };
  // clang-format off
  return TypeSwitch<Operation *, bool>(&op)
      .Case([&](arith::AddFOp) { return to(arg(0) + arg(1)); })
      .Case([&](arith::SubFOp) { return to(arg(0) - arg(1)); })
      .Case([&](arith::MulFOp) { return to(arg(0) * arg(1)); })
      .Case([&](arith::DivFOp) { return to(arg(0) / arg(1)); })
      .Case([&](arith::NegFOp) { return to(zero - arg(0)); })
      .Case([&](math::FmaOp) { return to(arg(0) * arg(1) + arg(2)); })
      .Case([&](math::ExpOp) { return to(exp(arg(0), false)); })
      .Case([&](math::Exp2Op) { return to(exp(arg(0), true)); })
      .Case([&](math::LogOp) { return to(log(arg(0))); })
      .Case([&](math::SqrtOp) { return real(std::sqrt); })
      .Case([&](math::TanhOp) { return real(std::tanh); })
      .Case([&](math::AbsFOp) { return to(arg(0).real() < 0 ? zero - arg(0) : arg(0)); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>([&](auto) { return to(greater(arg(0), arg(1))); })
      .Case<arith::MinimumFOp, arith::MinNumFOp>([&](auto) { return to(zero - greater(zero - arg(0), zero - arg(1))); })
      .Case<arith::SIToFPOp, arith::UIToFPOp>([&](auto) { return to(ExactNumber::constant(double(arg(0).asInteger()))); })
      .Case<arith::ExtFOp, arith::TruncFOp>([&](auto) { return to(arg(0)); })
      .Default(false);
  // clang-format on
}

bool ExactEvaluator::integers(Operation &op) {
  auto arg = [&](unsigned i) { return number(op.getOperand(i)).asInteger(); };
  auto to = [&](int64_t x) {
    return set(op.getResult(0), ExactNumber::integer(x));
  };
  // clang-format off
  return TypeSwitch<Operation *, bool>(&op)
      .Case([&](arith::AddIOp) { return to(arg(0) + arg(1)); })
      .Case([&](arith::SubIOp) { return to(arg(0) - arg(1)); })
      .Case([&](arith::MulIOp) { return to(arg(0) * arg(1)); })
      .Case([&](arith::AndIOp) { return to(arg(0) & arg(1)); })
      .Case([&](arith::OrIOp) { return to(arg(0) | arg(1)); })
      .Case([&](arith::XOrIOp) { return to(arg(0) ^ arg(1)); })
      .Case([&](arith::MinSIOp) { return to(std::min(arg(0), arg(1))); })
      .Case([&](arith::MaxSIOp) { return to(std::max(arg(0), arg(1))); })
      .Case<arith::IndexCastOp, arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp>([&](auto) { return to(arg(0)); })
      .Case([&](arith::CmpIOp compare) {
        return to(arith::applyCmpPredicate(compare.getPredicate(), APInt(64, arg(0), true), APInt(64, arg(1), true)));
      })
      .Case([&](arith::CmpFOp compare) {
        double a = number(op.getOperand(0)).real(), b = number(op.getOperand(1)).real();
        return to(arith::applyCmpPredicate(compare.getPredicate(), APFloat(a), APFloat(b)));
      })
      .Default(false);
  // clang-format on
}
