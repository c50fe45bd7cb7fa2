//===- NormalForm.cpp - arithmetic on exponential polynomials -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/NormalForm.h"

#include <algorithm>
#include <cmath>

using namespace tenfold::algebra;

// Terms of a form, above which distributing is no simplification.
static constexpr size_t kMaxTerms = 64;

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

AtomId Algebra::intern(Atom atom) {
  auto key = std::make_tuple(atom.op, atom.arguments, atom.power, atom.value,
                             atom.source);
  auto [at, isNew] = known.try_emplace(key, atoms.size());
  if (!isNew)
    return at->second;
  bool isResult = atom.side == kResult;
  for (const NormalForm &argument : atom.arguments) {
    if (!isResult)
      atom.side |= sideOf(argument);
    atom.dims |= dimsOf(argument);
  }
  atoms.push_back(std::move(atom));
  return at->second;
}

NormalForm Algebra::number(Rational value) {
  failed |= value.isUnknown();
  return value == Rational(0) ? NormalForm() : NormalForm{{{{}, {}}, value}};
}

NormalForm Algebra::number(double value) {
  // Constants of source programs are short (1/8, 127) or rounded (1/sqrt(7)).
  constexpr double kDenominator = 1 << 10, kLargest = 1 << 20;
  double scaled = value * kDenominator;
  if (std::abs(value) <= kLargest && scaled == std::floor(scaled))
    return number(Rational(static_cast<int64_t>(scaled),
                           static_cast<int64_t>(kDenominator)));
  if (value == -INFINITY)
    return atom({.op = "-inf", .name = "-inf"});
  return atom({.op = "constant",
               .value = value,
               .positive = value > 0,
               .name = std::to_string(value)});
}

NormalForm Algebra::leaf(std::string name, int source, Side side, uint64_t dims,
                         bool positive) {
  return atom({.op = "leaf",
               .source = source,
               .side = side,
               .dims = dims,
               .positive = positive,
               .name = std::move(name)});
}

