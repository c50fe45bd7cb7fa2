// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Choices of tokens, and how often each is chosen.
#include "lib/Generate/Sampler.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>

using namespace tenfold;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

int32_t greedy(llvm::ArrayRef<float> logits) {
  return cantFail(Sampler({}).next(logits));
}

std::vector<int32_t> draw(SamplingOptions options, llvm::ArrayRef<float> logits,
                          int count) {
  Sampler sampler(options);
  std::vector<int32_t> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back(cantFail(sampler.next(logits)));
  return ids;
}

/// Shares of the ids in many draws.
std::map<int32_t, double> shares(SamplingOptions options,
                                 llvm::ArrayRef<float> logits) {
  constexpr int kDraws = 40000;
  std::map<int32_t, double> result;
  for (int32_t id : draw(options, logits, kDraws))
    result[id] += 1.0 / kDraws;
  return result;
}

/// Five standard deviations of a share in 40000 draws, at most 0.0025 each.
constexpr double kTolerance = 0.0125;

/// Logits of the probabilities 0.1, 0.4, 0.2, 0.3.
std::vector<float> fourLogits() {
  return {std::log(0.1f), std::log(0.4f), std::log(0.2f), std::log(0.3f)};
}

TEST(Sampler, greedyTakesTheFirstOfTheGreatest) {
  EXPECT_EQ(greedy({-1, 3, 2, 3}), 1);
  EXPECT_EQ(greedy({-kInf, -kInf}), 0);
  EXPECT_EQ(greedy({0, kInf, kInf}), 1);
  EXPECT_EQ(greedy({-0.0f, 0.0f}), 0);
  EXPECT_EQ(greedy({7}), 0);
}

TEST(Sampler, whatIsNoNumberIsAnError) {
  for (double temperature : {0.0, 1.0})
    EXPECT_EQ(llvm::toString(Sampler({.temperature = temperature})
                                 .next({1, kNaN, 2})
                                 .takeError()),
              "expected logits that are numbers, got nan for token 1");
}

TEST(Sampler, sharesAreThoseOfTheSoftmax) {
  auto at = shares({.temperature = 1}, fourLogits());
  EXPECT_NEAR(at[0], 0.1, kTolerance);
  EXPECT_NEAR(at[1], 0.4, kTolerance);
  EXPECT_NEAR(at[2], 0.2, kTolerance);
  EXPECT_NEAR(at[3], 0.3, kTolerance);
}

TEST(Sampler, temperatureSharpens) {
  // Squares of the probabilities: 1, 16, 4, 9 of 30.
  auto at = shares({.temperature = 0.5}, fourLogits());
  EXPECT_NEAR(at[0], 1 / 30.0, kTolerance);
  EXPECT_NEAR(at[1], 16 / 30.0, kTolerance);
  EXPECT_EQ(draw({.temperature = 1e-300}, {1, 3, 2}, 5),
            std::vector<int32_t>(5, 1));
}

TEST(Sampler, topKKeepsTheLikeliest) {
  auto at = shares({.temperature = 1, .topK = 2}, fourLogits());
  EXPECT_EQ(at.size(), 2u);
  EXPECT_NEAR(at[1], 4 / 7.0, kTolerance);
  EXPECT_NEAR(at[3], 3 / 7.0, kTolerance);
  EXPECT_EQ(shares({.temperature = 1, .topK = 9}, fourLogits()).size(), 4u);
  // Of equals those of lower ids.
  EXPECT_EQ(draw({.temperature = 1, .topK = 1}, {5, 5, 5}, 3),
            std::vector<int32_t>(3, 0));
}

TEST(Sampler, topPKeepsTheFewestThatHaveTheShare) {
  auto at = shares({.temperature = 1, .topP = 0.65}, fourLogits());
  EXPECT_EQ(at.size(), 2u);
  EXPECT_NEAR(at[1], 4 / 7.0, kTolerance);
  EXPECT_EQ(shares({.temperature = 1, .topP = 0.75}, fourLogits()).size(), 3u);
  EXPECT_EQ(draw({.temperature = 1, .topP = 1e-300}, fourLogits(), 3),
            std::vector<int32_t>(3, 1));
  // A share of what top-k has left: 4 of 9 are enough.
  EXPECT_EQ(
      shares({.temperature = 1, .topK = 3, .topP = 0.4}, fourLogits()).size(),
      1u);
}

TEST(Sampler, infinitiesAreShared) {
  auto at = shares({.temperature = 1}, {0, kInf, kInf, -kInf});
  EXPECT_EQ(at.size(), 2u);
  EXPECT_NEAR(at[1], 0.5, kTolerance);
  EXPECT_EQ(shares({.temperature = 1}, {-kInf, -kInf}).size(), 2u);
}

TEST(Sampler, seedsReproduce) {
  std::vector<float> flat(1000, 0);
  auto of = [&](uint64_t seed) {
    return draw({.temperature = 1, .seed = seed}, flat, 20);
  };
  EXPECT_EQ(of(7), of(7));
  EXPECT_NE(of(7), of(8));
  EXPECT_NE(of(0), of(uint64_t(1) << 63));
  std::vector<int32_t> first = of(7), second = of(8);
  EXPECT_NE(first[1], second[0]);
}

} // namespace
