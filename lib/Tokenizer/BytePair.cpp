//===- BytePair.cpp - merges by rank --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Pairs.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

uint64_t key(int32_t left, int32_t right) {
  return uint64_t(uint32_t(left)) << 32 | uint32_t(right);
}

class BytePair final : public Model {
public:
  BytePair(Vocabulary tokens, const BytePairOptions &options)
      : vocabulary(std::move(tokens)), options(options) {
    if (options.byteFallback)
      bytes = byteTokens(vocabulary);
  }

  Error addMerges(ArrayRef<std::pair<StringRef, StringRef>> pairs);
  Error tokenize(StringRef word, Ids &ids) const override;

private:
  std::vector<Symbol> characters(StringRef word) const;
  std::optional<int32_t> find(StringRef word, size_t at, size_t length) const;

  Vocabulary vocabulary;
  BytePairOptions options;
  ByteTokens bytes;
  DenseMap<uint64_t, Merge> merges;
};

Error BytePair::addMerges(ArrayRef<std::pair<StringRef, StringRef>> pairs) {
  StringRef prefix = options.continuingPrefix;
  merges.reserve(pairs.size());
  for (auto [rank, pair] : enumerate(pairs)) {
    auto [left, right] = pair;
    StringRef tail = right;
    if (!prefix.empty() && !tail.consume_front(prefix))
      tail = right;
    std::optional<int32_t> ids[] = {vocabulary.find(left),
                                    vocabulary.find(right),
                                    vocabulary.find((left + tail).str())};
    if (!ids[0] || !ids[1] || !ids[2])
      return error("expected merge " + Twine(rank) + ", '" + left + " " +
                   right + "', to be of tokens and make one");
    // Of equal pairs the last counts, as elsewhere.
    merges[key(*ids[0], *ids[1])] = {static_cast<double>(rank), *ids[2]};
  }
  return Error::success();
}

/// The token of a character, which may be written differently at the
/// beginning and the end of a word.
std::optional<int32_t> BytePair::find(StringRef word, size_t at,
                                      size_t length) const {
  StringRef character = word.substr(at, length);
  if (options.continuingPrefix.empty() && options.endSuffix.empty())
    return vocabulary.find(character);
  std::string token = at > 0 ? options.continuingPrefix : "";
  token += character;
  if (at + length == word.size())
    token += options.endSuffix;
  return vocabulary.find(token);
}

std::vector<Symbol> BytePair::characters(StringRef word) const {
  std::vector<Symbol> symbols;
  symbols.reserve(word.size());
  bool afterUnknown = false;
  forEachCharacter(word, [&](char32_t, size_t at, unsigned length) {
    bool joins = std::exchange(afterUnknown, false) && options.fuseUnknown;
    if (std::optional<int32_t> id = find(word, at, length)) {
      append(symbols, *id, at, length);
    } else if (bytes) {
      for (size_t i = at; i < at + length; ++i)
        append(symbols, (*bytes)[static_cast<unsigned char>(word[i])], i, 1);
    } else if (options.unknown) {
      if (joins)
        symbols.back().length += length;
      else
        append(symbols, *options.unknown, at, length);
      afterUnknown = true;
    }
  });
  return symbols;
}

Error BytePair::tokenize(StringRef word, Ids &ids) const {
  if (options.ignoreMerges)
    if (std::optional<int32_t> id = vocabulary.find(word)) {
      ids.push_back(*id);
      return Error::success();
    }
  std::vector<Symbol> symbols = characters(word);
  mergeAll(
      symbols,
      [&](const Symbol &left, const Symbol &right) -> std::optional<Merge> {
        auto merge = merges.find(key(left.id, right.id));
        if (merge == merges.end())
          return std::nullopt;
        return merge->second;
      });
  for (const Symbol &symbol : symbols)
    if (symbol.length > 0)
      ids.push_back(symbol.id);
  return Error::success();
}

} // namespace

Expected<std::unique_ptr<Model>>
bytePair(Vocabulary vocabulary,
         ArrayRef<std::pair<StringRef, StringRef>> merges,
         const BytePairOptions &options) {
  auto model = std::make_unique<BytePair>(std::move(vocabulary), options);
  if (Error error = model->addMerges(merges))
    return std::move(error);
  return model;
}

} // namespace tenfold::tokenizer
