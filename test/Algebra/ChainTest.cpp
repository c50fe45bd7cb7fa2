//===- ChainTest.cpp - chains of reductions as folds ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each chain is evaluated as it is written, in extended precision, and as the
// fold derived from it, over random tiles in sequence and in merge trees.

#include "test/Algebra/Chains.h"

#include <gtest/gtest.h>

#include <random>

using namespace tenfold::algebra;

namespace {

enum class Data { plain, big, masked, offset };

std::vector<Row> draw(std::mt19937 &random, int64_t n, Data kind) {
  std::normal_distribution<double> normal;
  std::vector<Row> leaves(kLeaves);
  for (int leaf = S; leaf < EPS; ++leaf)
    for (int64_t i = 0; i < n; ++i) {
      double x = normal(random);
      bool isScore = leaf == S || leaf == X || leaf == Y;
      if (isScore && kind == Data::big)
        x += random() % 2 ? 1e4 : -1e4;
      if (isScore && kind == Data::offset)
        x += 1e6;
      if (leaf == S && kind == Data::masked && i != n / 2)
        x = -INFINITY;
      leaves[leaf].values.push_back(x);
    }
  leaves[EPS] = {{1e-5}};
  leaves[SINK] = {{normal(random)}};
  return leaves;
}

/// A derived fold on numbers.
struct Fold {
  Symbols symbols;
  Plan plan;
  Program program;
  std::vector<Row> leaves;

  using State = std::vector<double>;

