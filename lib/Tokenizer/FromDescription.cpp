//===- FromDescription.cpp - a tokenizer from GGUF's metadata -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Patterns.h"
#include "lib/Tokenizer/StopTokens.h"
#include "lib/Tokenizer/Tokenizer.h"

#include <cmath>

using namespace llvm;
using namespace tenfold;
using namespace tenfold::tokenizer;

namespace {

using Description = TokenizerDescription;

constexpr StringLiteral kSpace = "\u2581"; // SentencePiece's mark of a space

Error check(const Description &d) {
  auto count = [&](StringRef name, size_t got) -> Error {
    if (got == 0 || got == d.tokens.size())
      return Error::success();
    return error("expected one of " + name + " per token, got " + Twine(got) +
                 " for " + Twine(d.tokens.size()));
  };
  if (d.tokens.empty())
    return error("expected tokens, got none");
  if (Error error = count("scores", d.scores.size()))
    return error;
  if (Error error = count("token_type", d.tokenType.size()))
    return error;
  for (auto [id, score] : enumerate(d.scores))
    if (!std::isfinite(score))
      return error("expected finite scores, got another for token " +
                   Twine(id));
  for (std::optional<int32_t> id :
       {d.bosTokenId, d.eosTokenId, d.eotTokenId, d.eomTokenId,
        d.unknownTokenId, d.seperatorTokenId, d.clsTokenId})
    if (id && (*id < 0 || static_cast<size_t>(*id) >= d.tokens.size()))
      return error("expected ids of special tokens in [0, " +
                   Twine(d.tokens.size()) + "), got " + Twine(*id));
  return Error::success();
}

int32_t typeOf(const Description &d, size_t id) {
  return d.tokenType.empty() ? Description::Normal : d.tokenType[id];
}

bool isSpecial(const Description &d, size_t id) {
  return typeOf(d, id) == Description::Control ||
         typeOf(d, id) == Description::Unknown;
}

/// GGUF marks BERT's tokens at the beginning of a word, BERT all others.
/// Special tokens are neither, nor, in older files, those in brackets.
std::string bertToken(StringRef token, bool special) {
  if (special || (token.starts_with("[") && token.ends_with("]")))
    return token.str();
  return token.consume_front(kSpace) ? token.str() : "##" + token.str();
}

Expected<Vocabulary> makeVocabulary(const Description &d) {
  Vocabulary vocabulary;
  for (auto [id, token] : enumerate(d.tokens)) {
    std::string text =
        d.model == "bert" ? bertToken(token, isSpecial(d, id)) : token;
    if (text.empty())
      continue;
    if (Error error = vocabulary.add(text, static_cast<int64_t>(id)))
      return std::move(error);
  }
  return vocabulary;
}

Error makeBytePair(const Description &d, Vocabulary vocabulary,
                   Pipeline &pipeline) {
  const WordPatterns *words = findPatterns(d.pre);
  if (!words)
    return error("pre-tokenizer '" + d.pre + "' is not supported");
  if (words->composes)
    pipeline.normalizers.push_back(normalForm(NormalForm::C));
  for (StringRef text : words->patterns) {
    Expected<Matcher> matcher = pattern(text);
    if (!matcher)
      return matcher.takeError();
    pipeline.splitters.push_back(
        split(std::move(*matcher), Behavior::Isolated));
  }
  pipeline.splitters.push_back(
      byteLevel(/*addPrefixSpace=*/false, /*words=*/nullptr));
  std::vector<std::pair<StringRef, StringRef>> merges;
  merges.reserve(d.merges.size());
  for (const std::string &merge : d.merges)
    merges.push_back(StringRef(merge).split(' '));
  BytePairOptions options;
  options.ignoreMerges = words->ignoreMerges;
  Expected<std::unique_ptr<Model>> model =
      bytePair(std::move(vocabulary), merges, options);
  if (!model)
    return model.takeError();
  pipeline.model = std::move(*model);
  pipeline.decoders.push_back(decodeByteLevel());
  return Error::success();
}

void makeScoredPair(const Description &d, Vocabulary vocabulary,
                    Pipeline &pipeline) {
  bool prefix = d.addSpacePrefix.value_or(true);
  if (prefix)
    pipeline.normalizers.push_back(prepend(" "));
  pipeline.normalizers.push_back(replace(literal(" "), kSpace.str()));
  std::vector<float> scores = d.scores;
  scores.resize(d.tokens.size());
  for (size_t id = 0; id < d.tokens.size(); ++id)
    if (isSpecial(d, id))
      vocabulary.hide(d.tokens[id]);
  pipeline.model =
      scoredPair(std::move(vocabulary), std::move(scores), d.unknownTokenId);
  pipeline.decoders.push_back(decodeReplace(literal(kSpace.str()), " "));
  pipeline.decoders.push_back(decodeByteFallback());
  if (prefix)
    pipeline.decoders.push_back(decodeStrip(" ", 1, 0, /*ofFirst=*/true));
}

Error makeWordPiece(const Description &d, const Vocabulary &vocabulary,
                    Pipeline &pipeline) {
  if (!d.unknownTokenId)
    return error("expected unknown_token_id, got none");
  BertOptions text;
  text.lowercase = d.normalizerLowercase.value_or(true);
  text.stripAccents = d.normalizerStripAccents.value_or(text.lowercase);
  pipeline.normalizers.push_back(bertNormalizer(text));
  pipeline.splitters.push_back(
      split(characters(isWhitespace), Behavior::Removed));
  pipeline.splitters.push_back(
      split(characters(isPunctuation), Behavior::Isolated));
  constexpr size_t kMaxCharacters = 100; // of BERT's tokenizers
  pipeline.model =
      wordPiece(vocabulary, *d.unknownTokenId, "##", kMaxCharacters);
  pipeline.decoders.push_back(decodeWordPiece("##", /*cleanup=*/true));
  return Error::success();
}

Error makeModel(const Description &d, Vocabulary vocabulary,
                Pipeline &pipeline) {
  pipeline.addVocabulary(vocabulary);
  pipeline.tokens.resize(d.tokens.size());
  pipeline.kinds.resize(d.tokens.size());
  if (d.model == "gpt2")
    return makeBytePair(d, std::move(vocabulary), pipeline);
  if (d.model == "bert")
    return makeWordPiece(d, vocabulary, pipeline);
  if (d.model != "llama")
    return error("tokenizer model '" + d.model + "' is not supported");
  makeScoredPair(d, std::move(vocabulary), pipeline);
  return Error::success();
}

/// What the model's family puts around a text, where the file does not say.
void makeFrame(const Description &d, Pipeline &pipeline) {
  bool bert = d.model == "bert";
  bool beginsByHabit = d.model != "gpt2" || findPatterns(d.pre)->addsBos;
  std::optional<int32_t> begin = d.clsTokenId ? d.clsTokenId : d.bosTokenId;
  std::optional<int32_t> separator =
      d.seperatorTokenId ? d.seperatorTokenId : d.eosTokenId;
  if (begin && d.addBosToken.value_or(beginsByHabit))
    pipeline.before.push_back(*begin);
  if (separator && d.addSepToken.value_or(bert))
    pipeline.after.push_back(*separator);
  if (d.eosTokenId && d.addEosToken.value_or(false))
    pipeline.after.push_back(*d.eosTokenId);
}

Error addTokens(const Description &d, Pipeline &pipeline) {
  for (size_t id = 0; id < d.tokens.size(); ++id) {
    AddedToken token{d.tokens[id], static_cast<int32_t>(id)};
    token.special = isSpecial(d, id);
    token.rstrip = token.special && d.specialStripsRight.value_or(false) &&
                   typeOf(d, id) != Description::Unknown &&
                   d.bosTokenId != token.id && d.eosTokenId != token.id;
    if (token.special || typeOf(d, id) == Description::UserDefined)
      if (Error error = pipeline.addToken(std::move(token)))
        return error;
  }
  return Error::success();
}

} // namespace

Expected<Tokenizer> Tokenizer::fromDescription(const Description &d) {
  if (Error error = check(d))
    return std::move(error);
  Expected<Vocabulary> vocabulary = makeVocabulary(d);
  if (!vocabulary)
    return vocabulary.takeError();
  auto pipeline = std::make_shared<Pipeline>();
  if (Error error = makeModel(d, std::move(*vocabulary), *pipeline))
    return std::move(error);
  if (Error error = addTokens(d, *pipeline))
    return std::move(error);
  makeFrame(d, *pipeline);
  pipeline->bos = d.bosTokenId;
  pipeline->eos = d.eosTokenId;
  for (std::optional<int32_t> id : {d.eosTokenId, d.eotTokenId, d.eomTokenId})
    if (id && !is_contained(pipeline->stopTokens, *id))
      pipeline->stopTokens.push_back(*id);
  addStopTokensByName(*pipeline);
  pipeline->chatTemplate = d.chatTemplate;
  return Tokenizer(std::move(pipeline));
}
