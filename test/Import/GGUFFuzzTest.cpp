// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ten thousand seeded mutants of a good file: none may crash the reader, and
// what it accepts can be used in every way; nor the importer those of a model.
#include "lib/Import/GGUF/Import.h"
#include "test/Import/GGUFBytes.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

/// Asks for everything a caller may ask for.
void use(const gguf::Value &value) {
  EXPECT_FALSE(value.type().empty());
  (void)value.integer();
  (void)value.number();
  (void)value.boolean();
  if (auto numbers = value.numbers()) {
    EXPECT_LT(numbers->size(), 10'000u);
  }
  if (auto strings = value.strings())
    for (llvm::StringRef string : *strings)
      EXPECT_LT(string.size(), 10'000u);
}

void expectSound(const gguf::File &file, llvm::StringRef bytes) {
  for (const auto &[key, value] : file.metadata())
    use(value);
  for (const gguf::Tensor &tensor : file.tensors()) {
    EXPECT_EQ(file.find(tensor.name), &tensor);
    if (!tensor.format || tensor.bytes.empty())
      continue;
    EXPECT_GE(tensor.bytes.begin(), bytes.begin());
    EXPECT_LE(tensor.bytes.end(), bytes.end());
    int64_t elements = tensor.bytes.size() / tensor.format->blockBytes *
                       tensor.format->blockElements;
    int64_t byShape = 1;
    for (int64_t extent : tensor.shape)
      byShape *= extent;
    EXPECT_EQ(byShape, elements);
    std::vector<float> values(elements);
    tensor.format->decodeAll(tensor.bytes, values);
  }
}

TEST(GGUFFuzz, mutantsAreRefusedOrSound) {
  std::string sample = test::sampleGGUF();
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0;
  for (int mutant = 0; mutant < 10'000; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    llvm::Expected<gguf::File> file = test::parseGGUF(bytes);
    if (file) {
      ++accepted;
      expectSound(*file, bytes);
      continue;
    }
    std::string message = llvm::toString(file.takeError());
    EXPECT_FALSE(message.empty());
    EXPECT_EQ(message.find('\n'), std::string::npos);
  }
  // Changes of strings and data leave a good file; if none did, the mutants
  // would not reach past the head.
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 9'000);
}

TEST(GGUFFuzz, mutantsAreImportedOrRefused) {
  std::string sample = test::sampleModel();
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int imported = 0;
  for (int mutant = 0; mutant < 10'000; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    llvm::Expected<gguf::File> file = test::parseGGUF(bytes);
    if (!file) {
      llvm::consumeError(file.takeError());
      continue;
    }
    llvm::Expected<std::string> model = gguf::importModel(*file);
    imported += bool(model);
    if (!model) {
      std::string message = llvm::toString(model.takeError());
      EXPECT_FALSE(message.empty());
      EXPECT_EQ(message.find('\n'), std::string::npos);
    }
  }
  EXPECT_GT(imported, 100);
  EXPECT_LT(imported, 9'000);
}

} // namespace
