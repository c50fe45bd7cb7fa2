// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computations over a stream as graphs: of a source program, and of the regions
// of the fold that is derived from it.
#ifndef TENFOLD_LIB_ALGEBRA_EXPRESSION_H
#define TENFOLD_LIB_ALGEBRA_EXPRESSION_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tenfold::algebra {

struct Node;
using Expr = std::shared_ptr<const Node>;

struct Node {
  enum Op {
    leaf,     // number `source` of the client
    apply,    // opaque function `name`, number `source` of the client
    count,    // extent of the stream, or of it in the tile
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
    isNaN,       // a truth value
    vanishes,    // whether what divides args[0] is 0 or NaN; of states, whether
                 // args[0] is
    sumOver,     // args[0] + sum of args[1] over the tile's stream
    maxOver,     // max(args[0], args[1] over the tile's stream)
  } op;
  std::vector<Expr> args;
  double value = 0;
  int source = -1;
  std::string name;
  unsigned index = 0;
  uint64_t dims = 0; // it varies along, as those of atoms
};

/// A node that varies along what its arguments do.
Expr make(Node node);
Expr make(Node::Op op, std::vector<Expr> args);

/// A reduction, which does not vary along the stream.
Expr reduce(Node::Op op, Expr init, Expr body, uint64_t streamBit,
            int source = -1);

// These leave out zeros and ones.
Expr constant(double value);
Expr add(Expr a, Expr b);
Expr sub(Expr a, Expr b);
Expr mul(Expr a, Expr b);
Expr div(Expr a, Expr b);

} // namespace tenfold::algebra

#endif // TENFOLD_LIB_ALGEBRA_EXPRESSION_H
