// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ALGEBRA_RATIONAL_H
#define TENFOLD_LIB_ALGEBRA_RATIONAL_H

#include <compare>
#include <cstdint>
#include <utility>

namespace tenfold::algebra {

/// An exact number. What does not fit is `unknown`, as is everything computed
/// from it.
class Rational {
public:
  Rational(int64_t value = 0) : num(value) {}
  Rational(int64_t num, int64_t den) : Rational(reduce(num, den)) {}

  bool isUnknown() const { return den == 0; }
  bool isInteger() const { return den == 1; }
  int64_t numerator() const { return num; }
  int64_t denominator() const { return den; }
  double value() const { return double(num) / double(den); }

  friend Rational operator+(Rational a, Rational b) {
    return reduce(wide(a.num) * b.den + wide(b.num) * a.den,
                  wide(a.den) * b.den);
  }
  friend Rational operator*(Rational a, Rational b) {
    return reduce(wide(a.num) * b.num, wide(a.den) * b.den);
  }
  friend Rational operator/(Rational a, Rational b) {
    return reduce(wide(a.num) * b.den, wide(a.den) * b.num);
  }
  friend Rational operator-(Rational a) { return a * Rational(-1); }
  friend Rational operator-(Rational a, Rational b) { return a + -b; }

  /// An order for containers; `isPositive` is the one of numbers.
  friend auto operator<=>(const Rational &, const Rational &) = default;
  bool isPositive() const { return num > 0; }

private:
  using wide = __int128;

  static Rational reduce(wide num, wide den) {
    wide a = num < 0 ? -num : num, b = den < 0 ? -den : den;
    while (b != 0)
      a = std::exchange(b, a % b);
    Rational result;
    result.den = 0;
    if (den == 0 || a == 0)
      return result;
    num = den < 0 ? -num / a : num / a;
    den = den < 0 ? -den / a : den / a;
    constexpr wide kLimit = INT64_MAX;
    if (num > kLimit || num < -kLimit || den > kLimit)
      return result;
    result.num = static_cast<int64_t>(num);
    result.den = static_cast<int64_t>(den);
    return result;
  }

  int64_t num = 0, den = 1;
};

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_RATIONAL_H
