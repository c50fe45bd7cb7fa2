//===- Program.cpp - plans to the regions of a fold -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// absorb  anchors of state and tile are joined, stored sums move to the joined
//         anchors (`move`), and the tile is summed relative to them;
// merge   both sides move to the joined anchors and are added;
// finish  results over states.
// -inf is the zero of exp. Where a maximum is subtracted, 0 stands for -inf, so
// that -inf - -inf does not occur and exp(-inf - 0) is 0.

#include "lib/Algebra/Program.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

using namespace tenfold::algebra;

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

static Expr power(const Expr &x, Rational p) {
  if (p.denominator() > 2 || p.numerator() > 8)
    return make({.op = Node::power, .args = {x}, .value = p.value()});
  Expr result = p.denominator() == 2 ? make(Node::sqrt, {x}) : constant(1);
  for (int64_t i = 0; i < p.numerator() / p.denominator(); ++i)
    result = mul(result, x);
  return result;
}

namespace {
class Builder {
public:
  Builder(const Algebra &algebra, const Plan &plan, uint64_t streamBit,
          const std::map<NormalForm, Expr> &written)
      : algebra(algebra), plan(plan), streamBit(streamBit), forms(written) {
    for (unsigned i = 0; i < plan.states.size(); ++i)
      stateOf[plan.states[i].id] = i;
  }

  Program build();

private:
  /// One side of a merge, or the state that absorbs: its values, and what
  /// moves them to the joined anchors.
  struct Side {
    std::vector<Expr> values;
    std::map<unsigned, Expr>
        factors; // exp(M - M') of each maximum that anchors
  };

  Expr of(const NormalForm &form);
  Expr ofTerm(const Term &term, Rational c);
  Expr ofAtom(AtomId id);
  Expr ofExponent(const Exponent &e);
  Expr stateRef(unsigned i, Node::Op op);
  unsigned maxOf(const Exponent &base) const;
  unsigned indexOf(const Basis &basis) const;

  Side side(Node::Op op);
  void joinMaxima(std::vector<Side *> sides, bool absorbs);
  void joinMeans(std::vector<Side *> sides, bool absorbs);
  Expr weight(const Exponent &e);
  Expr scaled(const Side &side, const Exponent &e, Expr value);
  Expr shift(const Side &side, AtomId factor);
  Expr move(const Side &side, const Basis &basis);
  Expr element(const Basis &basis);
  /// A tile's sum begins from 0, so that rounding grows with the length of a
  /// tile and the number of tiles, not with the length of the stream.
  Expr overTile(Node::Op op, Expr init, Expr body) {
    if (op == Node::maxOver)
      return reduce(op, init, body, streamBit);
    if (body->op == Node::constant)
      return add(init, mul(body, make(Node::count, {})));
    return add(init, reduce(op, constant(0), body, streamBit));
  }
  std::vector<Expr> join(bool absorbs);

  const Algebra &algebra;
  const Plan &plan;
  uint64_t streamBit;
  std::map<AtomId, unsigned> stateOf;
  std::vector<Expr> joined; // states at the joined anchors, as far as known
  std::map<Exponent, Expr> weights;
  std::map<NormalForm, Expr> forms;
};
} // namespace

//===----------------------------------------------------------------------===//
// Normal forms to expressions
//===----------------------------------------------------------------------===//

Expr Builder::stateRef(unsigned i, Node::Op op) {
  const State &state = plan.states[i];
  return make(
      {.op = op, .index = i, .dims = algebra[state.id].dims & ~streamBit});
}

Expr Builder::ofAtom(AtomId id) {
  if (auto at = stateOf.find(id); at != stateOf.end())
    return stateRef(at->second, Node::state);
  const Atom &atom = algebra[id];
  std::vector<Expr> args;
  for (const NormalForm &argument : atom.arguments)
    args.push_back(of(argument));
  if (atom.op == "group")
    return args[0];
  if (atom.op == "constant" || atom.op == "-inf")
    return constant(atom.op == "-inf" ? -INFINITY : atom.value);
  if (atom.op == "power")
    return atom.power.isPositive()
               ? power(args[0], atom.power)
               : make(Node::div, {constant(1), power(args[0], -atom.power)});
  static const std::map<std::string, Node::Op> kKnown = {
      {"log", Node::log},           {"exp", Node::exp},
      {"abs", Node::abs},           {"is_nan", Node::isNaN},
      {"vanishes", Node::vanishes}, {"select", Node::select}};
  if (auto known = kKnown.find(atom.op); known != kKnown.end())
    return make(known->second, args);
  if (atom.op == "indicator")
    return make(Node::select, {args[0], constant(1), constant(0)});
  return make({.op = atom.op == "leaf" ? Node::leaf : Node::apply,
               .args = args,
               .source = atom.source,
               .name = atom.op == "leaf" ? atom.name : atom.op,
               .dims = atom.op == "leaf" ? atom.dims : 0});
}

