// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Function.h"
#include "test/Runtime/TestArtifact.h"

#include <functional>
#include <gtest/gtest.h>

using namespace tenfold::runtime;
using tenfold::test::testMetadata;

namespace {

std::string messageAfter(const std::function<void(Metadata &)> &change) {
  Metadata metadata = testMetadata();
  change(metadata);
  return checkMetadata(metadata, 64).message;
}

TEST(Metadata, SurvivesEncoding) {
  Metadata metadata = testMetadata();
  metadata.cpuFeatures = {"avx2", "fma"};
  metadata.externalWeights = ExternalWeights{"model.so.weights", 64, 99};
  auto decoded = decodeMetadata(encodeMetadata(metadata));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encodeMetadata(*decoded), encodeMetadata(metadata));
  EXPECT_EQ(decoded->functions[0].buffers[0].bytes,
            metadata.functions[0].buffers[0].bytes);
  EXPECT_EQ(decoded->externalWeights->hash, 99u);
  EXPECT_FALSE(checkMetadata(*decoded, 64));
}

TEST(Metadata, ChecksFunctions) {
  EXPECT_EQ(messageAfter([](Metadata &m) { m.functions[1].name = "main"; }),
            "malformed metadata: expected one function `main`, got two");
  EXPECT_EQ(messageAfter([](Metadata &m) { m.functions[1].name = ""; }),
            "malformed metadata: expected a name of each function");
  EXPECT_EQ(messageAfter([](Metadata &m) { m.functions[0].dims[0].lo = 102; }),
            "malformed metadata: expected a range of dim `n`, got 102..101");
  EXPECT_EQ(messageAfter([](Metadata &m) { m.functions[0].dims.resize(65); }),
            "malformed metadata: expected at most 64 dims, got 65");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.functions[1].dims = {{"k", 0, 1}}; }),
      "malformed metadata: expected an input with dim `k`");
}

TEST(Metadata, ChecksTensors) {
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].inputs[0].dtype = static_cast<DataType>(99);
            }),
            "malformed metadata: unknown dtype of tensor `x`");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.functions[0].inputs[1].name = "x"; }),
      "malformed metadata: expected one input `x`, got two");
  EXPECT_EQ(
      messageAfter(
          [](Metadata &m) { m.functions[0].inputs[0].shape.resize(33); }),
      "malformed metadata: expected rank at most 32 of tensor `x`, got 33");
  EXPECT_EQ(
      messageAfter([](Metadata &m) {
        m.functions[0].inputs[0].shape[1] = SizeExpr::constant(-3);
      }),
      "malformed metadata: expected constants or dims as extents of input `x`");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].outputs[0].shape[1] = SizeExpr::dim(1);
            }),
            "malformed size expression: expected a dim below 1, got 1 at "
            "instruction 0");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].outputs.resize((1 << 14) + 1);
            }),
            "malformed metadata: expected at most 16384 outputs, got 16385");
}

TEST(Metadata, ChecksPlans) {
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.functions[0].buffers[0].last = -1; }),
      "malformed metadata: expected a life of each buffer, got steps 0..-1");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].buffers.resize((1 << 14) + 1);
            }),
            "malformed metadata: expected at most 16384 buffers, got 16385");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].buffers[0].boundOffset = 64;
            }),
            "malformed metadata: buffers 0 and 0 of `main` do not fit the "
            "arena together");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.functions[0].buffers.push_back(m.functions[0].buffers[0]);
            }),
            "malformed metadata: buffers 0 and 1 of `main` do not fit the "
            "arena together");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.functions[0].boundArenaBytes = -1; }),
      "malformed metadata: expected arena bytes of `main`, got -1");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.functions[0].dims[0].hi = kUnbounded; }),
      "malformed metadata: a bound plan without bounds");
  EXPECT_EQ(
      messageAfter([](Metadata &m) {
        m.functions[0].buffers[0].bytes = SizeExpr::constant(-1);
      }),
      "malformed metadata: buffer 0 of `main` has no size at the upper bounds");
  EXPECT_EQ(
      messageAfter([](Metadata &m) {
        m.functions[0].scratchBytes = SizeExpr::constant(kMaxBytes + 1);
      }),
      "malformed metadata: scratch of `main` has no size at the upper bounds");
}

