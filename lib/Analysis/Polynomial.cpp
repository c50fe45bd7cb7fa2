//===- Polynomial.cpp - sizes as polynomials over symbols -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size = sum of coefficient * product of atoms. An atom is a symbol, or a
// quotient or remainder that polynomials cannot express.

#include "lib/Analysis/Polynomial.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/AffineMap.h"

#include <map>

using namespace mlir;

namespace {

/// A total order by form, so that results do not depend on addresses.
int compare(AffineExpr a, AffineExpr b) {
  if (a == b)
    return 0;
  auto position = [](AffineExpr expr) -> int64_t {
    if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
      return symbol.getPosition();
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      return dim.getPosition();
    auto constant = dyn_cast<AffineConstantExpr>(expr);
    return constant ? constant.getValue() : 0;
  };
  // Symbols come before compound atoms: the kinds of those are smaller.
  if (a.getKind() != b.getKind())
    return a.getKind() > b.getKind() ? -1 : 1;
  if (position(a) != position(b))
    return position(a) < position(b) ? -1 : 1;
  auto binaryA = cast<AffineBinaryOpExpr>(a),
       binaryB = cast<AffineBinaryOpExpr>(b);
  int left = compare(binaryA.getLHS(), binaryB.getLHS());
  return left ? left : compare(binaryA.getRHS(), binaryB.getRHS());
}

using Monomial = SmallVector<AffineExpr, 4>; // sorted, with repetitions

/// Higher degrees first, the constant last.
struct MonomialOrder {
  bool operator()(const Monomial &a, const Monomial &b) const {
    if (a.size() != b.size())
      return a.size() > b.size();
    for (auto [x, y] : llvm::zip_equal(a, b))
      if (int order = compare(x, y))
        return order < 0;
    return false;
  }
};

using Polynomial = std::map<Monomial, int64_t, MonomialOrder>;

void addTerm(Polynomial &sum, Monomial atoms, int64_t coefficient) {
  llvm::sort(atoms, [](auto a, auto b) { return compare(a, b) < 0; });
  auto [term, isNew] = sum.try_emplace(std::move(atoms), coefficient);
  if (!isNew)
    term->second += coefficient;
  if (term->second == 0)
    sum.erase(term);
}

Polynomial multiply(const Polynomial &a, const Polynomial &b) {
  Polynomial product;
  for (const auto &[atomsA, coefficientA] : a)
    for (const auto &[atomsB, coefficientB] : b) {
      Monomial atoms = atomsA;
      llvm::append_range(atoms, atomsB);
      addTerm(product, atoms, coefficientA * coefficientB);
    }
  return product;
}

AffineExpr toExpr(const Polynomial &polynomial, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(0, context);
  for (const auto &[atoms, coefficient] : polynomial) {
    AffineExpr product = getAffineConstantExpr(1, context);
    for (AffineExpr atom : atoms)
      product = product * atom;
    sum = sum + product * coefficient;
  }
  return sum;
}

/// a / b where b is one term that divides every term of a.
std::optional<Polynomial> divideExactly(const Polynomial &a,
                                        const Polynomial &b) {
  if (b.size() != 1)
    return std::nullopt;
  const auto &[divisor, scale] = *b.begin();
  Polynomial quotient;
  for (const auto &[atoms, coefficient] : a) {
    Monomial rest = atoms;
    for (AffineExpr atom : divisor) {
      auto found = llvm::find(rest, atom);
      if (found == rest.end())
        return std::nullopt;
      rest.erase(found);
    }
    if (coefficient % scale != 0)
      return std::nullopt;
    addTerm(quotient, rest, coefficient / scale);
  }
  return quotient;
}

Polynomial toPolynomial(AffineExpr expr);

Polynomial divide(AffineBinaryOpExpr expr, const Polynomial &a,
                  const Polynomial &b) {
  if (auto quotient = divideExactly(a, b))
    return expr.getKind() == AffineExprKind::Mod ? Polynomial() : *quotient;
  AffineExpr atom =
      getAffineBinaryOpExpr(expr.getKind(), toExpr(a, expr.getContext()),
                            toExpr(b, expr.getContext()));
  if (atom.getKind() != expr.getKind())
    return toPolynomial(atom);
  return {{{atom}, 1}};
}

Polynomial toPolynomial(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() == 0
               ? Polynomial()
               : Polynomial{{Monomial(), constant.getValue()}};
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return {{{expr}, 1}};
  Polynomial a = toPolynomial(binary.getLHS()),
             b = toPolynomial(binary.getRHS());
  if (expr.getKind() == AffineExprKind::Mul)
    return multiply(a, b);
  if (expr.getKind() != AffineExprKind::Add)
    return divide(binary, a, b);
  for (const auto &[atoms, coefficient] : b)
    addTerm(a, atoms, coefficient);
  return a;
}

} // namespace

