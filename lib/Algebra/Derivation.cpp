//===- Derivation.cpp - separate, then anchor -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Derivation.h"

using namespace tenfold::algebra;

//===----------------------------------------------------------------------===//
// Separation
//===----------------------------------------------------------------------===//

/// Coefficients free of the stream, by summand of the stream alone.
std::optional<Derivation::Parts> Derivation::separate(const NormalForm &body) {
  Parts parts;
  for (auto &[term, c] : body) {
    Term stream, rest;
    for (auto &factor : term.monomial) {
      if (algebra[factor.first].side == kMixed) {
        why = algebra.show(factor.first) +
              " mixes the stream with a result, and no law separates it";
        return std::nullopt;
      }
      bool streams = algebra[factor.first].side == kStream;
      (streams ? stream : rest).monomial.push_back(factor);
    }
    // What shifts every element stays with them: the greatest is one of them,
    // rounded as they are.
    bool streams = algebra.sideOf(Algebra::linear(term.exponent)) & kStream;
    for (auto &part : term.exponent) {
      unsigned side = algebra.sideOf(part.first);
      if (side == kMixed) {
        why = "exp(" + algebra.show(part.first) +
              ") multiplies the stream by a result in an exponent";
        return std::nullopt;
      }
      (side == kStream || (streams && side == kFixed) ? stream : rest)
          .exponent.push_back(part);
    }
    parts[stream] = algebra.add(parts[stream], {{rest, c}});
  }
  return parts;
}

NormalForm Derivation::rawSum(const Basis &basis) {
  if (basis == Basis() && extent)
    return algebra.number(Rational(*extent));
  NormalForm body{{basis, 1}};
  AtomId id = algebra.intern({.op = "sum",
                              .arguments = {body},
                              .side = kResult,
                              .positive = basis.monomial.empty(),
                              .name = "sum[" + algebra.show(body) + "]"});
  raw[basis] = id;
  return algebra.atom(id);
}

NormalForm Derivation::count() { return rawSum({}); }

std::optional<NormalForm> Derivation::sum(const NormalForm &body) {
  auto parts = separate(body);
  if (!parts)
    return std::nullopt;
  NormalForm total;
  for (auto &[basis, coefficient] : *parts) {
    coefficients[basis].push_back(coefficient);
    total = algebra.add(total, algebra.mul(coefficient, rawSum(basis)));
  }
  return total;
}

NormalForm Derivation::maximum(const NormalForm &of) {
  // What is read may be said to be positive, as may its greatest value.
  return algebra.atom({.op = "max",
                       .arguments = {of},
                       .side = kResult,
                       .positive = algebra.isPositive(of),
                       .name = "max[" + algebra.show(of) + "]"});
}

/// max c = c, of a stream that is not empty; max(p + c) = max p + c; max(c p) =
/// c max p for c > 0; max exp p = exp max p.
std::optional<NormalForm> Derivation::max(const NormalForm &body) {
  if (!(algebra.sideOf(body) & kStream))
    return body;
  NormalForm stream, shift, scale = algebra.number(Rational(1));
  if (auto split = algebra.splitSum(body)) {
    std::tie(stream, shift) = *split;
  } else {
    auto parts = separate(body);
    if (!parts || parts->size() != 1 ||
        !algebra.isPositive(parts->begin()->second)) {
      why = "the maximum of " + algebra.show(body) +
            " is neither a shift nor a positive multiple of the stream";
      return std::nullopt;
    }
    stream = {{parts->begin()->first, 1}};
    scale = parts->begin()->second;
  }
  bool isExp = stream.size() == 1 && stream.begin()->first.monomial.empty() &&
               !stream.begin()->first.exponent.empty() &&
               stream.begin()->second == Rational(1);
  NormalForm greatest =
      isExp ? algebra.exp(
                  maximum(Algebra::linear(stream.begin()->first.exponent)))
            : maximum(stream);
  return algebra.add(algebra.mul(scale, greatest), shift);
}

//===----------------------------------------------------------------------===//
// Anchors
//===----------------------------------------------------------------------===//

/// q with e = q base, if there is one above 0.
static std::optional<Rational> ratio(const Exponent &e, const Exponent &base) {
  if (e.size() != base.size() || e.empty())
    return std::nullopt;
  Rational q = e[0].second / base[0].second;
  for (size_t i = 0; i < e.size(); ++i)
    if (e[i].first != base[i].first || e[i].second != q * base[i].second)
      return std::nullopt;
  return q.isPositive() ? std::optional(q) : std::nullopt;
}

