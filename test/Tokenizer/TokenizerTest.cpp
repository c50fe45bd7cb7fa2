// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ids and text, whole and in streams.
#include "lib/Tokenizer/Utf8.h"
#include "test/Tokenizer/Samples.h"

#include <gtest/gtest.h>

#include <random>

using namespace tenfold;

namespace {

using Ids = std::vector<int32_t>;

Tokenizer bytes() {
  return cantFail(Tokenizer::fromDescription(test::byteDescription()));
}

std::string text(const Tokenizer &tokenizer, const Ids &ids,
                 bool skipSpecial = true) {
  llvm::Expected<std::string> text = tokenizer.decode(ids, skipSpecial);
  return text ? *text : "error: " + llvm::toString(text.takeError());
}

TEST(Tokenizer, specialTokensAreFoundOnlyWhenToldTo) {
  Tokenizer tokenizer = bytes();
  EXPECT_EQ(cantFail(tokenizer.encode("hell<|end|>", true, true)),
            (Ids{258, 259}));
  EXPECT_EQ(cantFail(tokenizer.encode("fold", true, false)), (Ids{260}));
  EXPECT_EQ(cantFail(tokenizer.encode("<|end|>", true, false)).size(), 7u);
  EXPECT_EQ(text(tokenizer, {258, 259}), "hell");
  EXPECT_EQ(text(tokenizer, {258, 259}, false), "hell<|end|>");
}

TEST(Tokenizer, tellsWhatItHas) {
  Tokenizer tokenizer = bytes();
  EXPECT_EQ(tokenizer.size(), 261);
  EXPECT_EQ(tokenizer.token(258), "hell");
  EXPECT_EQ(tokenizer.token(-1), "");
  EXPECT_EQ(tokenizer.find("ll"), 257);
  EXPECT_EQ(tokenizer.find("lll"), std::nullopt);
  EXPECT_TRUE(tokenizer.isSpecial(259));
  EXPECT_FALSE(tokenizer.isSpecial(260));
  EXPECT_EQ(tokenizer.stopTokens().vec(), (Ids{259}));
}

TEST(Tokenizer, idsOutsideAreAnError) {
  EXPECT_EQ(text(bytes(), {261}),
            "error: expected token ids in [0, 261), got 261");
  EXPECT_EQ(text(bytes(), {-1}),
            "error: expected token ids in [0, 261), got -1");
}

TEST(Tokenizer, anythingComesBackAsItWas) {
  Tokenizer tokenizer = bytes();
  std::mt19937_64 random(20261121);
  for (int i = 0; i < 2000; ++i) {
    std::string sample;
    for (size_t size = random() % 40; size > 0; --size)
      if (random() % 2)
        tokenizer::appendUtf8(sample,
                              random() % (random() % 2 ? 0x300 : 0xd800));
      else
        sample += static_cast<char>(random());
    Ids ids = cantFail(tokenizer.encode(sample, false, false));
    EXPECT_EQ(text(tokenizer, ids), tokenizer::lossyUtf8(sample));
  }
}

TEST(StreamDecoder, holdsBackWhatIsNoCharacterYet) {
  Tokenizer tokenizer = bytes();
  StreamDecoder stream(tokenizer, true);
  Ids ids = cantFail(tokenizer.encode("a\U0001f44d", false, false));
  ASSERT_EQ(ids.size(), 5u);
  std::vector<std::string> parts;
  for (int32_t id : ids)
    parts.push_back(cantFail(stream.push(id)));
  EXPECT_EQ(parts, (std::vector<std::string>{"a", "", "", "", "\U0001f44d"}));
  EXPECT_EQ(stream.finish(), "");
}

TEST(StreamDecoder, malformedBytesComeOutAtOnceOrAtTheEnd) {
  Tokenizer tokenizer = bytes();
  StreamDecoder stream(tokenizer, true);
  // The bytes ff, f0, 9f, then a letter: f0 9f could have become a character.
  auto idOf = [&](unsigned char byte) {
    return cantFail(tokenizer.encode("\xc3\xbf", false, false)),
           *tokenizer.find(byte == 0xff   ? "\u00ff"
                           : byte == 0xf0 ? "\u00f0"
                                          : "\u0141");
  };
  EXPECT_EQ(cantFail(stream.push(idOf(0xff))), "\ufffd");
  EXPECT_EQ(cantFail(stream.push(idOf(0xf0))), "");
  EXPECT_EQ(cantFail(stream.push(*tokenizer.find("a"))), "\ufffda");
  EXPECT_EQ(cantFail(stream.push(idOf(0xf0))), "");
  EXPECT_EQ(stream.finish(), "\ufffd");
  EXPECT_EQ(stream.finish(), "");
}

TEST(StreamDecoder, goesOnAfterATokenWithItsSpace) {
  TokenizerDescription d;
  d.model = "llama";
  d.tokens = {"<unk>", "\u2581a", "b", "<0x00>"};
  d.scores = {0, -1, -2, 0};
  d.tokenType = {2, 1, 1, 6};
  d.unknownTokenId = 0;
  Tokenizer tokenizer = cantFail(Tokenizer::fromDescription(d));
  EXPECT_EQ(cantFail(tokenizer.encode("a", false, false)), (Ids{1}));
  EXPECT_EQ(text(tokenizer, {1, 1, 2}), "a ab");
  EXPECT_EQ(cantFail(StreamDecoder(tokenizer, true).push(1)), "a");
  EXPECT_EQ(cantFail(StreamDecoder(tokenizer, true, 2).push(1)), " a");
}

TEST(Tokenizer, specialTokensMayTakeBlanksAlong) {
  TokenizerDescription d = test::byteDescription();
  d.tokenType[258] = TokenizerDescription::Control;
  d.specialStripsRight = true;
  Tokenizer tokenizer = cantFail(Tokenizer::fromDescription(d));
  EXPECT_EQ(cantFail(tokenizer.encode("hell \n fold<|end|>fold", true, true)),
            (Ids{258, 260, 259, 260}));
  EXPECT_EQ(cantFail(tokenizer.encode("<|end|> fold", true, true)).size(), 3u);
}

TEST(Tokenizer, readsAllParts) {
  Tokenizer tokenizer =
      cantFail(Tokenizer::fromTokenizerJson(test::jsonSample()));
  EXPECT_EQ(cantFail(tokenizer.encode("AXB <s>AB CD", true, true)),
            (Ids{0, 5, 2, 4, 0, 6}));
  EXPECT_EQ(text(tokenizer, {5, 2, 4, 6}), "aabab cd");
}

TEST(Tokenizer, descriptionsComeBackFromTheirJson) {
  TokenizerDescription d = test::byteDescription();
  d.scores.assign(d.tokens.size(), -1.5f);
  d.addBosToken = false;
  d.chatTemplate = "{{ 'ö\n' }}";
  std::string json = toJson(d);
  EXPECT_EQ(toJson(cantFail(tokenizerDescriptionFromJson(json))), json);
  Tokenizer tokenizer = cantFail(Tokenizer::fromJson(json));
  EXPECT_EQ(tokenizer.chatTemplate(), "{{ 'ö\n' }}");
  EXPECT_EQ(cantFail(tokenizer.encode("hell", true, true)), (Ids{258}));
}

TEST(Utf8, malformedPartsAreOneReplacementEach) {
  using tokenizer::lossyUtf8;
  EXPECT_EQ(lossyUtf8("a\x80z"), "a\ufffdz");
  EXPECT_EQ(lossyUtf8("\xf0\x9f\x91z"), "\ufffdz");
  EXPECT_EQ(lossyUtf8("\xe0\x80\xaf"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(lossyUtf8("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(lossyUtf8("\xf4\x90\x80\x80"), "\ufffd\ufffd\ufffd\ufffd");
}

} // namespace
