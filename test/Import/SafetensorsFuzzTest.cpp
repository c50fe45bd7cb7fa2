// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ten thousand seeded mutants of a good file: none may crash the reader, and
// what it accepts obeys the format.
#include "test/Import/SafetensorsBytes.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

void expectSound(const safetensors::File &file, llvm::StringRef bytes) {
  const char *covered = nullptr;
  for (const safetensors::Tensor &tensor : file.tensors()) {
    EXPECT_GE(tensor.bytes.begin(), bytes.begin() + 8);
    EXPECT_LE(tensor.bytes.end(), bytes.end());
    EXPECT_TRUE(!covered || covered == tensor.bytes.begin());
    covered = tensor.bytes.end();
    uint64_t bits = safetensors::dtypeBits(tensor.dtype);
    for (int64_t extent : tensor.shape)
      bits *= extent;
    EXPECT_EQ(bits, 8 * tensor.bytes.size());
    EXPECT_EQ(file.find(tensor.name), &tensor);
  }
  EXPECT_TRUE(!covered || covered == bytes.end());
}

TEST(SafetensorsFuzz, mutantsAreRefusedOrSound) {
  std::string sample = test::sampleFile();
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0;
  for (int mutant = 0; mutant < 10'000; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    llvm::Expected<safetensors::File> file = test::parseBytes(bytes);
    if (file) {
      ++accepted;
      expectSound(*file, bytes);
    } else {
      EXPECT_FALSE(llvm::toString(file.takeError()).empty());
    }
  }
  // Changes of the data alone leave a good file; if none did, the mutants would
  // not reach past the header.
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 9'000);
}

} // namespace
