// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exponential polynomials: sums of
//     coefficient * product of atom^power * exp(sum of coefficient * monomial)
// Atoms are what is read, results of reductions, and opaque applications.
#ifndef TENFOLD_LIB_ALGEBRA_NORMALFORM_H
#define TENFOLD_LIB_ALGEBRA_NORMALFORM_H

#include "lib/Algebra/Rational.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tenfold::algebra {

using AtomId = unsigned;
/// Sorted by atom; no power is 0.
using Monomial = std::vector<std::pair<AtomId, Rational>>;
/// Sorted by monomial; no coefficient is 0.
using Exponent = std::vector<std::pair<Monomial, Rational>>;

struct Term {
  Monomial monomial;
  Exponent exponent;
  friend auto operator<=>(const Term &, const Term &) = default;
};

using NormalForm = std::map<Term, Rational>;

/// What an expression depends on; a union of bits.
enum Side : unsigned { kFixed = 0, kStream = 1, kResult = 2, kMixed = 3 };

struct Atom {
  /// "leaf", "constant", "-inf", "sum" and "max" of a reduction, "state", the
  /// functions of the algebra ("log", "power", "exp", "select", "indicator",
  /// "group"),
  /// or an opaque application.
  std::string op;
  std::vector<NormalForm> arguments;
  Rational power = 1; // of "power"
  double value = 0;   // of "constant"
  int source = -1;    // of a leaf or opaque application: number of the client

  // Facts that follow, not part of what an atom is.
  unsigned side = kFixed;
  uint64_t dims = 0; // bit d: it varies along dimension d of the client
  bool positive = false;
  std::string name;
};

/// The table of atoms, and arithmetic on normal forms by the laws of
/// real numbers. What grows too large or has no exact coefficient makes
/// `failed` true; results are then meaningless.
class Algebra {
public:
  AtomId intern(Atom atom);
  const Atom &operator[](AtomId id) const { return atoms[id]; }
  size_t size() const { return atoms.size(); }
  bool hasFailed() const { return failed; }

  NormalForm atom(AtomId id) const { return {{{{{id, 1}}, {}}, 1}}; }
  NormalForm atom(Atom a) { return atom(intern(std::move(a))); }
  NormalForm number(Rational value);
  /// Exact if short, else an atom.
  NormalForm number(double value);
  NormalForm leaf(std::string name, int source, Side side, uint64_t dims,
                  bool positive = false);

  NormalForm add(const NormalForm &a, const NormalForm &b);
  NormalForm sub(const NormalForm &a, const NormalForm &b);
  NormalForm mul(const NormalForm &a, const NormalForm &b);
  NormalForm pow(const NormalForm &a, Rational p);
  NormalForm exp(const NormalForm &a);
  NormalForm log(const NormalForm &a);
  NormalForm abs(const NormalForm &a);
  NormalForm select(const NormalForm &mask, const NormalForm &a,
                    const NormalForm &b);
  /// Whether `a` is 0 or NaN.
  NormalForm vanishes(const NormalForm &a);
  /// A sum of the stream alone as one atom, so that its powers are not
  /// distributed and its mean is one anchor.
  NormalForm group(const NormalForm &a);
  /// An application of which the algebra knows no law.
  NormalForm opaque(std::string op, std::vector<NormalForm> arguments,
                    int source);

  unsigned sideOf(const NormalForm &a) const;
  unsigned sideOf(const Monomial &m) const;
  uint64_t dimsOf(const NormalForm &a) const;
  bool isPositive(const NormalForm &a) const;

  /// Terms that mention no result, and terms that mention no stream; nothing
  /// where a term mentions both.
  std::optional<std::pair<NormalForm, NormalForm>>
  splitSum(const NormalForm &a) const;

  /// `a` with atoms replaced.
  NormalForm substitute(const NormalForm &a,
                        const std::map<AtomId, NormalForm> &by);

  /// What divides all of `a`, a sum over the stream, if one sum alone does.
  std::optional<NormalForm> divisor(const NormalForm &a) const;

  /// All atoms in `a`, those in arguments included.
  void collect(const NormalForm &a, std::vector<bool> &seen) const;

  std::string show(AtomId id) const;
  std::string show(const Monomial &m) const;
  std::string show(const NormalForm &a) const;

  static NormalForm linear(const Exponent &e);
  static Monomial times(const Monomial &a, const Monomial &b);

private:
  NormalForm powTerm(const Term &term, Rational c, Rational p);
  NormalForm logTerm(const Term &term, Rational c);
  NormalForm substituteAtom(AtomId id, const std::map<AtomId, NormalForm> &by);
  bool isPositive(const Monomial &m) const;

  std::vector<Atom> atoms;
  std::map<
      std::tuple<std::string, std::vector<NormalForm>, Rational, double, int>,
      AtomId>
      known;
  bool failed = false;
};

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_NORMALFORM_H
