//===- ExactNumber.cpp - arithmetic that decides identities ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/CheckFolds/ExactNumber.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/Support/xxhash.h"

#include <array>
#include <cmath>

using namespace tenfold;

static constexpr uint64_t kPrime = (uint64_t(1) << 61) - 1;
// Symbols of a linear form, above which adding to it costs more than it tells.
static constexpr size_t kMaxSymbols = 8;

// The symbol of which a rational constant is a multiple.
static constexpr ExactNumber::Symbol kOne = 0;

static uint64_t times(uint64_t a, uint64_t b) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b % kPrime);
}
static uint64_t power(uint64_t a, uint64_t n) {
  uint64_t result = 1;
  for (; n; n >>= 1, a = times(a, a))
    if (n & 1)
      result = times(result, a);
  return result;
}
static uint64_t inverse(uint64_t a) { return power(a, kPrime - 2); }
static uint64_t residueOf(int64_t value) {
  int64_t r = value % static_cast<int64_t>(kPrime);
  return r < 0 ? r + kPrime : r;
}

/// A residue that depends on its arguments alone and is like a random one.
static uint64_t random(uint64_t kind, uint64_t value) {
  std::array<uint64_t, 2> key = {kind, value};
  return llvm::xxh3_64bits(llvm::ArrayRef(
             reinterpret_cast<const uint8_t *>(key.data()), sizeof(key))) %
             (kPrime - 2) +
         2;
}
enum : uint64_t { kValue = 1, kUnit = 2, kUnit2 = 3, kName = 4 };

ExactNumber ExactNumber::integer(int64_t value) {
  ExactNumber result;
  result.whole = value;
  result.value = value;
  result.residue = residueOf(value);
  result.linear = Linear();
  if (value)
    (*result.linear)[kOne] = value * kRoot;
  return result;
}

ExactNumber ExactNumber::approximate(long double value) {
  ExactNumber result;
  result.value = value;
  return result;
}

ExactNumber ExactNumber::constant(double value) {
  ExactNumber result = approximate(value);
  if (!std::isfinite(value))
    return result;
  int exponent;
  int64_t digits =
      static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
  exponent -= 53;
  uint64_t scale = power(2, std::abs(exponent));
  result.residue =
      times(residueOf(digits), exponent < 0 ? inverse(scale) : scale);
  double root = value * kRoot;
  if (std::abs(root) < 1e15 && root == std::floor(root)) {
    result.linear = Linear();
    if (root != 0)
      (*result.linear)[kOne] = static_cast<int64_t>(root);
  }
  result.makeSymbol();
  return result;
}

ExactNumber ExactNumber::generic(double value, uint64_t seed) {
  ExactNumber result = approximate(value);
  result.residue = random(kValue, seed);
  result.makeSymbol();
  return result;
}

void ExactNumber::makeSymbol() {
  // A long sum is a symbol of its own: its parts are of no use any more. A
  // difference is not, for differences cancel against others.
  if (residue && (!linear || linear->size() > kMaxSymbols))
    linear = Linear{{random(kName, *residue), kRoot}};
}

/// a + factor b, for factor 1 or -1
static std::map<ExactNumber::Symbol, int64_t>
combine(std::map<ExactNumber::Symbol, int64_t> a,
        const std::map<ExactNumber::Symbol, int64_t> &b, int64_t factor) {
  for (auto [symbol, c] : b)
    if ((a[symbol] += factor * c) == 0)
      a.erase(symbol);
  return a;
}

ExactNumber tenfold::operator+(const ExactNumber &a, const ExactNumber &b) {
  ExactNumber result = ExactNumber::approximate(a.value + b.value);
  if (a.residue && b.residue)
    result.residue = (*a.residue + *b.residue) % kPrime;
  if (a.linear && b.linear)
    result.linear = combine(*a.linear, *b.linear, 1);
  result.makeSymbol();
  return result;
}

ExactNumber tenfold::operator-(const ExactNumber &a, const ExactNumber &b) {
  ExactNumber result = ExactNumber::approximate(a.value - b.value);
  if (a.residue && b.residue)
    result.residue = (*a.residue + kPrime - *b.residue) % kPrime;
  if (a.linear && b.linear)
    result.linear = combine(*a.linear, *b.linear, -1);
  return result;
}

ExactNumber tenfold::operator*(const ExactNumber &a, const ExactNumber &b) {
  ExactNumber result = ExactNumber::approximate(a.value * b.value);
  if (!a.residue || !b.residue)
    return result;
  result.residue = times(*a.residue, *b.residue);
  // A multiple by a rational stays linear, if it has short coefficients.
  auto multiple = [&](const ExactNumber &x, const ExactNumber &c) {
    if (!x.linear || !c.linear || c.linear->size() > 1 ||
        (c.linear->size() == 1 && c.linear->begin()->first != kOne))
      return;
    int64_t factor = c.linear->empty() ? 0 : c.linear->begin()->second;
    std::map<ExactNumber::Symbol, int64_t> scaled;
    for (auto [symbol, own] : *x.linear) {
      __int128 product = static_cast<__int128>(own) * factor;
      if (product % ExactNumber::kRoot || product > INT64_MAX ||
          product < INT64_MIN)
        return;
      if (product)
        scaled[symbol] = static_cast<int64_t>(product / ExactNumber::kRoot);
    }
    result.linear = scaled;
  };
  multiple(a, b);
  if (!result.linear)
    multiple(b, a);
  result.makeSymbol();
  return result;
}

ExactNumber tenfold::operator/(const ExactNumber &a, const ExactNumber &b) {
  ExactNumber result = ExactNumber::approximate(a.value / b.value);
  if (a.residue && b.residue && *b.residue && b.value != 0)
    result.residue = times(*a.residue, inverse(*b.residue));
  result.makeSymbol();
  return result;
}

/// exp of a linear form is the product of its symbols' units.
ExactNumber tenfold::exp(const ExactNumber &a, bool isBase2) {
  ExactNumber result = ExactNumber::approximate(isBase2 ? std::exp2(a.value)
                                                        : std::exp(a.value));
  if (a.value == -INFINITY)
    return ExactNumber::constant(0);
  if (!a.linear)
    return result;
  uint64_t product = 1;
  for (auto [symbol, c] : *a.linear) {
    uint64_t unit = random(isBase2 ? kUnit2 : kUnit, symbol);
    product = times(product, power(c < 0 ? inverse(unit) : unit, std::abs(c)));
  }
  result.residue = product;
  result.makeSymbol();
  return result;
}

ExactNumber tenfold::log(const ExactNumber &a) {
  return ExactNumber::approximate(std::log(a.value));
}

bool tenfold::same(const ExactNumber &a, const ExactNumber &b) {
  if (a.isNaN() || b.isNaN() || a.whole != b.whole)
    return false;
  if (std::isinf(a.value) || std::isinf(b.value))
    return a.value == b.value;
  if (a.residue && b.residue)
    return *a.residue == *b.residue;
  // Long doubles through some twenty operations.
  return std::fabs(a.value - b.value) <= 1e-14L * (1 + std::fabs(a.value));
}
