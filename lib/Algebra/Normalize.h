// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ALGEBRA_NORMALIZE_H
#define TENFOLD_LIB_ALGEBRA_NORMALIZE_H

#include "lib/Algebra/Derivation.h"
#include "lib/Algebra/Expression.h"

namespace tenfold::algebra {

/// Normal forms of a source program, whose reductions over the stream are
/// `sumOver` and `maxOver` from their identities.
class Normalizer {
public:
  Normalizer(Algebra &algebra, Derivation &derivation, uint64_t streamBit)
      : algebra(algebra), derivation(derivation), streamBit(streamBit) {}

  /// Nothing where a reduction, then `refused`, needs another pass.
  std::optional<NormalForm> operator()(const Expr &expr);

  const Node *refused = nullptr;

  /// How the source writes forms of the stream alone. Sums of a large and small
  /// numbers are rounded otherwise in another order; what a maximum is taken
  /// of must be what it is subtracted from.
  std::map<NormalForm, Expr> written;

private:
  Expr guardsOutside(const Expr &expr);
  Expr guardOfRows(const Expr &isNaN) const;
  std::optional<NormalForm> normalize(const Expr &expr);
  std::optional<NormalForm> compute(const Node &node,
                                    std::vector<NormalForm> args);

  Algebra &algebra;
  Derivation &derivation;
  uint64_t streamBit;
  std::map<const Node *, NormalForm> known;
  std::map<Expr, Expr> outside;
};

/// The value of `expr` over an empty stream: reductions are their identities.
Expr overNothing(const Expr &expr);

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_NORMALIZE_H
