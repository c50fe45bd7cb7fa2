// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "dialects/Storage/Storage.h"

#include <gtest/gtest.h>

using namespace tenfold::storage;

namespace {

TEST(Storage, isFoundByName) {
  for (const Format &format : formats())
    EXPECT_EQ(find(format.name), &format);
  EXPECT_EQ(find("q9_9"), nullptr);
  EXPECT_EQ(find(""), nullptr);
}

TEST(Storage, countsBytesOfWholeBlocks) {
  const Format &q4 = *find("q4_0"), &plain = *find("f32");
  EXPECT_EQ(q4.bytes({3, 5, 64}), 3 * 5 * 2 * 18);
  EXPECT_EQ(q4.bytes({64, 33}), std::nullopt);
  EXPECT_EQ(q4.bytes({}), std::nullopt);
  EXPECT_EQ(plain.bytes({}), 4);
  EXPECT_EQ(plain.bytes({7}), 28);
}

TEST(Storage, countsBytesWithoutOverflow) {
  const Format &plain = *find("f32"), &q8 = *find("q8_0");
  constexpr int64_t kHuge = int64_t(1) << 40;
  EXPECT_EQ(plain.bytes({kHuge, kHuge}), std::nullopt);
  EXPECT_EQ(plain.bytes({kHuge, kHuge, 0}), 0);
  EXPECT_EQ(plain.bytes({INT64_MAX}), std::nullopt);
  EXPECT_EQ(q8.bytes({INT64_MAX / 32 * 32}), std::nullopt);
  EXPECT_EQ(q8.bytes({kHuge}), (kHuge / 32) * 34);
}

} // namespace
