// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Writing and loading, and what goes wrong with either.
#include "lib/Runtime/CpuFeatures.h"
#include "tenfold/Runtime.h"
#include "test/Runtime/TestArtifact.h"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/resource.h>

using namespace tenfold;
using namespace tenfold::test;
using runtime::Metadata;

namespace {

class ArtifactTest : public testing::Test {
protected:
  std::string loadMessage() {
    Artifact artifact;
    return Artifact::load(path, artifact).message();
  }
  /// What an artifact computes for x = 1, without its weight: 2 or 3, by its
  /// code.
  static float factorOf(const Artifact &artifact) {
    Session session;
    MainCall call(1);
    call.bind();
    call.x.elements[0] = 1;
    EXPECT_EQ(Session::create(artifact, session, 1).message(), "");
    EXPECT_EQ(session.call("main", call.inputs, call.outputs).message(), "");
    return call.y.elements[0] - kTestWeight[0];
  }
  size_t filesInFolder() const {
    auto files = std::filesystem::directory_iterator(folder.file(""));
    return std::distance(begin(files), end(files));
  }

  TemporaryFolder folder;
  std::string path = folder.file("model.so");
};

TEST_F(ArtifactTest, Loads) {
  ASSERT_EQ(writeTestArtifact(path).message, "");
  EXPECT_EQ(filesInFolder(), 1u);
  Artifact artifact;
  ASSERT_EQ(Artifact::load(path, artifact).message(), "");
  EXPECT_EQ(factorOf(artifact), 2);
}

TEST_F(ArtifactTest, WeightsInAFileOfTheirOwn) {
  runtime::WriteOptions options;
  options.externalAbove = 0;
  options.sync = true;
  ASSERT_EQ(writeTestArtifact(path, testMetadata(), kTestCode, options).message,
            "");
  EXPECT_EQ(filesInFolder(), 2u);
  Artifact artifact;
  ASSERT_EQ(Artifact::load(path, artifact).message(), "");
  EXPECT_EQ(factorOf(artifact), 2);
  std::string weights = path + ".weights";
  auto bytes = readFile(weights);
  bytes[3] ^= std::byte(1);
  writeFile(weights, bytes);
  EXPECT_EQ(loadMessage(), "cannot load `" + path + "`: `" + weights +
                               "` is damaged or belongs to another artifact");
  bytes.pop_back();
  writeFile(weights, bytes);
  EXPECT_EQ(loadMessage(), "cannot load `" + path +
                               "`: expected 64 bytes in `" + weights +
                               "`, got 63");
  std::filesystem::remove(weights);
  EXPECT_EQ(loadMessage(), "cannot load `" + path + "`: cannot open `" +
                               weights + "`: No such file or directory");
}

TEST_F(ArtifactTest, NewFileUnderAnOldName) {
  Artifact first, second;
  ASSERT_FALSE(writeTestArtifact(path));
  ASSERT_FALSE(Artifact::load(path, first));
  ASSERT_FALSE(writeTestArtifact(path, testMetadata(), kTestCodeTripling));
  ASSERT_FALSE(Artifact::load(path, second));
  EXPECT_EQ(factorOf(first), 2);
  EXPECT_EQ(factorOf(second), 3);
}

// The second handle keeps the library under the name that the first descriptor
// gave it.
TEST_F(ArtifactTest, NewFileUnderAnOldDescriptor) {
  Artifact first, again, other;
  std::string otherPath = folder.file("other.so");
  ASSERT_FALSE(writeTestArtifact(path));
  ASSERT_FALSE(writeTestArtifact(otherPath, testMetadata(), kTestCodeTripling));
  ASSERT_FALSE(Artifact::load(path, first));
  ASSERT_FALSE(Artifact::load(path, again));
  first = Artifact();
  ASSERT_FALSE(Artifact::load(otherPath, other));
  EXPECT_EQ(factorOf(again), 2);
  EXPECT_EQ(factorOf(other), 3);
}

TEST_F(ArtifactTest, CodeMustMatchTheMetadata) {
  Metadata metadata = testMetadata();
  metadata.functions.pop_back();
  ASSERT_FALSE(writeTestArtifact(path, metadata));
  EXPECT_EQ(loadMessage(),
            "expected 1 functions in the code of `" + path + "`, got 2");
  ASSERT_FALSE(writeTestArtifact(path, testMetadata(), kTestNoCode));
  EXPECT_EQ(loadMessage(),
            "expected `" + path + "` to export `tenfold_artifact_v1`");
}

TEST_F(ArtifactTest, RefusesOtherFiles) {
  EXPECT_EQ(loadMessage(),
            "cannot open `" + path + "`: No such file or directory");
  writeFile(path, {});
  EXPECT_EQ(loadMessage(),
            "cannot load `" + path +
                "`: not an artifact: expected at least 96 bytes, got 0");
  writeFile(path, std::vector<std::byte>(5000));
  EXPECT_EQ(loadMessage(), "cannot load `" + path +
                               "`: not an artifact, or its end is missing");
  Artifact artifact;
  EXPECT_EQ(Artifact::load(folder.file(""), artifact).message(),
            "cannot read `" + folder.file("") + "`: not a regular file");
  EXPECT_EQ(Status(tenfold_artifact_load(nullptr, nullptr)).message(),
            "expected the path of an artifact, got null");
}

TEST_F(ArtifactTest, RefusesACpuThatLacksAFeature) {
  Metadata metadata = testMetadata();
  metadata.cpuFeatures = {"warp-drive"};
  ASSERT_FALSE(writeTestArtifact(path, metadata));
  EXPECT_EQ(loadMessage(), "artifact needs the CPU feature `warp-drive`, which "
                           "this runtime does not know");
  for (const char *name :
       {"sse4.2", "avx2", "fma", "avx512f", "amx-tile", "avx512fp16"}) {
    runtime::Error error = runtime::checkCpuFeatures({name});
    if (error) {
      EXPECT_EQ(error.message, std::string("artifact needs the CPU feature `") +
                                   name + "`, which this CPU lacks");
    }
  }
}

TEST_F(ArtifactTest, WriterReportsWhatIsWrong) {
  Metadata metadata = testMetadata();
  metadata.weights[0].bytes = 8;
  EXPECT_EQ(writeTestArtifact(path, metadata).message,
            "expected 8 bytes of weight `w`, got 12");
  metadata = testMetadata();
  metadata.weights[0].offset = 64;
  EXPECT_EQ(writeTestArtifact(path, metadata).message,
            "expected weight `w` at offset 0, got 64");
  metadata.weights[0].offset = 1;
  EXPECT_EQ(writeTestArtifact(path, metadata).message,
            "malformed metadata: expected weight `w` at a multiple of 64 from "
            "0, got 1");
  EXPECT_EQ(filesInFolder(), 0u);
  std::string nowhere = folder.file("missing/model.so");
  EXPECT_EQ(writeTestArtifact(nowhere).message,
            "cannot create `" + nowhere + "`: No such file or directory");
}

// A limit on the size of files stands for a full disk.
TEST_F(ArtifactTest, FullDiskLeavesNothingBehind) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small{1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  runtime::Error error = writeTestArtifact(path);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(error.message, "cannot write `" + path + "`: File too large");
  EXPECT_EQ(error.code, TENFOLD_IO_ERROR);
  EXPECT_EQ(filesInFolder(), 0u);
}

} // namespace
