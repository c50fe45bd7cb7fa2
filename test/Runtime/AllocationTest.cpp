// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Nothing is allocated in a call at a shape already seen.
#include "lib/Runtime/ShapeCache.h"
#include "tenfold/Runtime.h"
#include "test/Runtime/AllocationCounter.h"
#include "test/Runtime/TestArtifact.h"

#include <gtest/gtest.h>

using namespace tenfold;
using namespace tenfold::test;

namespace {

class AllocationTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(writeTestArtifact(path));
    ASSERT_FALSE(Artifact::load(path, artifact));
    ASSERT_FALSE(Session::create(artifact, session, 3));
  }
  int allocationsIn(MainCall &call) {
    call.bind();
    int before = allocations;
    Status status = session.call("main", call.inputs, call.outputs);
    int count = allocations - before;
    EXPECT_EQ(status.message(), "");
    return count;
  }

  TemporaryFolder folder;
  std::string path = folder.file("model.so");
  Artifact artifact;
  Session session;
};

TEST_F(AllocationTest, NoneAtAShapeAlreadySeen) {
  MainCall small(7), large(97);
  EXPECT_GT(allocationsIn(small), 0);
  EXPECT_GT(allocationsIn(large), 0);
  for (int round = 0; round < 100; ++round) {
    EXPECT_EQ(allocationsIn(small), 0);
    EXPECT_EQ(allocationsIn(large), 0);
  }
}

TEST_F(AllocationTest, NoneWhenAPlanTakesThePlaceOfAnother) {
  for (int64_t n = 101; n >= 0; --n) { // from above, for the arena not to grow
    MainCall call(n);
    int count = allocationsIn(call);
    if (n < 101 - static_cast<int64_t>(runtime::ShapeCache::kMaxShapes)) {
      EXPECT_EQ(count, 0) << n;
    }
  }
}

} // namespace
