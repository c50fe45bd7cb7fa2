//===- Expression.cpp - graphs of computations over a stream --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Expression.h"

using namespace tenfold::algebra;

Expr tenfold::algebra::make(Node node) {
  for (const Expr &arg : node.args)
    node.dims |= arg->dims;
  return std::make_shared<const Node>(std::move(node));
}

Expr tenfold::algebra::make(Node::Op op, std::vector<Expr> args) {
  return make({.op = op, .args = std::move(args)});
}

Expr tenfold::algebra::reduce(Node::Op op, Expr init, Expr body,
                              uint64_t streamBit, int source) {
  uint64_t dims = (init->dims | body->dims) & ~streamBit;
  return std::make_shared<const Node>(
      Node{.op = op, .args = {init, body}, .source = source, .dims = dims});
}

Expr tenfold::algebra::constant(double value) {
  return make({.op = Node::constant, .value = value});
}

static bool is(const Expr &e, double value) {
  return e->op == Node::constant && e->value == value;
}

Expr tenfold::algebra::add(Expr a, Expr b) {
  return is(a, 0) ? b : is(b, 0) ? a : make(Node::add, {a, b});
}

Expr tenfold::algebra::sub(Expr a, Expr b) {
  return add(a, mul(constant(-1), b));
}

Expr tenfold::algebra::mul(Expr a, Expr b) {
  return is(a, 1) ? b : is(b, 1) ? a : make(Node::mul, {a, b});
}

Expr tenfold::algebra::div(Expr a, Expr b) {
  return is(b, 1) ? a : make(Node::div, {a, b});
}
