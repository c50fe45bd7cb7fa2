//===- JsonModel.cpp - the model of tokenizer.json ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/JsonParts.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr int64_t kMaxWord = 1 << 20; // characters

/// Member `vocab`: {token: id}.
Vocabulary readVocabulary(const Members &json) {
  Vocabulary vocabulary;
  const json::Object *entries = json.object("vocab");
  if (!entries)
    return vocabulary;
  for (const auto &[token, value] : *entries) {
    std::optional<int64_t> id = value.getAsInteger();
    if (!id) {
      json.fail("vocab", "expected integers as ids");
      break;
    }
    if (Error error = vocabulary.add(token, *id)) {
      json.fail("vocab", toString(std::move(error)));
      break;
    }
  }
  return vocabulary;
}

/// Member `unk_token`, which must be in the vocabulary where it is given.
std::optional<int32_t> readUnknown(const Members &json,
                                   const Vocabulary &vocabulary) {
  if (!json.has("unk_token"))
    return std::nullopt;
  StringRef token = json.string("unk_token");
  std::optional<int32_t> id = vocabulary.find(token);
  if (!id)
    json.fail("unk_token",
              "expected a token of the vocabulary, got '" + token + "'");
  return id;
}

using Pair = std::pair<StringRef, StringRef>;

/// "a b" or ["a", "b"].
std::optional<Pair> readMerge(const json::Value &value) {
  if (std::optional<StringRef> text = value.getAsString()) {
    Pair pair = text->split(' ');
    return pair.second.empty() ? std::nullopt : std::optional<Pair>(pair);
  }
  const json::Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return std::nullopt;
  std::optional<StringRef> left = (*pair)[0].getAsString(),
                           right = (*pair)[1].getAsString();
  return left && right ? std::optional<Pair>({*left, *right}) : std::nullopt;
}

void readBytePair(const Members &json, Pipeline &pipeline) {
  Vocabulary vocabulary = readVocabulary(json);
  std::vector<Pair> merges;
  if (const json::Array *list = json.array("merges"))
    for (const json::Value &value : *list) {
      std::optional<Pair> pair = readMerge(value);
      if (!pair)
        return json.fail("merges",
                         "expected two tokens at " + Twine(merges.size()));
      merges.push_back(*pair);
    }
  BytePairOptions options;
  options.unknown = readUnknown(json, vocabulary);
  options.fuseUnknown = json.boolean("fuse_unk", false);
  options.byteFallback = json.boolean("byte_fallback", false);
  options.ignoreMerges = json.boolean("ignore_merges", false);
  options.continuingPrefix = json.string("continuing_subword_prefix", "").str();
  options.endSuffix = json.string("end_of_word_suffix", "").str();
  if (json.failed())
    return;
  pipeline.addVocabulary(vocabulary);
  Expected<std::unique_ptr<Model>> model =
      bytePair(std::move(vocabulary), merges, options);
  if (!model)
    return json.fail("merges", toString(model.takeError()));
  pipeline.model = std::move(*model);
}

void readWordPiece(const Members &json, Pipeline &pipeline) {
  Vocabulary vocabulary = readVocabulary(json);
  std::optional<int32_t> unknown = readUnknown(json, vocabulary);
  if (!unknown)
    return json.expected("unk_token", "a string");
  pipeline.model = wordPiece(
      vocabulary, *unknown, json.string("continuing_subword_prefix", "##"),
      json.integer("max_input_chars_per_word", 0, kMaxWord, 100));
  pipeline.addVocabulary(vocabulary);
}

void readUnigram(const Members &json, Pipeline &pipeline) {
  Vocabulary vocabulary;
  std::vector<double> scores;
  if (const json::Array *list = json.array("vocab"))
    for (const json::Value &value : *list) {
      const json::Array *pair = value.getAsArray();
      bool valid = pair && pair->size() == 2 && (*pair)[0].getAsString() &&
                   (*pair)[1].getAsNumber();
      if (!valid)
        return json.fail("vocab", "expected a token and its score at " +
                                      Twine(scores.size()));
      auto id = static_cast<int64_t>(scores.size());
      if (Error error = vocabulary.add(*(*pair)[0].getAsString(), id))
        return json.fail("vocab", toString(std::move(error)));
      scores.push_back(*(*pair)[1].getAsNumber());
    }
  std::optional<int32_t> unknown;
  if (json.has("unk_id"))
    unknown = static_cast<int32_t>(
        json.integer("unk_id", 0, static_cast<int64_t>(scores.size()) - 1));
  pipeline.model = unigram(vocabulary, scores, unknown,
                           json.boolean("byte_fallback", false));
  pipeline.addVocabulary(vocabulary);
}

} // namespace

void readModel(const Members &json, Pipeline &pipeline) {
  if (json.has("dropout"))
    return json.fail("dropout", "is not supported");
  // Files from before the member `type` hold byte pairs.
  StringRef type = json.string("type", json.has("merges") ? "BPE" : "");
  if (type == "BPE")
    readBytePair(json, pipeline);
  else if (type == "WordPiece")
    readWordPiece(json, pipeline);
  else if (type == "Unigram")
    readUnigram(json, pipeline);
  else
    refuseType(json);
}

} // namespace tenfold::tokenizer
