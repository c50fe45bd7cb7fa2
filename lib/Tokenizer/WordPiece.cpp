//===- WordPiece.cpp - the longest token first ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Models.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

class WordPiece final : public Model {
public:
  WordPiece(const Vocabulary &vocabulary, int32_t unknown, StringRef prefix,
            size_t maxCharacters)
      : unknown(unknown), maxCharacters(maxCharacters) {
    for (auto [id, token] : enumerate(vocabulary.tokens()))
      if (!token.empty())
        trie.insert(token, static_cast<int32_t>(id));
    inside = trie.walk(prefix);
  }

  /// A word that is long, or does not come out even, is unknown as a whole.
  Error tokenize(StringRef word, Ids &ids) const override {
    size_t characters = 0, kept = ids.size();
    forEachCharacter(word, [&](char32_t, size_t, unsigned) { ++characters; });
    size_t at = characters > maxCharacters ? StringRef::npos : 0;
    while (at < word.size()) {
      size_t longest = StringRef::npos;
      int32_t found = unknown;
      auto note = [&](size_t end, int32_t id) {
        longest = end;
        found = id;
      };
      if (at == 0)
        trie.prefixes(word, at, note);
      else if (inside)
        trie.prefixes(word, at, note, *inside);
      at = longest;
      ids.push_back(found);
    }
    if (at == StringRef::npos) {
      ids.resize(kept);
      ids.push_back(unknown);
    }
    return Error::success();
  }

private:
  Trie trie;
  std::optional<uint32_t> inside; ///< the trie's node of the prefix
  int32_t unknown;
  size_t maxCharacters;
};

} // namespace

std::unique_ptr<Model> wordPiece(const Vocabulary &vocabulary, int32_t unknown,
                                 StringRef prefix, size_t maxCharacters) {
  return std::make_unique<WordPiece>(vocabulary, unknown, prefix,
                                     maxCharacters);
}

} // namespace tenfold::tokenizer
