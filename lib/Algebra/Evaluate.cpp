//===- Evaluate.cpp - the regions of a fold on numbers, and their cost ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Program.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace tenfold::algebra;

namespace {
struct Evaluator {
  const Tile &tile;

  double operator()(const Node &e, int64_t at) const {
    auto arg = [&](unsigned i) { return (*this)(*e.args[i], at); };
    switch (e.op) {
    case Node::leaf:
    case Node::apply: {
      std::vector<double> arguments;
      for (unsigned i = 0; i < e.args.size(); ++i)
        arguments.push_back(arg(i));
      return tile.apply(at, e, arguments);
    }
    case Node::count:
      return tile.count;
    case Node::state:
      return tile.state[e.index];
    case Node::other:
      return tile.other[e.index];
    case Node::constant:
      return e.value;
    case Node::add:
      return arg(0) + arg(1);
    case Node::mul:
      return arg(0) * arg(1);
    case Node::div:
      return arg(0) / arg(1);
    case Node::max:
      return maximum(arg(0), arg(1));
    case Node::exp:
      return std::exp(arg(0));
    case Node::log:
      return std::log(arg(0));
    case Node::sqrt:
      return std::sqrt(arg(0));
    case Node::power:
      return std::pow(arg(0), e.value);
    case Node::abs:
      return std::fabs(arg(0));
    case Node::select:
      return arg(0) != 0 ? arg(1) : arg(2);
    case Node::finite:
      return arg(0) == -INFINITY ? 0 : arg(0);
    case Node::unlessLeast:
      return arg(0) == -INFINITY ? 0 : arg(1);
    case Node::unlessZero:
      return arg(0) == 0 ? arg(2) : arg(1);
    case Node::isNaN:
      return std::isnan(arg(0));
    case Node::vanishes:
      return arg(0) == 0 || std::isnan(arg(0));
    case Node::sumOver:
    case Node::maxOver:
      return reduce(e, at);
    }
    return 0;
  }

  static double maximum(double a, double b) {
    return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
  }

  double reduce(const Node &e, int64_t at) const {
    double result = (*this)(*e.args[0], at);
    for (int64_t j = 0; j < tile.count; ++j) {
      double x = (*this)(*e.args[1], j);
      result = e.op == Node::sumOver ? result + x : maximum(result, x);
    }
    return result;
  }
};

/// Counts each node once, as shared values are computed once.
struct Counter {
  uint64_t streamBit;
  Cost cost;
  std::set<const Node *> seen;

  void visit(const Expr &e) {
    if (!seen.insert(e.get()).second)
      return;
    for (const Expr &arg : e->args)
      visit(arg);
    bool leaf = e->op == Node::state || e->op == Node::other ||
                e->op == Node::constant || e->op == Node::leaf;
    if (leaf)
      return;
    bool element = (e->dims & streamBit) || e->op == Node::sumOver ||
                   e->op == Node::maxOver;
    bool exp = e->op == Node::exp;
    (element ? exp ? cost.elementExps : cost.elementOps
     : exp   ? cost.rowExps
             : cost.rowOps) += 1;
  }
};
} // namespace

double tenfold::algebra::evaluate(const Expr &expr, const Tile &tile) {
  return Evaluator{tile}(*expr, 0);
}

Cost tenfold::algebra::costOf(const Program &program, uint64_t streamBit) {
  Counter counter{streamBit, {}, {}};
  for (const Expr &expr : program.absorb)
    counter.visit(expr);
  return counter.cost;
}