AffineExpr tenfold::canonicalSize(AffineExpr expr) {
  return isa<AffineBinaryOpExpr>(expr)
             ? toExpr(toPolynomial(expr), expr.getContext())
             : expr;
}

bool tenfold::growsWithSymbols(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() >= 0;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return true;
  // Adding a negative constant moves the value but not its growth.
  if (expr.getKind() == AffineExprKind::Add &&
      isa<AffineConstantExpr>(binary.getRHS()))
    return growsWithSymbols(binary.getLHS());
  bool constantRight = isa<AffineConstantExpr>(binary.getRHS());
  bool division = expr.getKind() == AffineExprKind::FloorDiv ||
                  expr.getKind() == AffineExprKind::CeilDiv;
  if (expr.getKind() == AffineExprKind::Mod || (division && !constantRight))
    return false;
  return growsWithSymbols(binary.getLHS()) && growsWithSymbols(binary.getRHS());
}

static std::optional<int64_t> apply(AffineExprKind kind, int64_t a, int64_t b) {
  int64_t result;
  if (kind == AffineExprKind::Add)
    return llvm::AddOverflow(a, b, result) ? std::nullopt
                                           : std::optional(result);
  if (kind == AffineExprKind::Mul)
    return llvm::MulOverflow(a, b, result) ? std::nullopt
                                           : std::optional(result);
  if (b <= 0)
    return std::nullopt;
  if (kind == AffineExprKind::FloorDiv)
    return llvm::divideFloorSigned(a, b);
  return kind == AffineExprKind::CeilDiv ? llvm::divideCeilSigned(a, b)
                                         : llvm::mod(a, b);
}

std::optional<int64_t> tenfold::evaluateSize(AffineExpr expr,
                                             ArrayRef<int64_t> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  auto a = evaluateSize(binary.getLHS(), symbols),
       b = evaluateSize(binary.getRHS(), symbols);
  return a && b ? apply(expr.getKind(), *a, *b) : std::nullopt;
}

static std::optional<AffineExprKind> kindOf(Operation *op) {
  if (isa<arith::AddIOp>(op))
    return AffineExprKind::Add;
  if (isa<arith::MulIOp>(op))
    return AffineExprKind::Mul;
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp>(op))
    return AffineExprKind::FloorDiv;
  if (isa<arith::CeilDivSIOp, arith::CeilDivUIOp>(op))
    return AffineExprKind::CeilDiv;
  if (isa<arith::RemSIOp, arith::RemUIOp>(op))
    return AffineExprKind::Mod;
  return std::nullopt;
}

AffineExpr tenfold::sizeOfIndex(Value index,
                                function_ref<AffineExpr(Value)> leaf) {
  if (std::optional<int64_t> constant = getConstantIntValue(index))
    return getAffineConstantExpr(*constant, index.getContext());
  Operation *op = index.getDefiningOp();
  if (op && isa<arith::IndexCastOp, arith::IndexCastUIOp>(op))
    return sizeOfIndex(op->getOperand(0), leaf);
  if (auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op)) {
    SmallVector<AffineExpr> operands;
    for (Value operand : apply.getOperands())
      if (!operands.emplace_back(sizeOfIndex(operand, leaf)))
        return {};
    AffineMap map = apply.getAffineMap();
    ArrayRef<AffineExpr> all = operands;
    return canonicalSize(map.getResult(0).replaceDimsAndSymbols(
        all.take_front(map.getNumDims()), all.drop_front(map.getNumDims())));
  }
  bool minus = isa_and_nonnull<arith::SubIOp>(op);
  auto kind = op ? kindOf(op) : std::nullopt;
  if (!kind && !minus)
    return leaf(index);
  AffineExpr a = sizeOfIndex(op->getOperand(0), leaf),
             b = sizeOfIndex(op->getOperand(1), leaf);
  if (!a || !b)
    return {};
  return canonicalSize(minus ? a - b : getAffineBinaryOpExpr(*kind, a, b));
}

static StringRef spelling(AffineExprKind kind) {
  switch (kind) {
  case AffineExprKind::Add:
    return " + ";
  case AffineExprKind::Mul:
    return " * ";
  case AffineExprKind::Mod:
    return " mod ";
  case AffineExprKind::FloorDiv:
    return " floordiv ";
  default:
    return " ceildiv ";
  }
}

std::string tenfold::printSize(AffineExpr expr, ArrayRef<std::string> names) {
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return names[symbol.getPosition()];
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::to_string(cast<AffineConstantExpr>(expr).getValue());
  auto operand = [&](AffineExpr side, bool right) {
    std::string text = printSize(side, names);
    // Sums bind least; the others group to the left.
    bool tighter = expr.getKind() != AffineExprKind::Add &&
                   (side.getKind() == AffineExprKind::Add || right);
    return tighter && isa<AffineBinaryOpExpr>(side) ? "(" + text + ")" : text;
  };
  return operand(binary.getLHS(), false) + spelling(expr.getKind()).str() +
         operand(binary.getRHS(), true);
}