/// Maxima that are subtracted must not be -inf.
Expr Builder::ofExponent(const Exponent &e) {
  Expr total = constant(0);
  for (auto &[m, q] : e) {
    bool subtracted = m.size() == 1 && !q.isPositive() &&
                      stateOf.count(m[0].first) &&
                      algebra[m[0].first].op == "max";
    Expr value = ofTerm({m, {}}, 1);
    value = subtracted ? make(Node::finite, {value}) : value;
    total = add(total, mul(constant(q.value()), value));
  }
  return total;
}

/// Factors along fewer dimensions come first: a product of rows and columns
/// stays a matrix product.
Expr Builder::ofTerm(const Term &term, Rational c) {
  Expr above = constant(1), below = constant(1);
  Monomial sorted(term.monomial);
  std::ranges::sort(sorted, {}, [&](auto &factor) {
    return std::pair(std::popcount(algebra[factor.first].dims), factor.first);
  });
  for (auto &[id, p] : sorted) {
    Expr factor = power(ofAtom(id), p.isPositive() ? p : -p);
    (p.isPositive() ? above : below) =
        mul(p.isPositive() ? above : below, factor);
  }
  above = mul(constant(c.value()), above);
  if (!term.exponent.empty())
    above = mul(make(Node::exp, {ofExponent(term.exponent)}), above);
  return div(above, below);
}

/// Equal forms are one expression, which is computed once.
Expr Builder::of(const NormalForm &form) {
  if (auto known = forms.find(form); known != forms.end())
    return known->second;
  Expr total = constant(0);
  for (auto &[term, c] : form)
    total = add(total, ofTerm(term, c));
  return forms[form] = total;
}

//===----------------------------------------------------------------------===//
// Anchors
//===----------------------------------------------------------------------===//

unsigned Builder::maxOf(const Exponent &base) const {
  NormalForm of = Algebra::linear(base);
  for (unsigned i = 0; i < plan.states.size(); ++i)
    if (plan.states[i].kind == State::max && plan.states[i].of == of)
      return i;
  return 0;
}

unsigned Builder::indexOf(const Basis &basis) const {
  for (unsigned i = 0; i < plan.states.size(); ++i)
    if (plan.states[i].kind == State::sum && plan.states[i].basis == basis)
      return i;
  return plan.states.size();
}

Builder::Side Builder::side(Node::Op op) {
  Side side;
  for (unsigned i = 0; i < plan.states.size(); ++i)
    side.values.push_back(stateRef(i, op));
  return side;
}

/// M' = max(M, M of the tile or of the other side)
void Builder::joinMaxima(std::vector<Side *> sides, bool absorbs) {
  for (unsigned i = 0; i < plan.states.size(); ++i) {
    if (plan.states[i].kind != State::max)
      continue;
    Expr own = sides[0]->values[i];
    joined[i] = absorbs ? overTile(Node::maxOver, own, of(plan.states[i].of))
                        : make(Node::max, {own, sides[1]->values[i]});
    Expr top = make(Node::finite, {joined[i]});
    for (Side *side : sides)
      side->factors[i] = make(Node::exp, {sub(side->values[i], top)});
  }
}

/// exp(q phi - q M') of an element
Expr Builder::weight(const Exponent &e) {
  if (e.empty())
    return constant(1);
  Expr &known = weights[e];
  if (known)
    return known;
  const Anchor &anchor = plan.anchors.at(e);
  if (anchor.base == e) {
    Expr top = make(Node::finite, {joined[maxOf(e)]});
    return known = make(Node::exp, {sub(of(Algebra::linear(e)), top)});
  }
  return known = power(weight(anchor.base), anchor.factor);
}

/// `value`, a sum under exp(e), times exp(q (M - M'))
Expr Builder::scaled(const Side &side, const Exponent &e, Expr value) {
  if (e.empty())
    return value;
  const Anchor &anchor = plan.anchors.at(e);
  return mul(value, power(side.factors.at(maxOf(anchor.base)), anchor.factor));
}