  State run(const std::vector<Expr> &exprs, State state, State other,
            int64_t first, int64_t count) {
    Tile tile{state, other, count,
              [&](int64_t at, const Node &node, auto &arguments) -> double {
                return node.op == Node::leaf
                           ? leaves[node.source][first + at]
                           : Forms::functions()[node.name](arguments[0]);
              }};
    State result;
    for (const Expr &expr : exprs)
      result.push_back(evaluate(expr, tile));
    return result;
  }
  State absorb(State state, int64_t first, int64_t count) {
    return run(program.absorb, state, {}, first, count);
  }
  /// The state of [first, last), cut at random into tiles and parts.
  State fold(std::mt19937 &random, int64_t first, int64_t last, bool tree) {
    if (tree && last - first > 2) {
      int64_t cut = first + random() % (last - first + 1);
      State left = fold(random, first, cut, cut - first > 2);
      State right = fold(random, cut, last, last - cut > 2);
      return run(program.merge, left, right, 0, 0);
    }
    State state(program.init);
    while (first < last) {
      int64_t count = std::min<int64_t>(1 + random() % 4, last - first);
      state = absorb(state, first, count);
      first += count;
    }
    return state;
  }
};

void expectClose(double got, long double expected, double tolerance) {
  if (std::isnan(expected) || (std::isinf(expected) && got == expected))
    return; // a spelling that is not a number there: any value will do
  EXPECT_LE(std::fabs(got - expected), tolerance * (1 + std::fabs(expected)))
      << "expected " << double(expected) << ", got " << got;
}

/// `chain` takes Numbers or Forms and returns its results. States are the
/// number of maxima, means and sums.
template <typename Chain>
void check(Chain chain, std::array<int, 3> states, bool hard = true) {
  std::mt19937 random(1);
  for (Data kind : {Data::plain, Data::big, Data::masked, Data::offset})
    for (int64_t n : {1, 2, 13}) {
      if (!hard && kind != Data::plain)
        continue;
      for (bool known : {false, true}) {
        Numbers numbers{draw(random, n, kind), n};
        Fold fold{Symbols(known ? std::optional(n) : std::nullopt),
                  {},
                  {},
                  numbers.leaves};
        Forms forms{fold.symbols};
        auto expected = chain(numbers);
        std::vector<NormalForm> results;
        for (auto &result : chain(forms))
          results.push_back(result.form);
        ASSERT_FALSE(fold.symbols.refused) << fold.symbols.derivation.refusal();
        fold.plan = fold.symbols.derivation.anchor(results);
        ASSERT_FALSE(fold.symbols.algebra.hasFailed());
        fold.program = build(fold.symbols.algebra, fold.plan, kStreamBit);
        std::array<int, 3> counts{};
        for (const tenfold::algebra::State &state : fold.plan.states)
          ++counts[state.kind];
        if (!known)
          EXPECT_EQ(counts, states);
        for (bool tree : {false, true}) {
          auto state = fold.fold(random, 0, n, tree);
          auto got = fold.run(fold.program.finish, state, {}, 0, 0);
          for (size_t i = 0; i < got.size(); ++i)
            expectClose(got[i], expected[i][0],
                        kind == Data::plain ? 1e-12 : 1e-9);
        }
      }
    }
}

/// The chain needs another pass, for this reason.
template <typename Chain> void refuse(Chain chain, const std::string &reason) {
  Symbols symbols(std::nullopt);
  Forms forms{symbols};
  chain(forms);
  EXPECT_TRUE(symbols.refused);
  EXPECT_EQ(symbols.derivation.refusal(), reason);
}

auto softmax = [](auto &in, auto s) {
  auto e = exp(s - in.max(s));
  return e / in.sum(e);
};
template <typename Value> using List = std::vector<Value>;

#define CHAIN(...)                                                             \
  [](auto &in) {                                                               \
    using Value = typename std::decay_t<decltype(in)>::Value;                  \
    auto s = in[S], v = in[V], x = in[X], y = in[Y], w = in[W], g = in[G],     \
         t = in[T], eps = in[EPS], sink = in[SINK], n = in.n();                \
    (void)s, (void)v, (void)x, (void)y, (void)w, (void)g, (void)t, (void)eps,  \
        (void)sink, (void)n;                                                   \
    __VA_ARGS__                                                                \
  }
#define RETURN(...) return List<Value>{__VA_ARGS__};

long double sigmoid(long double x) { return 1 / (1 + std::exp(-x)); }
long double cap(long double x) { return 30 * std::tanh(x / 30); }
long double nearest(long double x) { return std::nearbyint(x); }

//===----------------------------------------------------------------------===//
// Softmax and what is weighted by it
//===----------------------------------------------------------------------===//

TEST(Chain, SoftmaxTimesValues) {
  // All spellings have one state: greatest score, sum of weights, weighted sum.
  check(CHAIN(RETURN(in.sum(softmax(in, s) * v))), {1, 0, 2});
  check(CHAIN(RETURN(in.sum(exp(s - in.max(s)) * v) /
                     in.sum(exp(s - in.max(s))))),
        {1, 0, 2});
  check(CHAIN(RETURN(in.sum(exp(s) / in.sum(exp(s)) * v))), {1, 0, 2});
  check(CHAIN(auto m = in.max(s); auto l = log(in.sum(exp(s - m)));
              RETURN(in.sum(exp(s - m - l) * v))),
        {1, 0, 2});
  check(
      CHAIN(auto z = s * in.number(0.125); RETURN(in.sum(softmax(in, z) * v))),
      {1, 0, 2});
  check(
      CHAIN(auto z = s * in.number(0.3535); RETURN(in.sum(softmax(in, z) * v))),
      {1, 0, 2});
  check(CHAIN(auto z = in.opaque("cap", s, cap);
              RETURN(in.sum(softmax(in, z) * v))),
        {1, 0, 2});
}

TEST(Chain, LogSumExp) {
  check(CHAIN(RETURN(log(in.sum(exp(s))))), {1, 0, 1});
  check(CHAIN(auto m = in.max(s); RETURN(m + log(in.sum(exp(s - m))))),
        {1, 0, 1});
  check(CHAIN(auto m = in.max(s); auto e = exp(s - m); auto l = in.sum(e);
              RETURN(in.sum(e / l * v), m + log(l))),
        {1, 0, 2});
}

TEST(Chain, CrossEntropy) {
  check(CHAIN(auto l = log(in.sum(exp(x))); auto at = in.sum(t * x);
              RETURN(l - at, (l - at) * in.number(0.75) +
                                 (l - in.sum(x) / n) * in.number(0.25) +
                                 l * l * in.number(0.0009765625))),
        {1, 0, 4});
}

TEST(Chain, Sink) {
  check(CHAIN(auto m = in.max(s); auto e = exp(s - m);
              RETURN(in.sum(e * v) / (in.sum(e) + exp(sink - m)))),
        {1, 0, 2}, false);
}

TEST(Chain, OfSoftmax) {
  check(
      CHAIN(auto p = softmax(in, x); RETURN(in.number(0) - in.sum(p * log(p)))),
      {1, 0, 2});
  check(CHAIN(auto p = softmax(in, s); auto m = in.sum(p * y);
              RETURN(m, in.sum(p * (y - m) * (y - m)))),
        {1, 1, 2});
  check(CHAIN(auto p = softmax(in, x); auto q = softmax(in, y);
              RETURN(in.sum(p * (log(p) - log(q))))),
        {2, 0, 4});
  check(CHAIN(auto p = softmax(in, s); RETURN(in.sum(p * p))), {1, 0, 2});
  check(CHAIN(RETURN(in.max(softmax(in, s)))), {1, 0, 1});
  check(CHAIN(auto p = softmax(in, x); auto o = in.number(1) - p;
              RETURN(in.sum(o * o * t * log(p)))),
        {1, 0, 7});
}

TEST(Chain, Unshifted) {
  check(CHAIN(RETURN(in.sum(in.opaque("sigmoid", s, sigmoid) * v))), {0, 0, 1});
  check(CHAIN(auto k = x * x; RETURN(in.sum(k * v) / (in.sum(k) + eps))),
        {0, 0, 2});
}

//===----------------------------------------------------------------------===//
// Moments
//===----------------------------------------------------------------------===//

TEST(Chain, Variance) {
  // Both spellings become the stable one: count, mean, centred squares.
  check(CHAIN(auto m = in.sum(x) / n; RETURN(m, in.sum((x - m) * (x - m)) / n)),
        {0, 1, 2});
  check(CHAIN(auto m = in.sum(x) / n; RETURN(in.sum(x * x) / n - m * m)),
        {0, 1, 2}, false);
  check(CHAIN(auto m = in.sum(x) / n; auto k = in.sum(y) / n;
              RETURN(in.sum((x - m) * (y - k)) / n)),
        {0, 2, 2});
  check(CHAIN(auto m = in.sum(x) / n; auto d = x - m;
              RETURN(in.sum(d * d * d) / n, in.sum(d * d * d * d) / n)),
        {0, 1, 4}, false);
}

TEST(Chain, NormsBeforeProducts) {
  check(CHAIN(auto m = in.sum(x) / n; auto u = in.sum((x - m) * (x - m)) / n;
              RETURN(in.sum(((x - m) / sqrt(u + eps) * g + t) * w))),
        {0, 1, 5}, false);
  check(CHAIN(RETURN(in.sum(x / sqrt(in.sum(x * x) / n + eps) * g * w))),
        {0, 0, 3}, false);
}

TEST(Chain, Amax) {
  check(CHAIN(auto a = in.max(abs(x)); RETURN(in.sum(x / a * w) * a, a)),
        {1, 0, 1});
}

//===----------------------------------------------------------------------===//
// What needs another pass
//===----------------------------------------------------------------------===//

TEST(Chain, Refused) {
  refuse(CHAIN(auto a = in.max(abs(x));
               RETURN(in.sum(in.opaque("round", x / a, nearest) * w))),
         "round(x*max[abs(x)]^-1) mixes the stream with a result, and no law "
         "separates it");
  refuse(
      CHAIN(RETURN(in.sum(in.opaque("sigmoid", x - in.sum(x) / n, sigmoid)))),
      "sigmoid(x + -1*sum[1]^-1*sum[x]) mixes the stream with a result, and no "
      "law separates it");
  refuse(CHAIN(RETURN(in.sum(abs(x - in.sum(x) / n)))),
         "abs(x + -1*sum[1]^-1*sum[x]) mixes the stream with a result, and no "
         "law separates it");
  refuse(CHAIN(auto z = x / sqrt(in.sum(x * x) + eps); RETURN(in.sum(exp(z)))),
         "exp(x*(eps + sum[x^2])^1/2^-1) multiplies the stream by a result in "
         "an exponent");
  refuse(CHAIN(RETURN(in.max(x * in.sum(x)))),
         "the maximum of x*sum[x] is neither a shift nor a positive multiple "
         "of the stream");
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

TEST(Cost, OneExponentialForAnElement) {
  Symbols symbols(std::nullopt);
  Forms in{symbols};
  NormalForm o = in.sum(softmax(in, in[S]) * in[V]).form;
  Plan plan = symbols.derivation.anchor({o});
  Cost cost = costOf(build(symbols.algebra, plan, kStreamBit), kStreamBit);
  EXPECT_EQ(cost.elementExps, 1);
  EXPECT_EQ(cost.rowExps, 1);
  // Maximum, difference (and its sign), two sums, a product.
  EXPECT_EQ(cost.elementOps, 5);
}

TEST(Rational, OverflowIsUnknown) {
  Rational big(INT64_MAX);
  EXPECT_TRUE((big * big).isUnknown());
  EXPECT_TRUE((Rational(1) / Rational(0)).isUnknown());
  EXPECT_EQ(Rational(6, -4), Rational(-3, 2));
}

} // namespace
