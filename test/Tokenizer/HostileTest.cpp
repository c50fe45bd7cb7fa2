// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tokenizers of strangers: one error with its place, or something that works.
#include "lib/Tokenizer/CharacterMap.h"
#include "test/Inputs/Mutate.h"
#include "test/Tokenizer/Samples.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

/// The sample with one stretch of it replaced.
struct Change {
  const char *from, *to, *failure;
};

class Changed : public testing::TestWithParam<Change> {};

TEST_P(Changed, isRefused) {
  std::string json = test::jsonSample();
  size_t at = json.find(GetParam().from);
  ASSERT_NE(at, std::string::npos) << GetParam().from;
  json.replace(at, strlen(GetParam().from), GetParam().to);
  EXPECT_EQ(test::failureOf(json), GetParam().failure);
}

INSTANTIATE_TEST_SUITE_P(
    Json, Changed,
    testing::Values(
        Change{R"("model":{)", R"("none":{)",
               "model: expected an object, got none"},
        Change{R"("type":"BPE")", R"("type":"WordLevel")",
               "model: type 'WordLevel' is not supported"},
        Change{R"("type":"BPE")", R"("type":7)",
               "model.type: expected a string, got a number"},
        Change{R"("dropout":null)", R"("dropout":0.5)",
               "model.dropout: is not supported"},
        Change{R"("unk_token":"<unk>")", R"("unk_token":"?")",
               "model.unk_token: expected a token of the vocabulary, got '?'"},
        Change{R"("fuse_unk":true)", R"("fuse_unk":1)",
               "model.fuse_unk: expected a boolean, got a number"},
        Change{R"("vocab":{)", R"("vocab":[],"x":{)",
               "model.vocab: expected an object, got an array"},
        Change{R"("a":2)", R"("a":2.5)",
               "model.vocab: expected integers as ids"},
        Change{R"("a":2)", R"("a":-1)",
               "model.vocab: expected the id of token 'a' in [0, 4194304), got "
               "-1"},
        Change{R"("a":2)", R"("a":1)",
               "model.vocab: expected ids to be unique, got 1 for '<unk>' and "
               "'a'"},
        Change{R"([["a","b"]])", R"({})",
               "model.merges: expected an array, got an object"},
        Change{R"([["a","b"]])", R"(["ab"])",
               "model.merges: expected two tokens at 0"},
        Change{R"([["a","b"]])", R"(["b a"])",
               "model.merges: expected merge 0, 'b a', to be of tokens and "
               "make one"},
        Change{R"("type":"NFC")", R"("type":"Nmt")",
               "normalizer.normalizers[0]: type 'Nmt' is not supported"},
        Change{R"({"type":"NFC"})", R"("NFC")",
               "normalizer.normalizers[0]: expected an object, got a string"},
        Change{R"("type":"NFC")",
               R"("type":"Precompiled","precompiled_charsmap":"AA==")",
               "normalizer.normalizers[0].precompiled_charsmap: expected a "
               "compiled character map, got other bytes"},
        Change{R"("type":"NFC")",
               R"("type":"Precompiled","precompiled_charsmap":"AAAAAP8A")",
               "normalizer.normalizers[0].precompiled_charsmap: expected "
               "replacements in UTF-8 in a character map"},
        Change{R"("Regex":"x+")", R"("Regex":"x(")",
               "normalizer.normalizers[2].pattern.Regex: pattern 'x(': missing "
               "closing parenthesis"},
        Change{R"("Regex":"x+")", R"("Regex":"[a&&b]")",
               "normalizer.normalizers[2].pattern.Regex: pattern '[a&&b]': "
               "expected classes without sets in them"},
        Change{R"("Regex":"x+")", R"("Regex":"[\\W]")",
               "normalizer.normalizers[2].pattern.Regex: pattern '[\\W]': "
               "expected no \\W in a class"},
        Change{R"("Regex":"x+")", R"("Regex":"\\h")",
               "normalizer.normalizers[2].pattern.Regex: pattern '\\h': "
               "expected no \\h, which has two meanings"},
        Change{R"("Regex":"x+")", R"("regex":"x+")",
               "normalizer.normalizers[2].pattern.Regex: expected a string, "
               "got none"},
        Change{R"("type":"Split")", R"("type":"UnicodeScripts")",
               "pre_tokenizer.pretokenizers[0]: type 'UnicodeScripts' is not "
               "supported"},
        Change{R"("behavior":"Isolated")", R"("behavior":"Kept")",
               "pre_tokenizer.pretokenizers[0].behavior: expected a way to "
               "split, got 'Kept'"},
        Change{R"("prepend_scheme":"first")", R"("prepend_scheme":"last")",
               "pre_tokenizer.pretokenizers[1].prepend_scheme: expected "
               "always, first or never, got 'last'"},
        Change{R"("type":"TemplateProcessing")", R"("type":"Pair")",
               "post_processor: type 'Pair' is not supported"},
        Change{R"({"Sequence":{"id":"A","type_id":0}})",
               R"({"SpecialToken":{"id":"<s>"}})",
               "post_processor.single: expected the text once, got it never"},
        Change{R"({"SpecialToken":{"id":"<s>","type_id":0}})",
               R"({"Sequence":{"id":"A"}})",
               "post_processor.single: expected the text once, got it twice"},
        Change{R"("ids":[0])", R"("ids":["x"])",
               "post_processor.special_tokens.<s>.ids: expected token ids"},
        Change{R"("ids":[0])", R"("ids":[7])",
               "post_processor: expected ids of tokens, got 7"},
        Change{R"("type":"ByteFallback")", R"("type":"CTC")",
               "decoder.decoders[1]: type 'CTC' is not supported"},
        Change{R"("start":1)", R"("start":100)",
               "decoder.decoders[3].start: expected an integer from 0 to 64, "
               "got 100"},
        Change{
            R"("stop":0)", R"("stop":1)",
            "decoder.decoders[3].stop: expected an integer from 0 to 0, got 1"},
        Change{R"("added_tokens":[)", R"("added_tokens":[7,)",
               "added_tokens[0]: expected an object, got a number"},
        Change{R"("id":6)", R"("id":4194304)",
               "added_tokens[1].id: expected an integer from 0 to 4194303, got "
               "4194304"},
        Change{R"("id":6)", R"("id":"6")",
               "added_tokens[1].id: expected an integer from 0 to 4194303, got "
               "a string"}));

TEST(Hostile, jsonThatIsNone) {
  EXPECT_EQ(test::failureOf("{"), "expected JSON, got text that does not "
                                  "parse: [1:1, byte=1]: Expected object key");
  EXPECT_EQ(test::failureOf("[]"), "expected an object, got an array");
  EXPECT_EQ(test::failureOf(std::string(100'000, '[')),
            "expected JSON of depth 64 at most, got more");
  std::string longToken(513, 'z'), json = test::jsonSample();
  json.replace(json.find("ab cd"), 5, longToken);
  EXPECT_EQ(test::failureOf(json), "added_tokens[1]: expected added tokens of "
                                   "at most 512 bytes, got one of 513");
}

std::string
failureOf(const std::function<void(TokenizerDescription &)> &change) {
  TokenizerDescription d = test::byteDescription();
  change(d);
  llvm::Expected<Tokenizer> tokenizer = Tokenizer::fromDescription(d);
  return tokenizer ? "" : llvm::toString(tokenizer.takeError());
}

TEST(Hostile, descriptions) {
  using D = TokenizerDescription;
  EXPECT_EQ(failureOf([](D &d) { d.model = "rwkv"; }),
            "tokenizer model 'rwkv' is not supported");
  EXPECT_EQ(failureOf([](D &d) { d.pre = "new"; }),
            "pre-tokenizer 'new' is not supported");
  EXPECT_EQ(failureOf([](D &d) { d.tokens.clear(); }),
            "expected tokens, got none");
  EXPECT_EQ(failureOf([](D &d) { d.scores = {1}; }),
            "expected one of scores per token, got 1 for 261");
  EXPECT_EQ(failureOf([](D &d) { d.tokenType = {1}; }),
            "expected one of token_type per token, got 1 for 261");
  EXPECT_EQ(failureOf([](D &d) { d.scores.assign(261, NAN); }),
            "expected finite scores, got another for token 0");
  EXPECT_EQ(failureOf([](D &d) { d.bosTokenId = 261; }),
            "expected ids of special tokens in [0, 261), got 261");
  EXPECT_EQ(failureOf([](D &d) { d.eosTokenId = -1; }),
            "expected ids of special tokens in [0, 261), got -1");
  EXPECT_EQ(failureOf([](D &d) { d.tokens[5] = d.tokens[6]; }),
            "expected tokens to be unique, got ''' twice");
  EXPECT_EQ(failureOf([](D &d) { d.tokens[5] = "\xff"; }),
            "expected tokens in UTF-8, got other bytes in token 5");
  EXPECT_EQ(failureOf([](D &d) { d.merges[0] = "h"; }),
            "expected merge 0, 'h ', to be of tokens and make one");
  EXPECT_EQ(failureOf([](D &d) { d.model = "bert"; }),
            "expected unknown_token_id, got none");
  // Tokens without text are places that a vocabulary was padded with.
  EXPECT_EQ(failureOf([](D &d) {
              d.tokens.insert(d.tokens.end(), {"", ""}),
                  d.tokenType.resize(263);
            }),
            "");
}

TEST(Hostile, patternsThatNeverEnd) {
  std::string json = test::jsonSample();
  json.replace(json.find("x+"), 2, "(x+x+)+y");
  Tokenizer tokenizer = cantFail(Tokenizer::fromJson(json));
  llvm::Expected<std::vector<int32_t>> ids =
      tokenizer.encode(std::string(1000, 'x') + "zy", true, true);
  ASSERT_FALSE(ids);
  EXPECT_EQ(llvm::toString(ids.takeError()),
            "a pattern fails on this text: match limit exceeded");
}

TEST(Hostile, textsThatAreLong) {
  TokenizerDescription d = test::byteDescription();
  for (const char *pre : {"gpt-2", "smollm", "llama-bpe", "qwen2", "qwen35",
                          "gpt-4o", "tekken", "deepseek-v3"}) {
    d.pre = pre;
    Tokenizer tokenizer = cantFail(Tokenizer::fromDescription(d));
    for (const char *unit : {"h", "A", "hell", " ", " \n", "1", "?", "\u0301",
                             "\u4e2d", "<|end|>", "<|en", "\xff", "'s"}) {
      std::string text = "x";
      while (text.size() < 200'000)
        text += unit;
      llvm::Expected<std::vector<int32_t>> ids =
          tokenizer.encode(text + "y", true, true);
      ASSERT_TRUE(!!ids) << pre << " " << unit << " "
                         << llvm::toString(ids.takeError());
      EXPECT_GT(ids->size(), 20'000u) << pre << " " << unit;
    }
  }
}

/// Whatever it accepts turns text to ids and back without harm.
void use(const Tokenizer &tokenizer) {
  llvm::Expected<std::vector<int32_t>> ids =
      tokenizer.encode("ab AXB<s> 12 ab cd \u00e9\xff", true, true);
  if (!ids)
    return llvm::consumeError(ids.takeError());
  for (int32_t id : *ids)
    EXPECT_TRUE(id >= 0 && id < tokenizer.size());
  llvm::consumeError(tokenizer.decode(*ids, false).takeError());
}

TEST(Hostile, characterMapsOfAnyBytes) {
  std::mt19937_64 random(20261121);
  for (int i = 0; i < 2000; ++i) {
    // 64 units that lead somewhere, and a few replacements.
    std::string blob("\0\1\0\0", 4);
    for (int unit = 0; unit < 64; ++unit) {
      uint32_t bits = random() % 64 << 10 | random() % 4 << 8 | random() % 128;
      blob.append(reinterpret_cast<const char *>(&bits), 4);
    }
    tokenizer::CharacterMap map =
        cantFail(tokenizer::CharacterMap::parse(blob + "a" + '\0' + "bc"));
    EXPECT_LT(map.apply("0123 abc \u00e9\U0001f44d").size(), 100u);
  }
}

TEST(Hostile, mutantsAreRefusedOrWork) {
  std::string samples[] = {test::jsonSample(), toJson(test::byteDescription())};
  std::mt19937_64 random(20261121);
  test::Watchdog watchdog;
  int accepted = 0;
  for (int i = 0; i < 10'000; ++i) {
    watchdog.restart();
    llvm::Expected<Tokenizer> tokenizer =
        Tokenizer::fromJson(test::mutate(samples[i % 4 == 0], random));
    if (tokenizer) {
      ++accepted;
      use(*tokenizer);
    } else {
      EXPECT_FALSE(llvm::toString(tokenizer.takeError()).empty());
    }
  }
  EXPECT_GT(accepted, 300);
  EXPECT_LT(accepted, 9'000);
}

} // namespace
