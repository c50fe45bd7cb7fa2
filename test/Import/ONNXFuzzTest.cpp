// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ten thousand seeded mutants of a good file: none may crash the reader or the
// importer, and what is read has the bytes that its shape wants.
#include "lib/Import/ONNX/Import.h"
#include "test/Import/ONNXModel.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

void expectSound(const tenfold::onnx::File &file) {
  for (const tenfold::onnx::Tensor &tensor : file.tensors()) {
    if (const auto *found = file.find(&file.graph(), tensor.name))
      EXPECT_EQ(found->name, tensor.name);
    int64_t elements = 1;
    for (int64_t extent : tensor.shape)
      elements *= extent;
    EXPECT_EQ(elements, tensor.elements());
    int64_t sum = 0; // reads every byte
    for (char byte : tensor.bytes)
      sum += byte;
    EXPECT_LT(sum, INT64_MAX);
  }
}

void expectOneLine(std::string message) {
  EXPECT_FALSE(message.empty());
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(ONNXFuzz, mutantsAreImportedOrRefused) {
  std::string sample = test::sampleModel().SerializeAsString();
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0, imported = 0;
  for (int mutant = 0; mutant < 10'000; ++mutant) {
    watchdog.restart();
    std::string bytes = test::mutate(sample, random);
    llvm::Expected<tenfold::onnx::File> file =
        tenfold::onnx::File::parse(bytes);
    if (!file) {
      expectOneLine(llvm::toString(file.takeError()));
      continue;
    }
    ++accepted;
    expectSound(*file);
    llvm::Expected<std::string> text = tenfold::onnx::importModel(*file);
    imported += bool(text);
    if (!text)
      expectOneLine(llvm::toString(text.takeError()));
  }
  EXPECT_GT(accepted, 500);
  EXPECT_GT(imported, 100);
  EXPECT_LT(imported, 9'000);
}

} // namespace
