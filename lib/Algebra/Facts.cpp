//===- Facts.cpp - what is known of a fold besides its expressions --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Algebra/Program.h"

#include <algorithm>

using namespace tenfold::algebra;

/// The maximum among the states, if there is just one.
static std::optional<unsigned> onlyMaximum(const Plan &plan) {
  std::optional<unsigned> found;
  for (unsigned i = 0; i < plan.states.size(); ++i) {
    if (plan.states[i].kind != State::max)
      continue;
    if (found)
      return std::nullopt;
    found = i;
  }
  return found;
}

/// Whether the state is a sum, or mean, of what exp(phi - M') weighs.
static bool isWeighed(const Plan &plan, unsigned i) {
  const State &state = plan.states[i];
  return state.kind != State::max && plan.anchors.count(state.basis.exponent);
}

static bool mentions(const Expr &expr,
                     const std::function<bool(unsigned)> &isState) {
  return (expr->op == Node::state && isState(expr->index)) ||
         std::ranges::any_of(expr->args, [&](const Expr &argument) {
           return mentions(argument, isState);
         });
}

/// Whether a choice or an opaque function asks for such a state: comparisons
/// with NaN are false, whatever stands beside them.
static bool decides(const Expr &expr,
                    const std::function<bool(unsigned)> &isState) {
  bool isChoice = expr->op == Node::select && mentions(expr->args[0], isState);
  return isChoice || (expr->op == Node::apply && mentions(expr, isState)) ||
         std::ranges::any_of(expr->args, [&](const Expr &argument) {
           return decides(argument, isState);
         });
}

void tenfold::algebra::addFacts(Program &program, const Plan &plan) {
  std::optional<unsigned> maximum = onlyMaximum(plan);
  if (!maximum)
    return;
  auto isMaximum = [&](unsigned i) { return i == *maximum; };
  auto isSum = [&](unsigned i) { return isWeighed(plan, i); };
  // A sum that is weighed is NaN where phi is.
  program.sumsTellNaN =
      std::ranges::all_of(program.finish, [&](const Expr &result) {
        return !decides(result, isMaximum) &&
               (!mentions(result, isMaximum) || mentions(result, isSum));
      });
  bool areWeighed = true;
  for (unsigned i = 0; i < plan.states.size(); ++i)
    areWeighed &= isMaximum(i) || isSum(i);
  if (areWeighed)
    program.weight = maximum;
}
