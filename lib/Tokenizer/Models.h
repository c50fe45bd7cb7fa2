// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Words to token ids.
#ifndef TENFOLD_TOKENIZER_MODELS_H
#define TENFOLD_TOKENIZER_MODELS_H

#include "lib/Tokenizer/Trie.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace tenfold::tokenizer {

using Ids = std::vector<int32_t>;

class Model {
public:
  virtual ~Model() = default;
  /// Appends the ids of a word of well-formed UTF-8.
  virtual llvm::Error tokenize(llvm::StringRef word, Ids &ids) const = 0;
};

/// Tokens and their ids, one to one.
class Vocabulary {
public:
  /// Refuses a token or an id that is there already.
  llvm::Error add(llvm::StringRef token, int64_t id);
  std::optional<int32_t> find(llvm::StringRef token) const;
  /// By id; empty where an id has no token.
  llvm::ArrayRef<std::string> tokens() const { return byId; }
  /// Forgets one that text shall never become; its id stays.
  void hide(llvm::StringRef token) { ids.erase(token); }

private:
  llvm::StringMap<int32_t> ids;
  std::vector<std::string> byId;
};

/// Ids above this make no vocabulary but a table of gigabytes.
constexpr int64_t kMaxIds = int64_t(1) << 22;

/// The tokens <0x00> to <0xFF>, when a model has them all.
using ByteTokens = std::optional<std::array<int32_t, 256>>;
ByteTokens byteTokens(const Vocabulary &vocabulary);

struct BytePairOptions {
  std::optional<int32_t> unknown; ///< without: unknown characters vanish
  bool fuseUnknown = false;
  bool byteFallback = false;
  bool ignoreMerges = false; ///< a word that is a token stays whole
  std::string continuingPrefix, endSuffix;
};

/// Byte pair encoding: merges neighbours by the rank of their pair.
llvm::Expected<std::unique_ptr<Model>>
bytePair(Vocabulary vocabulary,
         llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> merges,
         const BytePairOptions &options);

/// SentencePiece's: merges neighbours by the score of what they make.
std::unique_ptr<Model> scoredPair(Vocabulary vocabulary,
                                  std::vector<float> scores,
                                  std::optional<int32_t> unknown);

/// The sequence of tokens of the best sum of scores.
std::unique_ptr<Model> unigram(const Vocabulary &vocabulary,
                               llvm::ArrayRef<double> scores,
                               std::optional<int32_t> unknown,
                               bool byteFallback);

/// The longest token first; `prefix` marks those that go on inside a word.
std::unique_ptr<Model> wordPiece(const Vocabulary &vocabulary, int32_t unknown,
                                 llvm::StringRef prefix, size_t maxCharacters);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_MODELS_H
