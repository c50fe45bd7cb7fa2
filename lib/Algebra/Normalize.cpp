//===- Normalize.cpp - source programs to normal forms --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Normalize.h"

#include <algorithm>

using namespace tenfold::algebra;

std::optional<NormalForm> Normalizer::operator()(const Expr &expr) {
  return normalize(guardsOutside(expr));
}

static const Node *findReduction(const Expr &expr) {
  if (expr->op == Node::sumOver || expr->op == Node::maxOver)
    return expr.get();
  for (const Expr &arg : expr->args)
    if (const Node *found = findReduction(arg))
      return found;
  return nullptr;
}

/// An element times a result is NaN for a whole row, where the sum that divides
/// it is 0 or NaN: elements themselves are real numbers.
Expr Normalizer::guardOfRows(const Expr &isNaN) const {
  const Node *reduction = findReduction(isNaN);
  if (!reduction || !(isNaN->dims & streamBit))
    return isNaN;
  return std::make_shared<const Node>(Node{.op = Node::vanishes,
                                           .args = isNaN->args,
                                           .source = reduction->source,
                                           .dims = isNaN->dims & ~streamBit});
}

/// f(r ? a : b) as r ? f(a) : f(b) where r does not vary along the stream: what
/// a guard of whole rows keeps out, as 0 / 0, must not reach their sums.
Expr Normalizer::guardsOutside(const Expr &expr) {
  if (auto at = outside.find(expr); at != outside.end())
    return at->second;
  auto copy = std::make_shared<Node>(*expr);
  for (Expr &arg : copy->args)
    arg = guardsOutside(arg);
  Expr result = copy->op == Node::isNaN ? guardOfRows(copy) : copy;
  auto isGuarded = [&](const Expr &arg) {
    return arg->op == Node::select && !(arg->args[0]->dims & streamBit) &&
           arg->dims & streamBit;
  };
  auto guarded = std::ranges::find_if(copy->args, isGuarded);
  if (result == copy && guarded != copy->args.end()) {
    auto with = [&](const Expr &branch) {
      auto chosen = std::make_shared<Node>(*copy);
      chosen->args[guarded - copy->args.begin()] = branch;
      return guardsOutside(chosen);
    };
    const std::vector<Expr> &choice = (*guarded)->args;
    result = make(Node::select, {choice[0], with(choice[1]), with(choice[2])});
  }
  return outside[expr] = result;
}

std::optional<NormalForm> Normalizer::normalize(const Expr &expr) {
  if (auto at = known.find(expr.get()); at != known.end())
    return at->second;
  std::vector<NormalForm> args;
  for (const Expr &arg : expr->args) {
    auto form = normalize(arg);
    if (!form)
      return std::nullopt;
    args.push_back(std::move(*form));
  }
  auto form = compute(*expr, std::move(args));
  if (form && algebra.sideOf(*form) == kStream)
    written.try_emplace(*form, expr);
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
  case Node::isNaN:
    return algebra.opaque("is_nan", std::move(args), -1);
  case Node::vanishes: {
    auto divisor = algebra.divisor(args[0]);
    if (divisor)
      return algebra.vanishes(*divisor);
    derivation.refuse("no one sum divides " + algebra.show(args[0]) +
                      ", which is asked to be NaN");
    return std::nullopt;
  }
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
