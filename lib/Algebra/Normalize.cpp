//===- Normalize.cpp - source programs to normal forms --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Normalize.h"

using namespace tenfold::algebra;

std::optional<NormalForm> Normalizer::operator()(const Expr &expr) {
  if (auto at = known.find(expr.get()); at != known.end())
    return at->second;
  std::vector<NormalForm> args;
  for (const Expr &arg : expr->args) {
    auto form = (*this)(arg);
    if (!form)
      return std::nullopt;
    args.push_back(std::move(*form));
  }
  auto form = compute(*expr, std::move(args));
  if (form)
    known[expr.get()] = *form;
  else
    refused = expr.get();
  return form;
}

std::optional<NormalForm> Normalizer::compute(const Node &node,
                                              std::vector<NormalForm> args) {
  switch (node.op) {
  case Node::leaf:
    return algebra.leaf(node.name, node.source,
                        node.dims & streamBit ? kStream : kFixed, node.dims);
  case Node::count:
    return derivation.count();
  case Node::constant:
    return algebra.number(node.value);
  case Node::add: {
    NormalForm sum = algebra.add(args[0], args[1]);
    return algebra.sideOf(sum) == kStream ? algebra.group(sum) : sum;
  }
  case Node::mul:
    return algebra.mul(args[0], args[1]);
  case Node::div:
    return algebra.mul(args[0], algebra.pow(args[1], Rational(-1)));
  case Node::exp:
    return algebra.exp(args[0]);
  case Node::log:
    return algebra.log(args[0]);
  case Node::sqrt:
    return algebra.pow(args[0], Rational(1, 2));
  case Node::abs:
    return algebra.abs(args[0]);
  case Node::select:
    return algebra.select(args[0], args[1], args[2]);
  case Node::sumOver:
    return derivation.sum(args[1]);
  case Node::maxOver:
    return derivation.max(args[1]);
  default:
    return algebra.opaque(node.name, std::move(args), node.source);
  }
}

Expr tenfold::algebra::overNothing(const Expr &expr) {
  if (expr->op == Node::sumOver || expr->op == Node::maxOver)
    return expr->args[0];
  if (expr->op == Node::count)
    return constant(0);
  Node copy(*expr);
  copy.dims = copy.op == Node::leaf ? copy.dims : 0;
  for (Expr &arg : copy.args)
    arg = overNothing(arg);
  return make(std::move(copy));
}