NormalForm Algebra::opaque(std::string op, std::vector<NormalForm> arguments,
                           int source) {
  return atom({.op = std::move(op),
               .arguments = std::move(arguments),
               .source = source});
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

unsigned Algebra::sideOf(const Monomial &m) const {
  unsigned side = kFixed;
  for (auto &[id, power] : m)
    side |= atoms[id].side;
  return side;
}

unsigned Algebra::sideOf(const NormalForm &a) const {
  unsigned side = kFixed;
  for (auto &[term, c] : a) {
    side |= sideOf(term.monomial);
    for (auto &[m, q] : term.exponent)
      side |= sideOf(m);
  }
  return side;
}

uint64_t Algebra::dimsOf(const NormalForm &a) const {
  uint64_t dims = 0;
  auto visit = [&](const Monomial &m) {
    for (auto &[id, power] : m)
      dims |= atoms[id].dims;
  };
  for (auto &[term, c] : a) {
    visit(term.monomial);
    for (auto &[m, q] : term.exponent)
      visit(m);
  }
  return dims;
}

bool Algebra::isPositive(const Monomial &m) const {
  return std::all_of(m.begin(), m.end(), [&](auto &factor) {
    Rational half = factor.second / 2;
    return atoms[factor.first].positive || half.isInteger();
  });
}

/// At least 0, and 0 only where an atom said to be positive is.
bool Algebra::isPositive(const NormalForm &a) const {
  return !a.empty() && std::all_of(a.begin(), a.end(), [&](auto &term) {
    return term.second.isPositive() && isPositive(term.first.monomial);
  });
}

std::optional<std::pair<NormalForm, NormalForm>>
Algebra::splitSum(const NormalForm &a) const {
  NormalForm stream, result;
  for (auto &[term, c] : a) {
    unsigned side = sideOf(NormalForm{{term, c}});
    if (side == kMixed)
      return std::nullopt;
    (side == kResult ? result : stream)[term] = c;
  }
  return std::make_pair(stream, result);
}

std::optional<NormalForm> Algebra::divisor(const NormalForm &a) const {
  std::optional<NormalForm> found;
  for (auto &[term, c] : a) {
    std::optional<NormalForm> own;
    for (auto &[id, power] : term.monomial) {
      const Atom &factor = atoms[id];
      bool isPower = factor.op == "power";
      if (factor.side != kResult ||
          (isPower ? power * factor.power : power).isPositive())
        continue;
      if (own)
        return std::nullopt;
      own = isPower ? factor.arguments[0] : atom(id);
    }
    if (!own || (found && *found != *own))
      return std::nullopt;
    found = own;
  }
  return found;
}

void Algebra::collect(const NormalForm &a, std::vector<bool> &seen) const {
  seen.resize(atoms.size());
  auto visit = [&](const Monomial &m) {
    for (auto &[id, power] : m) {
      if (seen[id])
        continue;
      seen[id] = true;
      for (const NormalForm &argument : atoms[id].arguments)
        collect(argument, seen);
    }
  };
  for (auto &[term, c] : a) {
    visit(term.monomial);
    for (auto &[m, q] : term.exponent)
      visit(m);
  }
}

//===----------------------------------------------------------------------===//
// Sums and products
//===----------------------------------------------------------------------===//

/// Adds `value` at `key` of a sorted list without zeros.
template <typename Key>
static void addTo(std::vector<std::pair<Key, Rational>> &list, const Key &key,
                  Rational value) {
  auto at = std::lower_bound(
      list.begin(), list.end(), key,
      [](auto &entry, const Key &key) { return entry.first < key; });
  if (at == list.end() || at->first != key)
    at = list.insert(at, {key, Rational(0)});
  at->second = at->second + value;
  if (at->second == Rational(0))
    list.erase(at);
}

static void addTo(NormalForm &form, const Term &term, Rational value) {
  Rational &c = form[term];
  c = c + value;
  if (c == Rational(0))
    form.erase(term);
}

Monomial Algebra::times(const Monomial &a, const Monomial &b) {
  Monomial result(a);
  for (auto &[id, power] : b)
    addTo(result, id, power);
  return result;
}

NormalForm Algebra::add(const NormalForm &a, const NormalForm &b) {
  NormalForm result(a);
  for (auto &[term, c] : b)
    addTo(result, term, c);
  return result;
}

NormalForm Algebra::sub(const NormalForm &a, const NormalForm &b) {
  return add(a, mul(number(Rational(-1)), b));
}

NormalForm Algebra::mul(const NormalForm &a, const NormalForm &b) {
  NormalForm result;
  for (auto &[s, c] : a)
    for (auto &[t, d] : b) {
      Term product{times(s.monomial, t.monomial), s.exponent};
      for (auto &[m, q] : t.exponent)
        addTo(product.exponent, m, q);
      addTo(result, product, c * d);
      failed |= (c * d).isUnknown();
    }
  failed |= result.size() > kMaxTerms;
  return failed ? NormalForm() : result;
}

//===----------------------------------------------------------------------===//
// Powers, exponentials, logarithms
//===----------------------------------------------------------------------===//

/// (c m exp(e))^p
NormalForm Algebra::powTerm(const Term &term, Rational c, Rational p) {
  Term result;
  for (auto &[id, power] : term.monomial)
    result.monomial.emplace_back(id, power * p);
  for (auto &[m, q] : term.exponent)
    result.exponent.emplace_back(m, q * p);
  if (!p.isInteger())
    return mul({{result, 1}}, c == Rational(1)
                                  ? number(Rational(1))
                                  : number(std::pow(c.value(), p.value())));
  Rational factor = 1;
  for (int64_t i = 0; i < std::abs(p.numerator()); ++i)
    factor = factor * c;
  return {{result, p.isPositive() ? factor : Rational(1) / factor}};
}

NormalForm Algebra::pow(const NormalForm &a, Rational p) {
  if (a.empty() && p.isPositive())
    return a;
  if (p.isInteger() && p.numerator() >= 0 && p.numerator() <= 4) {
    NormalForm result = number(Rational(1));
    for (int64_t i = 0; i < p.numerator(); ++i)
      result = mul(result, a);
    return result;
  }
  if (a.size() == 1 && (p.isInteger() || isPositive(a)))
    return powTerm(a.begin()->first, a.begin()->second, p);
  // The common exponential of a sum leaves it, which keeps it in range.
  if (a.size() > 1) {
    const Exponent &common = a.begin()->first.exponent;
    bool same = std::all_of(a.begin(), a.end(), [&](auto &term) {
      return term.first.exponent == common;
    });
    if (same && !common.empty()) {
      NormalForm rest;
      for (auto &[term, c] : a)
        rest[{term.monomial, {}}] = c;
      return mul(pow(rest, p), powTerm({{}, common}, 1, p));
    }
  }
  bool positive = isPositive(a) || p.denominator() % 2 == 0;
  return atom(
      {.op = "power", .arguments = {a}, .power = p, .positive = positive});
}

/// exp of a sum is a product, of which factors exp(c log A) are A^c.
NormalForm Algebra::exp(const NormalForm &a) {
  NormalForm result = number(Rational(1));
  for (auto &[term, c] : a) {
    Monomial m = term.monomial;
    if (!term.exponent.empty())
      m = times(m, {{intern({.op = "exp",
                             .arguments = {linear(term.exponent)},
                             .positive = true}),
                     1}});
    if (m.size() == 1 && m[0].second == Rational(1)) {
      const Atom &only = atoms[m[0].first];
      if (only.op == "-inf" && c.isPositive())
        return {};
      if (only.op == "log") {
        result = mul(result, pow(NormalForm(only.arguments[0]), c));
        continue;
      }
    }
    result = mul(result, {{Term{{}, {{m, c}}}, 1}});
  }
  return result;
}

/// log(c m exp(e)), all factors positive.
NormalForm Algebra::logTerm(const Term &term, Rational c) {
  NormalForm result = linear(term.exponent);
  if (c != Rational(1))
    result = add(result, number(std::log(c.value())));
  for (auto &[id, power] : term.monomial) {
    NormalForm one = atom(id);
    NormalForm log = atom({.op = "log", .arguments = {one}});
    result = add(result, mul(number(power), log));
  }
  return result;
}

NormalForm Algebra::log(const NormalForm &a) {
  if (a.size() == 1 && a.begin()->second.isPositive() &&
      std::all_of(a.begin()->first.monomial.begin(),
                  a.begin()->first.monomial.end(),
                  [&](auto &factor) { return atoms[factor.first].positive; }))
    return logTerm(a.begin()->first, a.begin()->second);
  return atom({.op = "log", .arguments = {a}});
}

NormalForm Algebra::linear(const Exponent &e) {
  NormalForm result;
  for (auto &[m, q] : e)
    result[{m, {}}] = q;
  return result;
}

//===----------------------------------------------------------------------===//
// Substitution
//===----------------------------------------------------------------------===//

NormalForm Algebra::substituteAtom(AtomId id,
                                   const std::map<AtomId, NormalForm> &by) {
  if (auto at = by.find(id); at != by.end())
    return at->second;
  Atom copy = atoms[id];
  if (copy.arguments.empty())
    return atom(id);
  std::vector<NormalForm> arguments;
  for (const NormalForm &argument : copy.arguments)
    arguments.push_back(substitute(argument, by));
  if (copy.op == "log")
    return log(arguments[0]);
  if (copy.op == "power")
    return pow(arguments[0], copy.power);
  if (copy.op == "vanishes")
    return vanishes(arguments[0]);
  copy.arguments = std::move(arguments);
  return atom(intern(std::move(copy)));
}

NormalForm Algebra::substitute(const NormalForm &a,
                               const std::map<AtomId, NormalForm> &by) {
  NormalForm result;
  auto replace = [&](const Monomial &m, Rational c) {
    NormalForm product = number(c);
    for (auto &[id, power] : m)
      product = mul(product, pow(substituteAtom(id, by), power));
    return product;
  };
  for (auto &[term, c] : a) {
    NormalForm exponent;
    for (auto &[m, q] : term.exponent)
      exponent = add(exponent, replace(m, q));
    result = add(result, mul(replace(term.monomial, c), exp(exponent)));
  }
  return result;
}