TEST(Metadata, ChecksWeights) {
  EXPECT_EQ(messageAfter([](Metadata &m) { m.weights[0].offset = 8; }),
            "malformed metadata: expected weight `w` at a multiple of 64 from "
            "0, got 8");
  EXPECT_EQ(messageAfter([](Metadata &m) { m.weights[0].bytes = 65; }),
            "malformed metadata: weight `w` ends behind the weight section of "
            "64 bytes");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.weights[0].offset = uint64_t(0) - 64; }),
      "malformed metadata: weight `w` ends behind the weight section of 64 "
      "bytes");
  EXPECT_EQ(
      messageAfter([](Metadata &m) { m.weights.push_back(m.weights[0]); }),
      "malformed metadata: expected one weight `w`, got two");
  EXPECT_EQ(messageAfter([](Metadata &m) { m.weights[0].isMutable = true; }),
            "weight `w` is mutable, which this runtime does not support");
  EXPECT_EQ(messageAfter([](Metadata &m) {
              m.externalWeights = ExternalWeights{"../w", 0, 0};
            }),
            "malformed metadata: expected the plain name of a weight file, got "
            "`../w`");
}

// The rule peak(dims) <= peak(bounds). At n = 64 every greedy order ends at
// 512, a plan by exhaustive search at 448.
TEST(Metadata, FallsBackOnTheBoundPlan) {
  const Interval units[] = {{2, 0, 0}, {2, 3, 5}, {1, 4, 5},
                            {3, 1, 3}, {2, 3, 3}, {4, 4, 4}};
  const int64_t offsets[] = {0, 0, 128, 128, 320, 192};
  FunctionSpec spec;
  spec.name = "f";
  spec.dims = {{"n", 1, 64}};
  spec.inputs = {{"x", DataType::U8, {SizeExpr::dim(0)}, 0, 0}};
  for (int i = 0; i < 6; ++i)
    spec.buffers.push_back(
        {SizeExpr::dim(0) * SizeExpr::constant(units[i].bytes), units[i].first,
         units[i].last, offsets[i]});
  spec.boundArenaBytes = 448;
  TenfoldFunction function(spec, 0);
  ArenaPlan plan;
  PlanWorkspace workspace;
  for (int64_t n = 1; n <= 64; ++n) {
    ASSERT_FALSE(planArena(function, std::vector{n}, plan, workspace));
    EXPECT_LE(plan.arenaBytes, 448);
    EXPECT_FALSE(
        findPlacementFault(workspace.intervals, plan.offsets, plan.arenaBytes));
  }
  EXPECT_EQ(plan.arenaBytes, 448);
  EXPECT_EQ(plan.offsets, std::vector<int64_t>(offsets, offsets + 6));
}

// Sizes that fall as a dim grows are refused where they exceed those of the
// bounds, for which the plan was proven.
TEST(Metadata, RefusesSizesAboveTheBounds) {
  FunctionSpec spec;
  spec.name = "f";
  spec.dims = {{"n", 0, 64}};
  spec.inputs = {{"x", DataType::U8, {SizeExpr::dim(0)}, 0, 0}};
  spec.buffers = {{SizeExpr::constant(64) - SizeExpr::dim(0), 0, 0, 0}};
  spec.boundArenaBytes = 0;
  TenfoldFunction function(spec, 0);
  ArenaPlan plan;
  PlanWorkspace workspace;
  EXPECT_EQ(
      planArena(function, std::vector<int64_t>{60}, plan, workspace).message,
      "expected at most 0 bytes in buffer 0 of `f`, got 4");
}

} // namespace
