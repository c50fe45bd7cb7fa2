// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Thousands of seeded mutants of good files, of their bytes or of what they
// say: none may crash the reader or the importer, take more than 10 s or 1 GiB,
// and what is read has the bytes that its shape wants.
#include "lib/Import/ONNX/Import.h"
#include "test/Import/ONNXMutate.h"
#include "test/Import/ONNXSeeds.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace tenfold;

namespace {

void expectSound(const tenfold::onnx::File &file) {
  for (const tenfold::onnx::Tensor &tensor : file.tensors()) {
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

/// Runs `body` on every so many-th number in processes beside one another: a
/// number that ends one is named.
void inProcesses(int processes, int count, llvm::function_ref<void(int)> body) {
  auto *at = static_cast<int *>(::mmap(nullptr, processes * sizeof(int),
                                       PROT_READ | PROT_WRITE,
                                       MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(at, MAP_FAILED);
  std::vector<pid_t> children;
  for (int process = 0; process < processes; ++process) {
    children.push_back(::fork());
    if (children.back() != 0)
      continue;
    test::Watchdog watchdog;
    for (at[process] = process; at[process] < count; at[process] += processes) {
      watchdog.restart();
      body(at[process]);
    }
    ::_exit(testing::Test::HasFailure());
  }
  for (int process = 0; process < processes; ++process) {
    int status = 0;
    ::waitpid(children[process], &status, 0);
    EXPECT_EQ(status, 0) << "mutant " << at[process];
  }
  ::munmap(at, processes * sizeof(int));
}

class ONNXFuzz : public testing::Test {
protected:
  void SetUp() override {
    folder = testing::TempDir() + "onnx-fuzz";
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/" + test::kWeights)
        << std::string(test::kWeightBytes, '\3');
    seeds = {test::sampleModel(), test::flowModel(), test::functionModel(),
             test::encodingsModel()};
  }

  std::string bytesOf(int mutant) const {
    std::mt19937_64 random(20261121 + mutant);
    ::onnx::ModelProto model = seeds[mutant / 4 % seeds.size()];
    if (mutant / 2 % 2)
      return test::mutate(model.SerializeAsString(), random);
    for (int step = 1 + int(random() % 4); step > 0; --step)
      test::ModelMutator(random).mutate(model);
    return model.SerializeAsString();
  }

  /// How far a mutant comes: 0 where it is not read, 2 where it is imported.
  int run(const std::string &bytes) const {
    auto file = tenfold::onnx::File::parse(bytes, folder);
    if (!file) {
      expectOneLine(llvm::toString(file.takeError()));
      return 0;
    }
    expectSound(*file);
    llvm::Expected<std::string> text = tenfold::onnx::importModel(*file);
    if (!text)
      expectOneLine(llvm::toString(text.takeError()));
    return text ? 2 : 1;
  }

  std::string folder;
  std::vector<::onnx::ModelProto> seeds;
};

TEST_F(ONNXFuzz, seedsAreImported) {
  for (const ::onnx::ModelProto &seed : seeds)
    EXPECT_EQ(run(seed.SerializeAsString()), 2);
}

TEST_F(ONNXFuzz, mutantsAreImportedOrRefused) {
  constexpr int kProcesses = 2;
  const int count = std::getenv("TENFOLD_FULL") ? 20'000 : 5'000;
  int ends[3] = {}; // of each process
  inProcesses(kProcesses, count, [&](int mutant) {
    ++ends[run(bytesOf(mutant))];
    if (mutant + kProcesses < count)
      return;
    for (int end : ends) // each is met by many
      EXPECT_GT(end, count / 40);
  });
}

} // namespace
