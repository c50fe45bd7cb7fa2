// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ten thousand seeded mutants of good files: none may crash a reader, and what
// one accepts has the bytes of its shape.
#include "lib/Data/Npy.h"
#include "lib/Data/Npz.h"
#include "test/Data/Files.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

constexpr int kMutants = 10'000;

void expectSound(const data::Array &array) {
  uint64_t bytes = array.type.bytes;
  for (int64_t extent : array.shape)
    bytes *= extent;
  EXPECT_EQ(bytes, array.bytes.size());
}

TEST(DataFuzz, npyMutantsAreRefusedOrSound) {
  data::Array array = test::counting({'f', 2}, {3, 5, 7});
  std::string sample = data::npyHeader(array.type, array.shape);
  sample.append(reinterpret_cast<const char *>(array.bytes.data()),
                array.bytes.size());
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0;
  for (int mutant = 0; mutant < kMutants; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    data::Expected<data::Array> read =
        data::parseNpy(std::as_bytes(std::span(bytes)));
    if (!read) {
      EXPECT_FALSE(read.takeError().message.empty());
      continue;
    }
    ++accepted;
    expectSound(*read);
  }
  EXPECT_GT(accepted, 100);
}

TEST(DataFuzz, npzMutantsAreRefusedOrSound) {
  test::TemporaryFolder folder;
  std::string path = folder.file("mutant.npz");
  data::Array first = test::counting({'i', 8}, {1, 5}),
              second = test::counting({'f', 4}, {3, 7});
  std::vector<data::Named<data::ArrayView>> written = {{"ids", first},
                                                       {"weight", second}};
  ASSERT_FALSE(data::writeNpz(path, written));
  std::string sample = test::readText(path);
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0;
  for (int mutant = 0; mutant < kMutants; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    runtime::Expected<std::vector<data::Named<data::Array>>> read =
        data::parseNpz(std::as_bytes(std::span(bytes)));
    if (!read) {
      EXPECT_FALSE(read.takeError().message.empty());
      continue;
    }
    ++accepted;
    for (const data::Named<data::Array> &array : *read)
      expectSound(array.array);
  }
  // The sums of the members refuse most damage; what is left changed dates or
  // the like.
  EXPECT_GT(accepted, 10);
}

} // namespace
