// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One text of a chain of reductions, evaluated as written on numbers, and
// derived as a fold. A row is streamed; `Symbol` and `Row` have the same
// operators.
#ifndef TENFOLD_TEST_ALGEBRA_CHAINS_H
#define TENFOLD_TEST_ALGEBRA_CHAINS_H

#include "lib/Algebra/Program.h"

#include <algorithm>
#include <cmath>

namespace tenfold::algebra {

/// What a chain reads: along the stream up to `eps`.
enum Leaf : int { S, V, X, Y, W, G, T, EPS, SINK, kLeaves };
constexpr uint64_t kStreamBit = 1;

//===----------------------------------------------------------------------===//
// As numbers
//===----------------------------------------------------------------------===//

/// A row, or one number.
struct Row {
  std::vector<long double> values;
  long double operator[](size_t i) const {
    return values[values.size() == 1 ? 0 : i];
  }
};

template <typename F> Row each(const Row &a, const Row &b, F f) {
  Row result;
  size_t n = a.values.size() == 1 ? b.values.size() : a.values.size();
  for (size_t i = 0; i < n; ++i)
    result.values.push_back(f(a[i], b[i]));
  return result;
}
template <typename F> Row each(const Row &a, F f) {
  return each(a, a, [&](auto x, auto) { return f(x); });
}
inline Row operator+(const Row &a, const Row &b) {
  return each(a, b, [](auto x, auto y) { return x + y; });
}
inline Row operator-(const Row &a, const Row &b) {
  return each(a, b, [](auto x, auto y) { return x - y; });
}
inline Row operator*(const Row &a, const Row &b) {
  return each(a, b, [](auto x, auto y) { return x * y; });
}
inline Row operator/(const Row &a, const Row &b) {
  return each(a, b, [](auto x, auto y) { return x / y; });
}
inline Row exp(const Row &a) {
  return each(a, [](auto x) { return std::exp(x); });
}
inline Row log(const Row &a) {
  return each(a, [](auto x) { return std::log(x); });
}
inline Row sqrt(const Row &a) {
  return each(a, [](auto x) { return std::sqrt(x); });
}
inline Row abs(const Row &a) {
  return each(a, [](auto x) { return std::fabs(x); });
}

//===----------------------------------------------------------------------===//
// As normal forms
//===----------------------------------------------------------------------===//

struct Symbols {
  Algebra algebra;
  Derivation derivation;
  std::vector<std::string> opaques; // names of opaque functions
  bool refused = false;

  explicit Symbols(std::optional<int64_t> extent)
      : derivation(algebra, extent) {}
};

struct Symbol {
  Symbols *in;
  NormalForm form;
};
inline Symbol operator+(const Symbol &a, const Symbol &b) {
  return {a.in, a.in->algebra.add(a.form, b.form)};
}
inline Symbol operator-(const Symbol &a, const Symbol &b) {
  return {a.in, a.in->algebra.sub(a.form, b.form)};
}
inline Symbol operator*(const Symbol &a, const Symbol &b) {
  return {a.in, a.in->algebra.mul(a.form, b.form)};
}
inline Symbol operator/(const Symbol &a, const Symbol &b) {
  Algebra &algebra = a.in->algebra;
  return {a.in, algebra.mul(a.form, algebra.pow(b.form, Rational(-1)))};
}
inline Symbol exp(const Symbol &a) { return {a.in, a.in->algebra.exp(a.form)}; }
inline Symbol log(const Symbol &a) { return {a.in, a.in->algebra.log(a.form)}; }
inline Symbol abs(const Symbol &a) { return {a.in, a.in->algebra.abs(a.form)}; }
inline Symbol sqrt(const Symbol &a) {
  return {a.in, a.in->algebra.pow(a.form, Rational(1, 2))};
}

//===----------------------------------------------------------------------===//
// What both have
//===----------------------------------------------------------------------===//

/// The inputs of a chain and its reductions, on numbers.
struct Numbers {
  using Value = Row;
  std::vector<Row> leaves;
  int64_t extent;

  Row operator[](Leaf leaf) { return leaves[leaf]; }
  Row number(double x) { return {{x}}; }
  Row n() { return {{static_cast<long double>(extent)}}; }
  Row fill(const Row &a) {
    return a.values.size() == 1 && extent != 1
               ? Row{std::vector<long double>(extent, a[0])}
               : a;
  }
  Row sum(const Row &a) {
    long double total = 0;
    for (long double x : fill(a).values)
      total += x;
    return {{total}};
  }
  Row max(const Row &a) {
    long double most = -INFINITY;
    for (long double x : fill(a).values)
      most = std::isnan(x) ? x : std::max(most, x);
    return {{most}};
  }
  Row opaque(const char *, const Row &a, long double (*f)(long double)) {
    return each(a, f);
  }
};

struct Forms {
  using Value = Symbol;
  Symbols &in;

  Symbol operator[](Leaf leaf) {
    static const char *kNames[] = {"s", "v", "x",   "y",   "w",
                                   "g", "t", "eps", "sink"};
    bool streams = leaf < EPS;
    return {&in, in.algebra.leaf(kNames[leaf], leaf, streams ? kStream : kFixed,
                                 streams ? kStreamBit : 0, leaf == EPS)};
  }
  Symbol number(double x) { return {&in, in.algebra.number(x)}; }
  Symbol n() { return {&in, in.derivation.count()}; }
  Symbol reduced(const std::optional<NormalForm> &form) {
    in.refused |= !form;
    return {&in, form.value_or(NormalForm())};
  }
  Symbol sum(const Symbol &a) { return reduced(in.derivation.sum(a.form)); }
  Symbol max(const Symbol &a) { return reduced(in.derivation.max(a.form)); }
  Symbol opaque(const char *name, const Symbol &a,
                long double (*f)(long double)) {
    functions()[name] = f;
    return {&in, in.algebra.opaque(name, {a.form}, -1)};
  }
  static std::map<std::string, long double (*)(long double)> &functions() {
    static std::map<std::string, long double (*)(long double)> known;
    return known;
  }
};

} // namespace tenfold::algebra

#endif // TENFOLD_TEST_ALGEBRA_CHAINS_H
