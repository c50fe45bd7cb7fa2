//===- Laws.cpp - what moves out of functions that are no polynomials -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/NormalForm.h"

#include <cmath>

using namespace tenfold::algebra;

/// Sums are one atom however they are associated.
NormalForm Algebra::group(const NormalForm &a) {
  NormalForm flat;
  for (auto &[term, c] : a) {
    const Monomial &m = term.monomial;
    bool isGroup = term.exponent.empty() && m.size() == 1 &&
                   m[0].second == Rational(1) &&
                   atoms[m[0].first].op == "group";
    flat = add(flat, isGroup ? mul(number(c), atoms[m[0].first].arguments[0])
                             : NormalForm{{term, c}});
  }
  return flat.size() < 2 ? flat : atom({.op = "group", .arguments = {flat}});
}

/// abs(c p) = abs(c) abs(p)
NormalForm Algebra::abs(const NormalForm &a) {
  if (isPositive(a))
    return a;
  if (a.size() != 1)
    return atom({.op = "abs", .arguments = {a}, .positive = true});
  auto &[term, c] = *a.begin();
  Rational size = c.isPositive() ? c : -c;
  NormalForm result{{{{}, term.exponent}, size}};
  for (auto &[id, power] : term.monomial) {
    NormalForm factor{{{{{id, power}}, {}}, 1}};
    result =
        mul(result,
            isPositive(factor)
                ? factor
                : atom({.op = "abs", .arguments = {factor}, .positive = true}));
  }
  return result;
}

/// c p exp(e) is 0 where p is: a small exponential may be rounded to 0.
NormalForm Algebra::vanishes(const NormalForm &a) {
  NormalForm core =
      a.size() == 1 ? NormalForm{{{a.begin()->first.monomial, {}}, 1}} : a;
  return atom({.op = "vanishes", .arguments = {core}});
}

/// select(m, ax + ar, -inf) = select(m, ax, -inf) + ar, and for finite branches
/// select(m, a, b) = [m] a + [not m] b where that tells stream from results.
NormalForm Algebra::select(const NormalForm &mask, const NormalForm &a,
                           const NormalForm &b) {
  auto opaque = [&](const NormalForm &x) {
    return atom({.op = "select", .arguments = {mask, x, b}});
  };
  bool least = b == number(-INFINITY);
  unsigned sides = sideOf(mask) | sideOf(a) | sideOf(b);
  // A mask of whole rows guards against what is not finite there, as 0 / 0
  // where all scores are -inf, and a product with 0 would not.
  if (sides != kMixed || sideOf(mask) != kStream)
    return opaque(a);
  if (least) {
    auto split = splitSum(a);
    return split ? add(opaque(split->first), split->second) : opaque(a);
  }
  if (a == number(-INFINITY))
    return opaque(a);
  NormalForm in = atom({.op = "indicator", .arguments = {mask}});
  return add(mul(in, a), mul(sub(number(Rational(1)), in), b));
}

//===----------------------------------------------------------------------===//
// Text, for remarks
//===----------------------------------------------------------------------===//

static std::string show(Rational q) {
  std::string text = std::to_string(q.numerator());
  return q.isInteger() ? text : text + "/" + std::to_string(q.denominator());
}

std::string Algebra::show(AtomId id) const {
  const Atom &atom = atoms[id];
  if (!atom.name.empty())
    return atom.name;
  std::string text;
  for (const NormalForm &argument : atom.arguments)
    text += (text.empty() ? "" : ", ") + show(argument);
  if (atom.op == "group")
    return "(" + text + ")";
  if (atom.op == "power")
    return "(" + text + ")^" + ::show(atom.power);
  return atom.op + "(" + text + ")";
}

std::string Algebra::show(const Monomial &m) const {
  std::string text;
  for (auto &[id, power] : m) {
    text += (text.empty() ? "" : "*") + show(id);
    if (power != Rational(1))
      text += "^" + ::show(power);
  }
  return text.empty() ? "1" : text;
}

std::string Algebra::show(const NormalForm &a) const {
  std::string text;
  for (auto &[term, c] : a) {
    std::string factor = show(term.monomial);
    std::string exponent;
    for (auto &[m, q] : term.exponent)
      exponent += (exponent.empty() ? "" : " + ") +
                  (q == Rational(1) ? "" : ::show(q) + "*") + show(m);
    if (!exponent.empty())
      factor = (factor == "1" ? "" : factor + "*") + "exp(" + exponent + ")";
    text += (text.empty() ? "" : " + ") + (c == Rational(1) ? factor
                                           : factor == "1"
                                               ? ::show(c)
                                               : ::show(c) + "*" + factor);
  }
  return text.empty() ? "0" : text;
}
