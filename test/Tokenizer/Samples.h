// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Small tokenizers in text.
#ifndef TENFOLD_TEST_TOKENIZER_SAMPLES_H
#define TENFOLD_TEST_TOKENIZER_SAMPLES_H

#include "lib/Tokenizer/Tokenizer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

namespace tenfold::test {

/// All 256 bytes as GPT-2 writes them, in the order of their characters.
inline std::vector<std::string> byteCharacters() {
  std::vector<std::string> characters;
  auto add = [&](unsigned c) {
    characters.push_back(
        c < 0x80 ? std::string(1, static_cast<char>(c))
                 : std::string{static_cast<char>(0xc0 | c >> 6),
                               static_cast<char>(0x80 | (c & 0x3f))});
  };
  for (unsigned c = 0; c < 0x100; ++c)
    if ((c >= '!' && c <= '~') || (c >= 0xa1 && c != 0xad))
      add(c);
  for (unsigned c = 0x100; c < 0x144; ++c)
    add(c);
  return characters;
}

/// Bytes, three merges, an end, a token of the user's.
inline TokenizerDescription byteDescription() {
  TokenizerDescription d;
  d.model = "gpt2";
  d.pre = "gpt-2";
  d.tokens = byteCharacters();
  d.tokens.insert(d.tokens.end(), {"he", "ll", "hell", "<|end|>", "fold"});
  d.tokenType.assign(d.tokens.size(), TokenizerDescription::Normal);
  d.tokenType[259] = TokenizerDescription::Control;
  d.tokenType[260] = TokenizerDescription::UserDefined;
  d.merges = {"h e", "l l", "he ll"};
  d.eosTokenId = 259;
  return d;
}

/// A tokenizer.json with a part of every kind.
inline std::string jsonSample() {
  return R"({"version":"1.0","truncation":null,"padding":null,
"added_tokens":[{"id":0,"content":"<s>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true},
{"id":6,"content":"ab cd","normalized":true,"special":false}],
"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"},{"type":"Replace","pattern":{"Regex":"x+"},"content":"a"}]},
"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\d|\\s+"},"behavior":"Isolated","invert":false},{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}]},
"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}},
"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u2581"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
"model":{"type":"BPE","dropout":null,"unk_token":"<unk>","fuse_unk":true,"byte_fallback":false,"ignore_merges":false,
"vocab":{"<s>":0,"<unk>":1,"a":2,"b":3,"ab":4,"\u2581":5},"merges":[["a","b"]]}})";
}

inline std::string failureOf(llvm::StringRef json) {
  llvm::Expected<Tokenizer> tokenizer = Tokenizer::fromJson(json);
  return tokenizer ? "" : llvm::toString(tokenizer.takeError());
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_TOKENIZER_SAMPLES_H
