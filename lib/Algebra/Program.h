// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The regions of a fold as expressions. One description is evaluated on
// numbers, counted, and turned into IR.
#ifndef TENFOLD_LIB_ALGEBRA_PROGRAM_H
#define TENFOLD_LIB_ALGEBRA_PROGRAM_H

#include "lib/Algebra/Derivation.h"
#include "lib/Algebra/Expression.h"

#include <optional>

namespace tenfold::algebra {

/// One fold: an expression for each state of `absorb` and `merge`, for each
/// result of `finish`.
struct Program {
  std::vector<double> init;
  std::vector<Expr> absorb, merge, finish;

  /// The state, a maximum, by which every element is weighed: a tile without
  /// any above -inf changes no state.
  std::optional<unsigned> weight;

  /// Whether a NaN among the elements reaches every result through a sum, so
  /// that the maximum, which serves as anchor only, may leave it out.
  bool sumsTellNaN = false;
};

/// `streamBit` is the stream's bit in the dims of atoms.
Program build(const Algebra &algebra, const Plan &plan, uint64_t streamBit,
              const std::map<NormalForm, Expr> &written = {});

/// Sets what is known of a program besides its expressions.
void addFacts(Program &program, const Plan &plan);

/// What absorbing costs for each element, and for each row of a tile:
/// exponentials and other operations.
struct Cost {
  int64_t elementExps = 0, elementOps = 0, rowExps = 0, rowOps = 0;
};
Cost costOf(const Program &program, uint64_t streamBit);

/// A tile of a stream of `count` scalars, and the states that it meets. `apply`
/// is the value of a leaf or opaque application at element `at`.
struct Tile {
  std::vector<double> state, other;
  int64_t count = 0;
  std::function<double(int64_t at, const Node &node,
                       const std::vector<double> &arguments)>
      apply;
};
double evaluate(const Expr &expr, const Tile &tile);

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_PROGRAM_H
