//===- Arithmetic.cpp - operators of templates ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Evaluator.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace llvm;

namespace tenfold::jinja {
namespace {

/// Python's integers have no end: none when 64 bits do not hold the result.
std::optional<int64_t> integers(StringRef op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  if (op == "+")
    overflow = __builtin_add_overflow(a, b, &result);
  else if (op == "-")
    overflow = __builtin_sub_overflow(a, b, &result);
  else if (op == "*")
    overflow = __builtin_mul_overflow(a, b, &result);
  else if (op == "//" || op == "%") { // towards -inf, sign of the divisor
    if (b == -1)
      return op == "%" ? 0 : integers("-", 0, a);
    int64_t rest = a % b;
    bool down = rest != 0 && (rest < 0) != (b < 0);
    result = op == "%" ? rest + (down ? b : 0) : a / b - down;
  } else { // **
    result = 1;
    for (int64_t i = 0; i < b && !overflow && i < 64; ++i)
      overflow = __builtin_mul_overflow(result, a, &result);
    overflow |= b > 64 && (a > 1 || a < -1);
    if (a == -1)
      result = b % 2 ? -1 : 1;
  }
  return overflow ? std::nullopt : std::optional(result);
}

double doubles(StringRef op, double a, double b) {
  if (op == "+")
    return a + b;
  if (op == "-")
    return a - b;
  if (op == "*")
    return a * b;
  if (op == "/")
    return a / b;
  if (op == "//")
    return std::floor(a / b);
  if (op == "**")
    return std::pow(a, b);
  double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

} // namespace

Value Evaluator::arithmetic(StringRef op, const Value &left,
                            const Value &right) {
  if (right.number() == 0.0 && (op == "/" || op == "//" || op == "%")) {
    fail("expected a divisor other than 0");
    return {};
  }
  bool whole = left.integer() && right.integer() && op != "/" &&
               !(op == "**" && *right.integer() < 0);
  if (!whole)
    return doubles(op, *left.number(), *right.number());
  if (auto result = integers(op, *left.integer(), *right.integer()))
    return *result;
  fail("expected integers of 64 bits from '" + op + "'");
  return {};
}

Value Evaluator::binary(StringRef op, const Value &left, const Value &right) {
  if (failed())
    return {};
  if (op == "~") {
    spend(left.size());
    spend(right.size());
    return failed() ? Value() : text(left.str() + right.str());
  }
  if (left.isNumber() && right.isNumber())
    return arithmetic(op, left, right);
  if (op == "+" && left.string() && right.string())
    return text(*left.string() + *right.string());
  if (op == "+" && left.list() && right.list()) {
    List joined = *left.list();
    joined.insert(joined.end(), right.list()->begin(), right.list()->end());
    return list(std::move(joined));
  }
  bool repeats = op == "*" && left.string() && right.integer();
  if (!repeats) {
    fail("expected operands that '" + op + "' takes, got " + left.kindName() +
         " and " + right.kindName());
    return {};
  }
  size_t count = std::max<int64_t>(*right.integer(), 0);
  spend(SaturatingMultiply(count, left.string()->size()));
  std::string repeated;
  for (size_t i = 0; i < count && !failed() && !left.string()->empty(); ++i)
    repeated += *left.string();
  return repeated;
}

Value Evaluator::unary(const Expr &expr) {
  Value value = evaluate(*expr.operands[0]);
  if (expr.text == "not")
    return !value.truth();
  if (!value.isNumber())
    fail("expected a number after '" + expr.text + "', got " +
         value.kindName());
  if (value.is<double>())
    return expr.text == "-" ? -*value.number() : *value.number();
  return failed() ? Value() : binary(expr.text, Value(int64_t(0)), value);
}

} // namespace tenfold::jinja
