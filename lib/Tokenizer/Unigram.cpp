//===- Unigram.cpp - the most probable tokens -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Viterbi: best(end) = max over tokens that end there of best(begin) + score.
// A character that no token of its own covers may be unknown, at a score below
// all others; neighbouring unknown characters are one.
//
//===----------------------------------------------------------------------===//
#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Models.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr double kUnknownPenalty = 10; // SentencePiece's kUnkPenalty

class Unigram final : public Model {
public:
  Unigram(const Vocabulary &vocabulary, ArrayRef<double> scores,
          std::optional<int32_t> unknown, bool byteFallback)
      : scores(scores), unknown(unknown) {
    if (byteFallback)
      bytes = byteTokens(vocabulary);
    for (auto [id, token] : enumerate(vocabulary.tokens()))
      if (!token.empty())
        trie.insert(token, static_cast<int32_t>(id));
    for (double score : scores)
      worst = std::min(worst, score);
  }

  Error tokenize(StringRef word, Ids &ids) const override;

private:
  struct Step {
    double score = -std::numeric_limits<double>::infinity();
    size_t begin = 0;
    int32_t id = kUnknown;
  };
  static constexpr int32_t kUnknown = -1;

  std::vector<Step> bestSteps(StringRef word) const;
  Error emitUnknown(StringRef text, Ids &ids) const;

  Trie trie;
  std::vector<double> scores;
  double worst = 0;
  std::optional<int32_t> unknown;
  ByteTokens bytes;
};

/// The best last step to each byte offset.
std::vector<Unigram::Step> Unigram::bestSteps(StringRef word) const {
  std::vector<Step> best(word.size() + 1);
  best[0].score = 0;
  forEachCharacter(word, [&](char32_t, size_t at, unsigned length) {
    double before = best[at].score;
    auto offer = [&](size_t end, double score, int32_t id) {
      if (before + score > best[end].score)
        best[end] = {before + score, at, id};
    };
    bool covered = false;
    trie.prefixes(word, at, [&](size_t end, int32_t id) {
      covered |= end == at + length;
      offer(end, scores[id], id);
    });
    if (!covered)
      offer(at + length, worst - kUnknownPenalty, kUnknown);
  });
  return best;
}

Error Unigram::emitUnknown(StringRef text, Ids &ids) const {
  if (bytes)
    for (unsigned char byte : text)
      ids.push_back((*bytes)[byte]);
  else if (unknown)
    ids.push_back(*unknown);
  else
    return error("expected a token for '" + text +
                 "', and the tokenizer has none for the unknown");
  return Error::success();
}

Error Unigram::tokenize(StringRef word, Ids &ids) const {
  std::vector<Step> best = bestSteps(word);
  SmallVector<std::pair<size_t, size_t>> path; // from the end
  for (size_t end = word.size(); end > 0; end = best[end].begin) {
    bool joins = best[end].id == kUnknown && !path.empty() &&
                 best[path.back().second].id == kUnknown;
    if (joins)
      path.back().first = best[end].begin;
    else
      path.push_back({best[end].begin, end});
  }
  for (auto [begin, end] : reverse(path)) {
    if (best[end].id != kUnknown)
      ids.push_back(best[end].id);
    else if (Error error = emitUnknown(word.slice(begin, end), ids))
      return error;
  }
  return Error::success();
}

} // namespace

std::unique_ptr<Model> unigram(const Vocabulary &vocabulary,
                               ArrayRef<double> scores,
                               std::optional<int32_t> unknown,
                               bool byteFallback) {
  return std::make_unique<Unigram>(vocabulary, scores, unknown, byteFallback);
}

} // namespace tenfold::tokenizer
