// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Separate, then anchor: a chain of reductions over one stream becomes raw sums
//     S_b = sum_j p_b(x_j) exp(phi_b(x_j)),
// which depend on nothing earlier, and results, functions of these. Sums are
// stored relative to anchors: the greatest phi, and the mean of a factor whose
// powers cancel against it.
#ifndef TENFOLD_LIB_ALGEBRA_DERIVATION_H
#define TENFOLD_LIB_ALGEBRA_DERIVATION_H

#include "lib/Algebra/NormalForm.h"

#include <functional>
#include <set>

namespace tenfold::algebra {

/// A summand p(x) exp(phi(x)) of the stream alone.
using Basis = Term;

/// A factor that is stored relative to an anchor: its mean under the weight
/// exp(weight), or the greatest value of the exponent that it is.
struct Centre {
  bool isMean;
  Exponent weight;
};

/// One component of a fold's state, as the atom `id` of results.
struct State {
  enum Kind { max, mean, sum } kind;
  AtomId id;
  NormalForm of;   // max: of what
  AtomId factor{}; // mean: of what, under exp(basis.exponent)
  Basis basis;     // sum, mean
};

/// The exponent that anchors another one, which is `factor` times it.
struct Anchor {
  Exponent base;
  Rational factor;
};

struct Plan {
  std::vector<State> states; // maxima, means, sums
  std::map<Exponent, Anchor> anchors;
  std::map<AtomId, Centre> centres;
  std::vector<NormalForm> results; // over states
};

class Derivation {
public:
  /// `extent` of the stream, where it is known.
  Derivation(Algebra &algebra, std::optional<int64_t> extent)
      : algebra(algebra), extent(extent) {}

  /// The value of a reduction over the stream. Nothing where the fold cannot
  /// have it in this pass; then `refusal` names what does not separate.
  std::optional<NormalForm> sum(const NormalForm &body);
  std::optional<NormalForm> max(const NormalForm &body);
  NormalForm count();
  const std::string &refusal() const { return why; }
  void refuse(std::string reason) { why = std::move(reason); }

  /// Chooses anchors for what the results use.
  Plan anchor(const std::vector<NormalForm> &results);

private:
  using Parts = std::map<Basis, NormalForm>;

  std::optional<Parts> separate(const NormalForm &body);
  NormalForm rawSum(const Basis &basis);
  NormalForm maximum(const NormalForm &of);
  void chooseAnchors(Plan &plan);
  void chooseCentres(Plan &plan);
  bool cancelsAgainstMean(AtomId factor, const Exponent &weight);
  std::set<Basis> close(const Plan &plan, const Basis &basis);
  NormalForm decode(const Plan &plan, const Basis &basis);
  NormalForm stored(const Plan &plan, const Basis &basis);
  std::vector<AtomId> usedBy(const std::vector<NormalForm> &results);
  void listStates(Plan &plan);

  Algebra &algebra;
  std::optional<int64_t> extent;
  std::map<Basis, AtomId> raw;
  std::map<Basis, std::vector<NormalForm>> coefficients;
  std::string why;
};

/// The factors of `basis` that are centred, with their powers, and the others.
std::pair<Monomial, Monomial> splitCentred(const Plan &plan,
                                           const Basis &basis);

/// Calls `f` with each choice of powers from 0 to those of `factors`, and the
/// binomial coefficient of the choice.
void forEachLower(
    const Monomial &factors,
    const std::function<void(const Monomial &lower, const Monomial &rest,
                             int64_t binomial)> &f);

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_DERIVATION_H
