//===- ScoredPair.cpp - SentencePiece's merges by score -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As byte pair encoding, but any two neighbours merge whose text together is a
// token, the one of the highest score first. Characters that end in no token
// become bytes.
//
//===----------------------------------------------------------------------===//
#include "lib/Tokenizer/Pairs.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr int32_t kNone = -1;

class ScoredPair final : public Model {
public:
  ScoredPair(Vocabulary tokens, std::vector<float> scores,
             std::optional<int32_t> unknown)
      : vocabulary(std::move(tokens)), scores(std::move(scores)),
        unknown(unknown), bytes(byteTokens(vocabulary)) {
    if (bytes)
      for (int32_t id : *bytes)
        vocabulary.hide(vocabulary.tokens()[id]);
  }

  Error tokenize(StringRef word, Ids &ids) const override {
    std::vector<Symbol> symbols;
    forEachCharacter(word, [&](char32_t, size_t at, unsigned length) {
      append(symbols, vocabulary.find(word.substr(at, length)).value_or(kNone),
             at, length);
    });
    mergeAll(
        symbols,
        [&](const Symbol &left, const Symbol &right) -> std::optional<Merge> {
          std::optional<int32_t> id = vocabulary.find(
              word.substr(left.begin, left.length + right.length));
          if (!id)
            return std::nullopt;
          return Merge{-scores[*id], *id};
        });
    for (const Symbol &symbol : symbols)
      if (symbol.length > 0)
        emit(word.substr(symbol.begin, symbol.length), symbol.id, ids);
    return Error::success();
  }

private:
  void emit(StringRef text, int32_t id, Ids &ids) const {
    if (id != kNone)
      ids.push_back(id);
    else if (bytes)
      for (unsigned char byte : text)
        ids.push_back((*bytes)[byte]);
    else if (unknown)
      ids.push_back(*unknown);
  }

  Vocabulary vocabulary;
  std::vector<float> scores;
  std::optional<int32_t> unknown;
  ByteTokens bytes;
};

} // namespace

std::unique_ptr<Model> scoredPair(Vocabulary vocabulary,
                                  std::vector<float> scores,
                                  std::optional<int32_t> unknown) {
  return std::make_unique<ScoredPair>(std::move(vocabulary), std::move(scores),
                                      unknown);
}

} // namespace tenfold::tokenizer
