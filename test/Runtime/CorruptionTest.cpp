// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Damaged and hostile files: refused, or read without harm; under the
/// sanitizers, without reading out of bounds.
#include "lib/Runtime/ArtifactFormat.h"
#include "lib/Runtime/ArtifactReader.h"
#include "lib/Runtime/Function.h"
#include "test/Inputs/Mutate.h"
#include "test/Runtime/TestArtifact.h"

#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <random>

using namespace tenfold::runtime;
using namespace tenfold::test;

namespace {

using File = std::vector<std::byte>;

class CorruptionTest : public testing::Test {
protected:
  void SetUp() override {
    std::string path = folder.file("model.so");
    ASSERT_FALSE(writeTestArtifact(path));
    original = readFile(path);
    std::memcpy(&footer, &original[original.size() - sizeof(footer)],
                sizeof(footer));
  }

  /// The message for a file with this content, empty when it is accepted.
  static std::string messageFor(const File &content) {
    auto artifact = parseArtifact(content);
    if (!artifact)
      return artifact.takeError().message;
    useMetadata(artifact->metadata);
    return "";
  }

  /// What a session derives from accepted metadata.
  static void useMetadata(const Metadata &metadata) {
    for (const FunctionSpec &spec : metadata.functions) {
      TenfoldFunction function(spec, 0);
      for (int64_t size : {0, 1, 101, 1 << 30}) {
        std::vector<int64_t> dims(spec.dims.size(), size);
        if (checkDims(spec, dims))
          continue;
        if (auto memory = memoryAt(function, dims, 2)) {
          EXPECT_GE(memory->peak, 0);
        }
      }
    }
  }

  /// Brings the hashes of the metadata and the footer up to date, so that what
  /// is behind them is reached.
  static void sign(File &file, ArtifactFooter changed) {
    uint64_t end = file.size() - sizeof(changed);
    if (changed.metadata.offset <= end &&
        changed.metadata.length <= end - changed.metadata.offset)
      changed.metadata.hash = hashBytes(std::span(file).subspan(
          changed.metadata.offset, changed.metadata.length));
    changed.hash = hashFooter(changed);
    std::memcpy(&file[end], &changed, sizeof(changed));
  }

  TemporaryFolder folder;
  File original;
  ArtifactFooter footer;
  std::mt19937_64 random{5};
};

TEST_F(CorruptionTest, EveryByteCounts) {
  ASSERT_EQ(messageFor(original), "");
  for (size_t at = 0; at < original.size(); ++at) {
    File file = original;
    file[at] ^= std::byte(1 << (at % 8));
    ASSERT_NE(messageFor(file), "") << "byte " << at;
  }
}

TEST_F(CorruptionTest, EveryLengthCounts) {
  for (size_t length = 0; length < original.size(); length += 1 + length / 200)
    ASSERT_NE(
        messageFor(File(original.begin(),
                        original.begin() + static_cast<ptrdiff_t>(length))),
        "")
        << length;
  File longer = original;
  longer.push_back(std::byte(0));
  EXPECT_NE(messageFor(longer), "");
}

TEST_F(CorruptionTest, NamesTheDamagedPart) {
  auto messageAt = [&](uint64_t at) {
    File file = original;
    file[at] ^= std::byte(1);
    return messageFor(file);
  };
  EXPECT_EQ(messageAt(footer.code.offset + 99), "code is damaged");
  EXPECT_EQ(messageAt(footer.weights.offset + 3), "weight section is damaged");
  EXPECT_EQ(messageAt(footer.metadata.offset + 3), "metadata is damaged");
  EXPECT_EQ(messageAt(original.size() - 1), "footer is damaged");
  EXPECT_EQ(messageAt(footer.code.length), "parts are not where they belong");
  EXPECT_EQ(messageAt(original.size() - sizeof(footer) +
                      offsetof(ArtifactFooter, version)),
            "expected artifact format 1, got 0");
}

TEST_F(CorruptionTest, PartsMustNotOverlap) {
  for (auto change : std::vector<std::function<void(ArtifactFooter &)>>{
           [](ArtifactFooter &f) { f.weights.offset = 0; },
           [](ArtifactFooter &f) { f.weights.offset = ~0ull << 12; },
           [](ArtifactFooter &f) { f.metadata.length = ~0ull; },
           [](ArtifactFooter &f) { f.code.length = ~0ull; }}) {
    File file = original;
    ArtifactFooter changed = footer;
    change(changed);
    sign(file, changed);
    EXPECT_EQ(messageFor(file), "parts overlap or end behind the file");
  }
}

TEST_F(CorruptionTest, TenThousandSignedMutants) {
  Watchdog watchdog;
  int accepted = 0;
  const int64_t interesting[] = {
      0, 1, -1, 64, 255, 1 << 16, 1ll << 31, 1ll << 47, INT64_MAX, INT64_MIN};
  for (int round = 0; round < 10'000; ++round) {
    watchdog.restart();
    File file = original;
    for (uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
      uint64_t at =
          footer.metadata.offset + random() % (footer.metadata.length - 8);
      if (random() % 2)
        file[at] = static_cast<std::byte>(random());
      else
        std::memcpy(&file[at], &interesting[random() % 10],
                    size_t(1) << random() % 4);
    }
    sign(file, footer);
    accepted += messageFor(file).empty();
  }
  EXPECT_GT(accepted, 0); // changed names, at least
}

TEST_F(CorruptionTest, MutantsOfTheFooter) {
  for (int round = 0; round < 3000; ++round) {
    File file = original;
    ArtifactFooter changed = footer;
    ArtifactPart *parts[] = {&changed.code, &changed.weights,
                             &changed.metadata};
    uint64_t &field = random() % 2 ? parts[random() % 3]->offset
                                   : parts[random() % 3]->length;
    uint64_t before = field;
    field = random() % 2 ? field + random() % 200 - 100 : random();
    sign(file, changed);
    EXPECT_EQ(messageFor(file).empty(), field == before);
  }
}

} // namespace
