//===- LinearForm.cpp - integers as sums of indices and sizes -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/SkipTiles/LinearForm.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tenfold;

LinearForm &LinearForm::add(const LinearForm &other, int64_t factor) {
  constant += factor * other.constant;
  for (auto [dim, coefficient] : other.indices)
    indices[dim] += factor * coefficient;
  for (auto [value, coefficient] : other.values)
    values[value] += factor * coefficient;
  return *this;
}

/// Coefficients of zero do not count.
bool LinearForm::operator==(const LinearForm &other) const {
  LinearForm difference = *this;
  difference.add(other, -1);
  auto isZero = [](const auto &term) { return term.second == 0; };
  return difference.constant == 0 && llvm::all_of(difference.indices, isZero) &&
         llvm::all_of(difference.values, isZero);
}

std::optional<LinearForm> tenfold::linearForm(Value value, scf::ForOp loop) {
  LinearForm form;
  if (std::optional<int64_t> constant = getConstantIntValue(value)) {
    form.constant = *constant;
    return form;
  }
  if (value == loop.getInductionVar() ||
      !loop->isAncestor(value.getParentRegion()->getParentOp())) {
    form.values[value] = 1;
    return form;
  }
  Operation *op = value.getDefiningOp();
  if (auto index = dyn_cast_or_null<linalg::IndexOp>(op)) {
    form.indices[index.getDim()] = 1;
    return form;
  }
  if (isa_and_nonnull<arith::IndexCastOp>(op))
    return linearForm(op->getOperand(0), loop);
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp>(op))
    return std::nullopt;
  auto lhs = linearForm(op->getOperand(0), loop),
       rhs = linearForm(op->getOperand(1), loop);
  if (!lhs || !rhs)
    return std::nullopt;
  return lhs->add(*rhs, isa<arith::AddIOp>(op) ? 1 : -1);
}

/// a < b is a - b + 1 <= 0 among integers.
static Conjunction conjunction(arith::CmpIOp op, bool isTrue, scf::ForOp loop) {
  using Predicate = arith::CmpIPredicate;
  Conjunction unknown{{}, /*isAll=*/false};
  auto lhs = linearForm(op.getLhs(), loop), rhs = linearForm(op.getRhs(), loop);
  if (!lhs || !rhs)
    return unknown;
  Predicate predicate =
      isTrue ? op.getPredicate() : arith::invertPredicate(op.getPredicate());
  LinearForm less = *lhs, greater = *rhs;
  less.add(*rhs, -1);
  greater.add(*lhs, -1);
  switch (predicate) {
  case Predicate::slt:
    ++less.constant;
    return {{less}};
  case Predicate::sle:
    return {{less}};
  case Predicate::sgt:
    ++greater.constant;
    return {{greater}};
  case Predicate::sge:
    return {{greater}};
  case Predicate::eq:
    return {{less, greater}};
  default:
    return unknown;
  }
}

Conjunction tenfold::conjunction(Value condition, bool isTrue,
                                 scf::ForOp loop) {
  Operation *op = condition.getDefiningOp();
  if (auto compare = dyn_cast_or_null<arith::CmpIOp>(op))
    return ::conjunction(compare, isTrue, loop);
  auto negation = dyn_cast_or_null<arith::XOrIOp>(op);
  if (negation && getConstantIntValue(negation.getRhs()).value_or(0) != 0)
    return conjunction(negation.getLhs(), !isTrue, loop);
  bool both = isTrue ? isa_and_nonnull<arith::AndIOp>(op)
                     : isa_and_nonnull<arith::OrIOp>(op);
  if (!both)
    return {{}, /*isAll=*/false};
  Conjunction all = conjunction(op->getOperand(0), isTrue, loop),
              more = conjunction(op->getOperand(1), isTrue, loop);
  llvm::append_range(all.forms, more.forms);
  all.isAll &= more.isAll;
  return all;
}
