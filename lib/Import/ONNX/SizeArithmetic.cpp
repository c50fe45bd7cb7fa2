//===- SizeArithmetic.cpp - what is decided for every size ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Symbols are extents, so never below zero.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/SizeArithmetic.h"

#include "lib/Import/ONNX/Extents.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// What is below zero for no size, at least `least`.
bool isAtLeast(AffineExpr expr, int64_t least) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() >= least;
  if (auto binary = dyn_cast<AffineBinaryOpExpr>(expr))
    switch (expr.getKind()) {
    case AffineExprKind::Add:
      return (isAtLeast(binary.getLHS(), least) &&
              isAtLeast(binary.getRHS(), 0)) ||
             (isAtLeast(binary.getLHS(), 0) &&
              isAtLeast(binary.getRHS(), least));
    default: // products and quotients of extents
      return least <= 0 && isAtLeast(binary.getLHS(), 0) &&
             isAtLeast(binary.getRHS(), 0);
    }
  return least <= 0;
}

/// -1, 0 or 1 as `a - b` has this sign for every size.
std::optional<int> order(AffineExpr a, AffineExpr b) {
  if (a == b)
    return 0;
  auto difference = dyn_cast<AffineConstantExpr>(a - b);
  if (difference)
    return difference.getValue() < 0 ? -1 : difference.getValue() > 0;
  if (isAtLeast(a - b, 1))
    return 1;
  if (isAtLeast(b - a, 1))
    return -1;
  auto below = [](AffineExpr x, AffineExpr y) {
    auto constant = dyn_cast<AffineConstantExpr>(x);
    return constant && isAtLeast(y, 0) && constant.getValue() < 0;
  };
  if (below(a, b))
    return -1;
  if (below(b, a))
    return 1;
  return std::nullopt;
}

/// Towards zero, as the standard has it; of symbols only what is not negative.
Extent divide(AffineExpr a, AffineExpr b) {
  auto divisor = dyn_cast<AffineConstantExpr>(b);
  auto dividend = dyn_cast<AffineConstantExpr>(a);
  if (divisor && divisor.getValue() == 0)
    return std::nullopt;
  if (divisor && dividend && divisor.getValue() != -1)
    return getAffineConstantExpr(dividend.getValue() / divisor.getValue(),
                                 a.getContext());
  if (std::optional<AffineExpr> exact = quotient(a, b))
    return exact;
  if (divisor && divisor.getValue() > 0 && isAtLeast(a, 0))
    return a.floorDiv(b);
  return std::nullopt;
}

Extent truth(AffineExpr like, bool value) {
  return getAffineConstantExpr(value, like.getContext());
}

Extent pick(AffineExpr a, AffineExpr b, int wanted) {
  std::optional<int> sign = order(a, b);
  if (!sign)
    return std::nullopt;
  return *sign == wanted ? a : b;
}

Extent subtract(AffineExpr a, AffineExpr b) {
  auto negative = combine(AffineExprKind::Mul, b,
                          getAffineConstantExpr(-1, b.getContext()));
  return negative ? combine(AffineExprKind::Add, a, *negative) : std::nullopt;
}

} // namespace

SizeOp sizeOpOf(StringRef op) {
  return llvm::StringSwitch<SizeOp>(op)
      .Case("Add", SizeOp::Add)
      .Case("Sub", SizeOp::Sub)
      .Case("Mul", SizeOp::Mul)
      .Case("Div", SizeOp::Div)
      .Case("Max", SizeOp::Max)
      .Case("Min", SizeOp::Min)
      .Case("Equal", SizeOp::Equal)
      .Case("Less", SizeOp::Less)
      .Case("Greater", SizeOp::Greater)
      .Case("LessOrEqual", SizeOp::LessOrEqual)
      .Case("GreaterOrEqual", SizeOp::GreaterOrEqual)
      .Case("And", SizeOp::And)
      .Case("Or", SizeOp::Or)
      .Default(SizeOp::None);
}

Extent apply(SizeOp kind, AffineExpr a, AffineExpr b) {
  std::optional<int> sign = order(a, b);
  switch (kind) {
  case SizeOp::Add:
    return combine(AffineExprKind::Add, a, b);
  case SizeOp::Sub:
    return subtract(a, b);
  case SizeOp::Mul:
  case SizeOp::And:
    return combine(AffineExprKind::Mul, a, b);
  case SizeOp::Div:
    return divide(a, b);
  case SizeOp::Max:
  case SizeOp::Or:
    return pick(a, b, 1);
  case SizeOp::Min:
    return pick(a, b, -1);
  case SizeOp::Equal:
    return sign ? truth(a, *sign == 0) : std::nullopt;
  case SizeOp::Less:
    return sign ? truth(a, *sign < 0) : std::nullopt;
  case SizeOp::Greater:
    return sign ? truth(a, *sign > 0) : std::nullopt;
  case SizeOp::LessOrEqual:
    return sign ? truth(a, *sign <= 0) : std::nullopt;
  case SizeOp::GreaterOrEqual:
    return sign ? truth(a, *sign >= 0) : std::nullopt;
  case SizeOp::None:
    break;
  }
  return std::nullopt;
}

} // namespace tenfold::onnx
