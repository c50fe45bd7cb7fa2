//===- FromJson.cpp - a tokenizer from tokenizer.json ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/JsonParts.h"
#include "lib/Tokenizer/StopTokens.h"
#include "lib/Tokenizer/Tokenizer.h"

using namespace llvm;
using namespace tenfold;
using namespace tenfold::tokenizer;

namespace {

void readAddedTokens(const Members &json, Pipeline &pipeline) {
  for (const Members &entry : json.members("added_tokens")) {
    AddedToken token;
    token.content = entry.string("content").str();
    token.id = static_cast<int32_t>(entry.integer("id", 0, kMaxIds - 1));
    token.singleWord = entry.boolean("single_word", false);
    token.lstrip = entry.boolean("lstrip", false);
    token.rstrip = entry.boolean("rstrip", false);
    token.special = entry.boolean("special", false);
    token.normalized = entry.boolean("normalized", !token.special);
    if (entry.failed())
      return;
    if (Error error = pipeline.addToken(std::move(token)))
      return entry.fail("", toString(std::move(error)));
  }
}

/// Templates may name ids without a token, which nothing could decode.
void checkSpecialIds(const Members &json, const Pipeline &pipeline) {
  for (const Ids *ids : {&pipeline.before, &pipeline.after})
    for (int32_t id : *ids)
      if (static_cast<size_t>(id) >= pipeline.tokens.size())
        json.fail("post_processor", "expected ids of tokens, got " + Twine(id));
}

void read(const Members &json, Pipeline &pipeline) {
  readModel(json.member("model"), pipeline);
  if (json.has("normalizer"))
    readNormalizer(json.member("normalizer"), pipeline);
  if (json.failed())
    return;
  if (json.has("added_tokens"))
    readAddedTokens(json, pipeline);
  if (json.has("pre_tokenizer"))
    readPreTokenizer(json.member("pre_tokenizer"), pipeline);
  if (json.has("post_processor"))
    readPostProcessor(json.member("post_processor"), pipeline);
  bool fused = false;
  if (json.has("decoder"))
    readDecoder(json.member("decoder"), pipeline, fused);
  else
    pipeline.decoders.push_back(decodeSeparated());
  checkSpecialIds(json, pipeline);
  addStopTokensByName(pipeline);
}

} // namespace

Expected<Tokenizer> Tokenizer::fromParsed(const json::Value &value) {
  auto pipeline = std::make_shared<Pipeline>();
  std::string failure;
  Members json(&value, "", failure);
  read(json, *pipeline);
  if (json.failed())
    return error(failure);
  return Tokenizer(std::move(pipeline));
}

Expected<Tokenizer> Tokenizer::fromTokenizerJson(StringRef text) {
  Expected<json::Value> value = parseJson(text);
  return value ? fromParsed(*value) : value.takeError();
}

Expected<Tokenizer> Tokenizer::fromJson(StringRef text) {
  Expected<json::Value> value = parseJson(text);
  if (!value)
    return value.takeError();
  // A description names its model, tokenizer.json has one.
  const json::Object *object = value->getAsObject();
  if (!object || !object->getString("model"))
    return fromParsed(*value);
  Expected<TokenizerDescription> description = tokenizerDescriptionFrom(*value);
  return description ? fromDescription(*description) : description.takeError();
}