/// exp(q phi) is anchored at q max(phi): one maximum per direction.
void Derivation::chooseAnchors(Plan &plan) {
  std::vector<Exponent> bases;
  for (auto &[basis, id] : raw) {
    const Exponent &e = basis.exponent;
    if (e.empty() || plan.anchors.count(e))
      continue;
    Anchor anchor{e, 1};
    for (const Exponent &base : bases)
      if (auto q = ratio(e, base))
        anchor = {base, *q};
    if (anchor.base == e)
      bases.push_back(e);
    plan.anchors[e] = anchor;
  }
}

/// Whether the sum of `factor` stands in the coefficient of a sum with one
/// power less of it than another: x g w - mean(x) g w.
bool Derivation::cancelsAgainstMean(AtomId factor, const Exponent &weight) {
  auto first = raw.find({{{factor, 1}}, weight});
  if (first == raw.end())
    return false;
  for (auto &[basis, id] : raw)
    for (auto &[own, power] : basis.monomial) {
      if (own != factor || (basis.exponent == weight &&
                            basis.monomial.size() == 1 && power == Rational(1)))
        continue;
      if (basis.exponent == weight && basis.monomial.size() == 1 &&
          power.isInteger() && power.numerator() >= 2)
        return true;
      Basis rest{Algebra::times(basis.monomial, {{factor, -power}}),
                 basis.exponent};
      auto at = coefficients.find(rest);
      for (size_t i = 0; at != coefficients.end() && i < at->second.size(); ++i)
        for (auto &[term, c] : at->second[i])
          for (auto &used : term.monomial)
            if (used.first == first->second)
              return true;
    }
  return false;
}

void Derivation::chooseCentres(Plan &plan) {
  for (auto &[basis, id] : raw)
    for (auto &[factor, power] : basis.monomial) {
      if (!power.isInteger() || !power.isPositive() ||
          plan.centres.count(factor))
        continue;
      // A factor that is itself an exponent is centred at its maximum.
      Exponent own{{Monomial{{factor, 1}}, 1}};
      auto anchor = plan.anchors.find(own);
      if (anchor != plan.anchors.end() && anchor->second.base == own &&
          !basis.exponent.empty())
        plan.centres[factor] = {false, own};
      else if (cancelsAgainstMean(factor, basis.exponent))
        plan.centres[factor] = {true, basis.exponent};
    }
}

std::pair<Monomial, Monomial>
tenfold::algebra::splitCentred(const Plan &plan, const Basis &basis) {
  std::pair<Monomial, Monomial> parts;
  for (auto &factor : basis.monomial)
    (plan.centres.count(factor.first) ? parts.first : parts.second)
        .push_back(factor);
  return parts;
}

static int64_t binomial(int64_t n, int64_t k) {
  int64_t result = 1;
  for (int64_t i = 0; i < k; ++i)
    result = result * (n - i) / (i + 1);
  return result;
}

void tenfold::algebra::forEachLower(
    const Monomial &factors,
    const std::function<void(const Monomial &, const Monomial &, int64_t)> &f) {
  Monomial lower, rest;
  std::function<void(size_t, int64_t)> walk = [&](size_t i, int64_t count) {
    if (i == factors.size())
      return f(lower, rest, count);
    auto [id, power] = factors[i];
    int64_t n = power.numerator();
    for (int64_t k = 0; k <= n; ++k) {
      if (k)
        lower.emplace_back(id, k);
      if (n - k)
        rest.emplace_back(id, n - k);
      walk(i + 1, count * binomial(n, k));
      if (k)
        lower.pop_back();
      if (n - k)
        rest.pop_back();
    }
  };
  walk(0, 1);
}

/// All sums that moving the anchors of `basis` needs: its lower powers.
std::set<Basis> Derivation::close(const Plan &plan, const Basis &basis) {
  std::set<Basis> result;
  auto [centred, others] = splitCentred(plan, basis);
  forEachLower(centred, [&](const Monomial &lower, const Monomial &, int64_t) {
    result.insert({Algebra::times(others, lower), basis.exponent});
  });
  return result;
}

/// The first moment about its own mean is 0, and so is not stored.
static bool isZero(const Plan &plan, const Basis &basis) {
  if (basis.monomial.size() != 1 || basis.monomial[0].second != Rational(1))
    return false;
  auto at = plan.centres.find(basis.monomial[0].first);
  return at != plan.centres.end() && at->second.isMean &&
         at->second.weight == basis.exponent;
}

