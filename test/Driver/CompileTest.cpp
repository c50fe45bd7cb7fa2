// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The compiler as a library.
#include "tenfold/Compiler.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

const ModelSource kDouble{"double.mlir", R"(
nn.block @main(%x: tensor<?xf32> {nn.dims = ["n"]}) -> (tensor<?xf32> {nn.dims = ["n"]}) {
  %0 = nn.add %x, %x : tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<?xf32>
})"};

TEST(Compile, ToBytes) {
  std::vector<char> artifact;
  std::vector<Stage> stages;
  CompileOptions options;
  options.progress = [&](Stage stage) { stages.push_back(stage); };
  CompileResult result = compileToBytes(kDouble, options, artifact);
  ASSERT_TRUE(result) << result.error;
  EXPECT_EQ(std::string(artifact.data() + 1, 3), "ELF");
  EXPECT_FALSE(result.plan.empty());
  ASSERT_EQ(stages.size(), size_t(Stage::Binary) + 1);
  EXPECT_EQ(stages.back(), Stage::Binary);
}

TEST(Compile, EqualBytes) {
  std::vector<char> first, second;
  ASSERT_TRUE(compileToBytes(kDouble, {}, first));
  ASSERT_TRUE(compileToBytes(kDouble, {}, second));
  EXPECT_EQ(first, second);
}

TEST(Compile, ToText) {
  CompileOptions options;
  options.to = Stage::Import;
  CompileResult result = compile(kDouble, options, "");
  ASSERT_TRUE(result) << result.error;
  EXPECT_NE(result.text.find("func.func @main"), std::string::npos);
}

TEST(Compile, ErrorsAreText) {
  std::vector<char> artifact;
  CompileResult result =
      compileToBytes({"bad.mlir", "nn.block @main("}, {}, artifact);
  EXPECT_FALSE(result);
  EXPECT_TRUE(result.error.starts_with("error: bad.mlir:1:")) << result.error;
  EXPECT_TRUE(artifact.empty());
}

TEST(Compile, MissingFile) {
  std::string error;
  EXPECT_FALSE(readModel("/none.mlir", error));
  EXPECT_EQ(error,
            "error: cannot read `/none.mlir`: No such file or directory\n");
}

TEST(Compile, StagesByName) {
  EXPECT_EQ(parseStage("vector"), Stage::Vector);
  EXPECT_EQ(parseStage("nothing"), std::nullopt);
  EXPECT_EQ(stageName(Stage::Fold), "fold");
}

} // namespace
