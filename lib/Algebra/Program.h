// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The regions of a fold as expressions. One description is evaluated on
// numbers, counted, and turned into IR.
#ifndef TENFOLD_LIB_ALGEBRA_PROGRAM_H
#define TENFOLD_LIB_ALGEBRA_PROGRAM_H

#include "lib/Algebra/Derivation.h"

#include <memory>

namespace tenfold::algebra {

struct Node;
using Expr = std::shared_ptr<const Node>;

struct Node {
  enum Op {
    atom,     // a leaf, or an opaque application to `args`
    state,    // component `index` of the state, the left one of a merge
    other,    // component `index` of the right state of a merge
    constant, // `value`
    add,
    mul,
    div,
    max,
    exp,
    log,
    sqrt,
    power, // args[0]^value
    abs,
    select,      // args[0] ? args[1] : args[2]
    finite,      // 0 where args[0] is -inf, else args[0]
    unlessLeast, // 0 where args[0] is -inf, else args[1]
    unlessZero,  // args[2] where args[0] is 0, else args[1]
    sumOver,     // args[0] + sum of args[1] over the tile's stream
    maxOver,     // max(args[0], args[1] over the tile's stream)
  } op;
  std::vector<Expr> args;
  double value = 0;
  AtomId id = 0;
  unsigned index = 0;
  uint64_t dims = 0; // it varies along, as those of atoms
};

/// One fold: an expression for each state of `absorb` and `merge`, for each
/// result of `finish`.
struct Program {
  std::vector<double> init;
  std::vector<Expr> absorb, merge, finish;
};

/// `streamBit` is the stream's bit in the dims of atoms.
Program build(const Algebra &algebra, const Plan &plan, uint64_t streamBit);

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
  std::function<double(int64_t at, AtomId id,
                       const std::vector<double> &arguments)>
      apply;
};
double evaluate(const Expr &expr, const Tile &tile);

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_PROGRAM_H