/// The sum as it is stored.
NormalForm Derivation::stored(const Plan &plan, const Basis &basis) {
  if (isZero(plan, basis))
    return {};
  if (basis == Basis() && extent)
    return algebra.number(Rational(*extent));
  NormalForm body{{basis, 1}};
  return algebra.atom({.op = "state",
                       .arguments = {body},
                       .positive = basis.monomial.empty(),
                       .name = "Y[" + algebra.show(body) + "]"});
}

/// S = exp(q M) sum_i C(k, i) c^(k-i) Y_i
NormalForm Derivation::decode(const Plan &plan, const Basis &basis) {
  auto [centred, others] = splitCentred(plan, basis);
  NormalForm total;
  forEachLower(
      centred, [&](const Monomial &lower, const Monomial &rest, int64_t count) {
        NormalForm term = algebra.mul(
            algebra.number(Rational(count)),
            stored(plan, {Algebra::times(others, lower), basis.exponent}));
        for (auto &[id, power] : rest) {
          const Centre &centre = plan.centres.at(id);
          NormalForm at =
              centre.isMean
                  ? algebra.atom({.op = "mean",
                                  .arguments = {algebra.atom(id),
                                                Algebra::linear(centre.weight)},
                                  .name = "mean[" + algebra.show(id) + "]"})
                  : maximum(Algebra::linear(centre.weight));
          term = algebra.mul(term, algebra.pow(at, power));
        }
        total = algebra.add(total, term);
      });
  if (basis.exponent.empty())
    return total;
  const Anchor &anchor = plan.anchors.at(basis.exponent);
  NormalForm top = maximum(Algebra::linear(anchor.base));
  return algebra.mul(
      total, algebra.exp(algebra.mul(algebra.number(anchor.factor), top)));
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

/// Atoms that occur in results, by their number.
std::vector<AtomId> Derivation::usedBy(const std::vector<NormalForm> &results) {
  std::vector<bool> live;
  for (const NormalForm &result : results)
    algebra.collect(result, live);
  std::vector<AtomId> used;
  for (AtomId id = 0; id < live.size(); ++id)
    if (live[id])
      used.push_back(id);
  return used;
}

/// The states that results use, and what moving their anchors needs.
void Derivation::listStates(Plan &plan) {
  std::set<Basis> sums;
  std::map<AtomId, Exponent> means;
  std::set<NormalForm> maxima;
  auto addSum = [&](const Basis &basis) {
    auto lower = close(plan, basis);
    sums.insert(lower.begin(), lower.end());
  };
  for (AtomId id : usedBy(plan.results)) {
    Atom atom = algebra[id];
    if (atom.op == "max")
      maxima.insert(atom.arguments[0]);
    else if (atom.op == "state")
      addSum(atom.arguments[0].begin()->first);
    else if (atom.op == "mean")
      means[atom.arguments[0].begin()->first.monomial[0].first];
  }
  for (const Basis &basis : std::set<Basis>(sums))
    for (auto &[id, power] : splitCentred(plan, basis).first)
      if (plan.centres.at(id).isMean)
        means[id];
  for (auto &[id, weight] : means) {
    weight = plan.centres.at(id).weight;
    addSum({{}, weight});
  }
  for (const Basis &basis : sums)
    if (!basis.exponent.empty())
      maxima.insert(Algebra::linear(plan.anchors.at(basis.exponent).base));
  auto only = [](const NormalForm &a) {
    return a.begin()->first.monomial[0].first;
  };
  for (const NormalForm &of : maxima)
    plan.states.push_back(
        {.kind = State::max, .id = only(maximum(of)), .of = of});
  for (auto &[id, weight] : means)
    plan.states.push_back(
        {.kind = State::mean,
         .id = algebra.intern(
             {.op = "mean",
              .arguments = {algebra.atom(id), Algebra::linear(weight)},
              .name = "mean[" + algebra.show(id) + "]"}),
         .factor = id,
         .basis = {{}, weight}});
  for (const Basis &basis : sums)
    if (!isZero(plan, basis)) {
      NormalForm body{{basis, 1}};
      plan.states.push_back(
          {.kind = State::sum,
           .id = algebra.intern({.op = "state",
                                 .arguments = {body},
                                 .positive = basis.monomial.empty(),
                                 .name = "Y[" + algebra.show(body) + "]"}),
           .basis = basis});
    }
}

Plan Derivation::anchor(const std::vector<NormalForm> &results) {
  Plan plan;
  chooseAnchors(plan);
  chooseCentres(plan);
  std::map<AtomId, NormalForm> decoded;
  for (auto &[basis, id] : raw)
    decoded[id] = decode(plan, basis);
  for (const NormalForm &result : results)
    plan.results.push_back(algebra.substitute(result, decoded));
  listStates(plan);
  return plan;
}