/// mean' = mean + sum_j w (f - mean) / W', or of the two sides
/// mean' = mean1 + (mean2 - mean1) W2 / W'; 0 where W' is.
void Builder::joinMeans(std::vector<Side *> sides, bool absorbs) {
  for (unsigned i = 0; i < plan.states.size(); ++i) {
    const State &state = plan.states[i];
    if (state.kind != State::mean)
      continue;
    const Exponent &e = state.basis.exponent;
    unsigned w = indexOf({{}, e});
    Expr own = scaled(*sides[0], e, sides[0]->values[w]);
    Expr mean = sides[0]->values[i], numerator, total;
    if (absorbs) {
      total = overTile(Node::sumOver, own, weight(e));
      numerator = overTile(Node::sumOver, constant(0),
                           mul(weight(e), sub(ofAtom(state.factor), mean)));
    } else {
      Expr other = scaled(*sides[1], e, sides[1]->values[w]);
      total = add(own, other);
      numerator = mul(sub(sides[1]->values[i], mean), other);
    }
    joined[i] = make(
        Node::unlessZero,
        {total, add(mean, make(Node::div, {numerator, total})), constant(0)});
  }
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// c - c', the way of a centre
Expr Builder::shift(const Side &side, AtomId factor) {
  const Centre &centre = plan.centres.at(factor);
  if (!centre.isMean) {
    unsigned i = maxOf(centre.weight);
    Expr top = make(Node::finite, {joined[i]});
    return make(Node::unlessLeast, {side.values[i], sub(side.values[i], top)});
  }
  for (unsigned i = 0; i < plan.states.size(); ++i)
    if (plan.states[i].kind == State::mean && plan.states[i].factor == factor)
      return sub(side.values[i], joined[i]);
  return constant(0);
}

/// Y'_k = exp(q (M - M')) sum_(i <= k) C(k, i) (c - c')^(k - i) Y_i
Expr Builder::move(const Side &side, const Basis &basis) {
  auto [centred, others] = splitCentred(plan, basis);
  Expr total = constant(0);
  forEachLower(
      centred, [&](const Monomial &lower, const Monomial &rest, int64_t count) {
        unsigned i = indexOf({Algebra::times(others, lower), basis.exponent});
        if (i == plan.states.size())
          return; // a first moment about its mean: 0
        Expr term = mul(constant(count), side.values[i]);
        for (auto &[id, p] : rest)
          term = mul(term, power(shift(side, id), p));
        total = add(total, term);
      });
  return scaled(side, basis.exponent, total);
}

/// p (f - c')^k exp(q (phi - M')) of an element of the tile
Expr Builder::element(const Basis &basis) {
  auto [centred, others] = splitCentred(plan, basis);
  Expr w = weight(basis.exponent), value = constant(1);
  for (auto &[id, p] : centred) {
    const Centre &centre = plan.centres.at(id);
    Expr at = make(Node::finite, {joined[maxOf(centre.weight)]});
    for (unsigned i = 0; centre.isMean && i < plan.states.size(); ++i)
      if (plan.states[i].kind == State::mean && plan.states[i].factor == id)
        at = joined[i];
    value = mul(value, power(sub(ofAtom(id), at), p));
  }
  value = mul(value, ofTerm({others, {}}, 1));
  // A factor of the exponent may be -inf where the weight is 0.
  std::vector<bool> inExponent;
  algebra.collect(Algebra::linear(basis.exponent), inExponent);
  for (auto &[id, p] : basis.monomial)
    if (inExponent.size() > id && inExponent[id])
      return make(Node::unlessLeast,
                  {of(Algebra::linear(basis.exponent)), mul(w, value)});
  return mul(w, value);
}

std::vector<Expr> Builder::join(bool absorbs) {
  Side left = side(Node::state), right = side(Node::other);
  std::vector<Side *> sides{&left};
  if (!absorbs)
    sides.push_back(&right);
  joined.assign(plan.states.size(), nullptr);
  weights.clear();
  joinMaxima(sides, absorbs);
  joinMeans(sides, absorbs);
  for (unsigned i = 0; i < plan.states.size(); ++i) {
    if (plan.states[i].kind != State::sum)
      continue;
    const Basis &basis = plan.states[i].basis;
    Expr moved = move(left, basis);
    joined[i] = absorbs ? overTile(Node::sumOver, moved, element(basis))
                        : add(moved, move(right, basis));
  }
  return joined;
}

Program Builder::build() {
  Program program;
  for (const State &state : plan.states)
    program.init.push_back(state.kind == State::max ? -INFINITY : 0);
  program.absorb = join(true);
  program.merge = join(false);
  for (const NormalForm &result : plan.results)
    program.finish.push_back(of(result));
  addFacts(program, plan);
  return program;
}

Program tenfold::algebra::build(const Algebra &algebra, const Plan &plan,
                                uint64_t streamBit,
                                const std::map<NormalForm, Expr> &written) {
  return Builder(algebra, plan, streamBit, written).build();
}
