// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/SizeExpr.h"

#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace tenfold::runtime;

namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min(),
                  kMax = std::numeric_limits<int64_t>::max();

/// The value, or the message.
std::string valueOf(SizeOp op, int64_t a, int64_t b) {
  auto value = SizeExpr::binary(op, SizeExpr::dim(0), SizeExpr::dim(1))
                   .evaluate(std::vector{a, b});
  return value ? std::to_string(*value) : value.takeError().message;
}

std::string overflow = "size expression has no value at these dims: overflow";
std::string badDivisor = "size expression has no value at these dims: a "
                         "divisor that is not positive";

TEST(SizeExpr, Evaluates) {
  EXPECT_EQ(valueOf(SizeOp::Add, 7, -3), "4");
  EXPECT_EQ(valueOf(SizeOp::Sub, 7, 11), "-4");
  EXPECT_EQ(valueOf(SizeOp::Mul, 7, 11), "77");
  EXPECT_EQ(valueOf(SizeOp::FloorDiv, -7, 2), "-4");
  EXPECT_EQ(valueOf(SizeOp::CeilDiv, -7, 2), "-3");
  EXPECT_EQ(valueOf(SizeOp::CeilDiv, 7, 2), "4");
  EXPECT_EQ(valueOf(SizeOp::CeilDiv, kMax, 1), std::to_string(kMax));
  EXPECT_EQ(valueOf(SizeOp::Mod, -7, 3), "2");
  EXPECT_EQ(valueOf(SizeOp::Mod, kMin, kMax), std::to_string(kMax - 1));
  EXPECT_EQ(valueOf(SizeOp::Max, 3, 5), "5");
  EXPECT_EQ(valueOf(SizeOp::Min, 3, 5), "3");
}

TEST(SizeExpr, OverflowIsAnError) {
  EXPECT_EQ(valueOf(SizeOp::Add, kMax, 1), overflow);
  EXPECT_EQ(valueOf(SizeOp::Sub, kMin, 1), overflow);
  EXPECT_EQ(valueOf(SizeOp::Mul, kMax, 2), overflow);
  EXPECT_EQ(valueOf(SizeOp::FloorDiv, kMin, -1), badDivisor);
  EXPECT_EQ(valueOf(SizeOp::Mod, 1, 0), badDivisor);
}

TEST(SizeExpr, Composes) {
  SizeExpr padded = SizeExpr::binary(SizeOp::CeilDiv, SizeExpr::dim(0),
                                     SizeExpr::constant(16)) *
                    SizeExpr::constant(64);
  EXPECT_EQ(*padded.evaluate(std::vector<int64_t>{17}), 128);
  EXPECT_EQ(SizeExpr::dim(3).asDim(), 3);
  EXPECT_EQ(SizeExpr::constant(3).asConstant(), 3);
  EXPECT_EQ(padded.asConstant(), std::nullopt);
}

TEST(SizeExpr, VerifierNamesTheFault) {
  auto messageOf = [](std::vector<SizeInstr> code) {
    return SizeExpr(std::move(code)).verify(2).message;
  };
  EXPECT_EQ(messageOf({{SizeOp::Dim, 1}}), "");
  EXPECT_EQ(messageOf({{SizeOp::Dim, 2}}),
            "malformed size expression: expected a dim below 2, got 2 at "
            "instruction 0");
  EXPECT_EQ(messageOf({{SizeOp::Add}}),
            "malformed size expression: missing operand at instruction 0");
  EXPECT_EQ(messageOf({{static_cast<SizeOp>(99)}}),
            "malformed size expression: unknown operation at instruction 0");
  EXPECT_EQ(
      messageOf({}),
      "malformed size expression: expected one value, got 0 at instruction 0");
  EXPECT_EQ(messageOf(std::vector<SizeInstr>(33, {SizeOp::Constant, 1})),
            "malformed size expression: stack overflow at instruction 32");
  EXPECT_EQ(messageOf(std::vector<SizeInstr>(513, {SizeOp::Constant, 1})),
            "malformed size expression: expected at most 512 instructions, got "
            "513 at instruction 512");
}

// What the verifier accepts can be evaluated: the sanitizers watch the stack
// and the dims.
TEST(SizeExpr, RandomCodeIsRefusedOrEvaluates) {
  std::mt19937_64 random(3);
  const int64_t interesting[] = {0, 1, 2, 3, -1, 64, kMax, kMin};
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::vector<SizeInstr> code(random() % 8);
    for (SizeInstr &instr : code)
      instr = {
          static_cast<SizeOp>(random() % 12 < 6 ? random() % 2 : random() % 12),
          interesting[random() % 8]};
    SizeExpr expr(code);
    if (expr.verify(3))
      continue;
    ++accepted;
    std::vector<int64_t> dims{interesting[random() % 8], 5,
                              interesting[random() % 8]};
    auto value = expr.evaluate(dims);
    if (!value) {
      EXPECT_NE(value.takeError().message, "");
    }
  }
  EXPECT_GT(accepted, 1000);
}

} // namespace
