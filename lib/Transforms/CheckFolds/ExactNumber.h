// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTNUMBER_H
#define TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTNUMBER_H

#include <cstdint>
#include <map>
#include <optional>

namespace tenfold {

/// A number carried three ways: as a real, which decides comparisons; as a
/// residue modulo 2^61 - 1, on which rational identities are tested; and as a
/// linear form in symbols with coefficients of 1/840, of which exponentials are
/// products of independent units. An integer has its value alone.
class ExactNumber {
public:
  using Symbol = uint64_t;
  static constexpr int64_t kRoot = 840; // divisible by 1 to 8

  ExactNumber() = default;
  static ExactNumber integer(int64_t value);
  /// A float constant, exact if it is a short fraction.
  static ExactNumber constant(double value);
  /// A generic number near `value`.
  static ExactNumber generic(double value, uint64_t seed);
  /// What is known as a real alone.
  static ExactNumber approximate(long double value);

  int64_t asInteger() const { return whole; }
  long double real() const { return value; }
  bool isNaN() const { return value != value; }

  friend ExactNumber operator+(const ExactNumber &a, const ExactNumber &b);
  friend ExactNumber operator-(const ExactNumber &a, const ExactNumber &b);
  friend ExactNumber operator*(const ExactNumber &a, const ExactNumber &b);
  friend ExactNumber operator/(const ExactNumber &a, const ExactNumber &b);
  friend ExactNumber exp(const ExactNumber &a, bool isBase2);
  friend ExactNumber log(const ExactNumber &a);

  /// Equal by residues where both have one, else nearly equal as reals; an
  /// integer equals itself. NaN equals nothing.
  friend bool same(const ExactNumber &a, const ExactNumber &b);

private:
  using Linear = std::map<Symbol, int64_t>; // in units of 1/kRoot

  /// The linear form of a value that has a residue but no form yet.
  void makeSymbol();

  long double value = 0;
  int64_t whole = 0;
  std::optional<uint64_t> residue;
  std::optional<Linear> linear;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTNUMBER_H
