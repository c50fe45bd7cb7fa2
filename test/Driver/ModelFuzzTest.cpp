// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Seeded mutants of a good model, five hundred and with TENFOLD_FULL
// ten thousand of each kind.
#include "tenfold/Compiler.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

#include <functional>

using namespace tenfold;

namespace {

constexpr char kModel[] = R"mlir(
module attributes {nn.bounds = {seq = [1, 64], batch = [1, 8]}} {
nn.block @main(%ids: tensor<?x?xi64> {nn.dims = ["batch", "seq"],
                                      nn.range = [0, 50]},
               %keep: tensor<?x?xi1> {nn.dims = ["batch", "seq"]})
    -> (tensor<?x?x24xf32> {nn.name = "y"}) {
  %0 = nn.apply @embedding "words" (%ids) {ROWS = 50, WIDTH = 24}
      : (tensor<?x?xi64>) -> tensor<?x?x24xf32>
  %1 = nn.repeat 2 x @layer "layer.{}" (%0, %keep)
      : (tensor<?x?x24xf32>, tensor<?x?xi1>) -> tensor<?x?x24xf32>
  %2 = nn.reduce max %1 [-1] : tensor<?x?x24xf32>
  %3 = nn.sub %1, %2 : tensor<?x?x24xf32>, tensor<?x?x1xf32>
  nn.return %3 : tensor<?x?x24xf32>
}
nn.block private @layer(%x: tensor<?x?x24xf32>, %keep: tensor<?x?xi1>)
    -> tensor<?x?x24xf32> {
  %q = nn.rearrange %x "b s (h d) -> b h s d" {h = 3} : tensor<?x?x24xf32>
  %o = nn.attention %q, %q, %q
      : tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>
      score(%s, %b, %h, %i, %j) {
    %k = nn.at %keep[%b, %j] : tensor<?x?xi1>
    nn.yield %s keep %k : f32
  }
  %r = nn.rearrange %o "b h s d -> b s (h d)" : tensor<?x3x?x8xf32>
  %w = nn.param "scale" [24] : tensor<24xf32> {init = @ones}
  %y = nn.mul %r, %w : tensor<?x?x24xf32>, tensor<24xf32>
  nn.return %y : tensor<?x?x24xf32>
}
})mlir";

/// One to three words or signs replaced by others of the text: most of it still
/// parses, and types, shapes and names no longer fit.
std::string shuffleWords(const std::string &text, std::mt19937_64 &random) {
  std::vector<std::string> words;
  auto isWord = [](char c) { return std::isalnum(c) || c == '_' || c == '.'; };
  for (char c : text)
    if (!words.empty() && isWord(c) && isWord(words.back().back()))
      words.back() += c;
    else
      words.push_back(std::string(1, c));
  auto draw = [&]() -> std::string & { return words[random() % words.size()]; };
  for (size_t step = 1 + random() % 3; step > 0; --step)
    if (std::string &word = draw(); std::isspace(word[0]))
      ++step;
    else
      word = draw();
  std::string shuffled;
  for (const std::string &word : words)
    shuffled += word;
  return shuffled;
}

/// Each mutant becomes kernels, or one error says why not.
void compileMutants(
    const std::function<std::string(const std::string &, std::mt19937_64 &)>
        &change) {
  const int mutants = std::getenv("TENFOLD_FULL") ? 10'000 : 500;
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  CompileOptions options;
  options.to = Stage::Fold;
  int compiled = 0;
  for (int mutant = 0; mutant < mutants; ++mutant) {
    watchdog.restart();
    std::string text = change(kModel, random);
    CompileResult result = compile({"m.mlir", text}, options, "");
    compiled += bool(result);
    if (result)
      continue;
    EXPECT_TRUE(result.error.starts_with("error: ")) << text << result.error;
    EXPECT_EQ(result.error.find("error:", 1), std::string::npos) << text;
    EXPECT_EQ(result.error.find("without saying why"), std::string::npos)
        << text;
  }
  EXPECT_GT(compiled, mutants / 100);
  EXPECT_LT(compiled, mutants * 9 / 10);
}

TEST(ModelFuzz, bytes) { compileMutants(test::mutate); }
TEST(ModelFuzz, words) { compileMutants(shuffleWords); }

} // namespace
