//===- JsonIds.cpp - post-processors and decoders of tokenizer.json -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/JsonParts.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr int64_t kMaxStrip = 64;

/// The ids that a template means by the name of a special token.
Ids specialIds(const Members &specials, StringRef name) {
  Members special = specials.member(name);
  Ids ids;
  if (const json::Array *list = special.array("ids"))
    for (const json::Value &value : *list) {
      std::optional<int64_t> id = value.getAsInteger();
      if (!id || *id < 0 || *id >= kMaxIds)
        special.fail("ids", "expected token ids");
      ids.push_back(static_cast<int32_t>(id.value_or(0)));
    }
  return ids;
}

/// Special tokens, the text "A", and special tokens.
void readTemplate(const Members &json, Pipeline &pipeline) {
  Members specials = json.member("special_tokens");
  Ids parts[2];
  bool afterText = false;
  for (const Members &item : json.members("single")) {
    if (item.has("Sequence")) {
      if (afterText)
        json.fail("single", "expected the text once, got it twice");
      afterText = true;
      continue;
    }
    Ids ids = specialIds(specials, item.member("SpecialToken").string("id"));
    parts[afterText].insert(parts[afterText].end(), ids.begin(), ids.end());
  }
  if (!json.failed() && !afterText)
    json.fail("single", "expected the text once, got it never");
  pipeline.before.insert(pipeline.before.begin(), parts[0].begin(),
                         parts[0].end());
  pipeline.after.insert(pipeline.after.end(), parts[1].begin(), parts[1].end());
}

/// Member `name` is a token and its id: ["[SEP]", 102].
int32_t readPair(const Members &json, StringRef name) {
  const json::Array *pair = json.array(name);
  std::optional<int64_t> id =
      pair && pair->size() == 2 ? (*pair)[1].getAsInteger() : std::nullopt;
  if (pair && (!id || *id < 0 || *id >= kMaxIds))
    json.fail(name, "expected a token and its id");
  return static_cast<int32_t>(id.value_or(0));
}

DecodeStep readMetaspaceDecoder(const Members &json) {
  bool drops = json.boolean("add_prefix_space", true) &&
               json.string("prepend_scheme", "always") != "never";
  return decodeMetaspace(json.string("replacement").str(), drops);
}

} // namespace

void readPostProcessor(const Members &json, Pipeline &pipeline) {
  StringRef type = json.type();
  if (type == "Sequence") {
    for (const Members &inner : json.members("processors"))
      readPostProcessor(inner, pipeline);
  } else if (type == "TemplateProcessing") {
    readTemplate(json, pipeline);
  } else if (type == "BertProcessing" || type == "RobertaProcessing") {
    pipeline.before.insert(pipeline.before.begin(), readPair(json, "cls"));
    pipeline.after.push_back(readPair(json, "sep"));
  } else if (type != "ByteLevel") { // which is about offsets alone
    refuseType(json);
  }
}

void readDecoder(const Members &json, Pipeline &pipeline, bool &fused) {
  StringRef type = json.type();
  auto add = [&](DecodeStep step) {
    pipeline.decoders.push_back(std::move(step));
  };
  if (type == "Sequence")
    for (const Members &inner : json.members("decoders"))
      readDecoder(inner, pipeline, fused);
  else if (type == "ByteLevel")
    add(decodeByteLevel());
  else if (type == "ByteFallback")
    add(decodeByteFallback());
  else if (type == "Fuse")
    fused = true;
  else if (type == "WordPiece")
    add(decodeWordPiece(json.string("prefix", "##").str(),
                        json.boolean("cleanup", true)));
  else if (type == "Metaspace")
    add(readMetaspaceDecoder(json));
  else if (type == "BPEDecoder")
    add(decodeWithSuffix(json.string("suffix", "</w>").str()));
  else if (type == "Replace")
    add(decodeReplace(readPattern(json), json.string("content").str()));
  else if (type == "Strip") {
    int64_t stop = json.integer("stop", 0, fused ? 0 : kMaxStrip, 0);
    add(decodeStrip(json.string("content").str(),
                    json.integer("start", 0, kMaxStrip, 0), stop, fused));
  } else
    refuseType(json);
}

} // namespace tenfold::tokenizer
