//===- JsonText.cpp - normalizers and pre-tokenizers of tokenizer.json ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/JsonParts.h"

#include "lib/Tokenizer/CharacterMap.h"
#include "lib/Tokenizer/Patterns.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Base64.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

/// Joiners are of words in Rust's `\w`.
constexpr StringLiteral kWordsOrSymbols =
    R"([\w\x{200c}\x{200d}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200c}\x{200d}\s]+)";

Matcher compile(const Members &json, StringRef name, StringRef text) {
  Expected<Matcher> matcher = pattern(text);
  if (matcher)
    return std::move(*matcher);
  json.fail(name, toString(matcher.takeError()));
  return literal("");
}

Normalizer readBertNormalizer(const Members &json) {
  BertOptions options;
  options.cleanText = json.boolean("clean_text", true);
  options.spaceChinese = json.boolean("handle_chinese_chars", true);
  options.lowercase = json.boolean("lowercase", true);
  options.stripAccents = json.boolean("strip_accents", options.lowercase);
  return bertNormalizer(options);
}

Normalizer readCharacterMap(const Members &json) {
  std::vector<char> blob;
  Error undecoded = decodeBase64(json.string("precompiled_charsmap"), blob);
  Expected<CharacterMap> map =
      undecoded ? std::move(undecoded)
                : CharacterMap::parse({blob.data(), blob.size()});
  if (!map) {
    json.fail("precompiled_charsmap", toString(map.takeError()));
    return nullptr;
  }
  return [map = std::move(*map)](std::string &text) {
    text = map.apply(text);
    return Error::success();
  };
}

Behavior readBehavior(const Members &json, StringRef otherwise) {
  StringRef name = json.string("behavior", otherwise);
  auto behavior = StringSwitch<std::optional<Behavior>>(name)
                      .Case("Removed", Behavior::Removed)
                      .Case("Isolated", Behavior::Isolated)
                      .Case("MergedWithPrevious", Behavior::MergedWithPrevious)
                      .Case("MergedWithNext", Behavior::MergedWithNext)
                      .Case("Contiguous", Behavior::Contiguous)
                      .Default(std::nullopt);
  if (!behavior)
    json.fail("behavior", "expected a way to split, got '" + name + "'");
  return behavior.value_or(Behavior::Isolated);
}

Splitter readMetaspace(const Members &json) {
  bool prefix = json.boolean("add_prefix_space", true); // of older files
  StringRef name = json.string("prepend_scheme", prefix ? "always" : "never");
  auto scheme = StringSwitch<std::optional<PrependScheme>>(name)
                    .Case("always", PrependScheme::Always)
                    .Case("first", PrependScheme::First)
                    .Case("never", PrependScheme::Never)
                    .Default(std::nullopt);
  if (!scheme)
    json.fail("prepend_scheme",
              "expected always, first or never, got '" + name + "'");
  return metaspace(json.string("replacement").str(),
                   scheme.value_or(PrependScheme::Never),
                   json.boolean("split", true));
}

Splitter readByteLevel(const Members &json) {
  bool prefix = json.boolean("add_prefix_space", true);
  if (!json.boolean("use_regex", true))
    return byteLevel(prefix, nullptr);
  return byteLevel(prefix, split(compile(json, "use_regex", kGpt2Pattern),
                                 Behavior::Isolated));
}

} // namespace

Matcher readPattern(const Members &json) {
  Members choice = json.member("pattern");
  if (choice.has("String"))
    return literal(choice.string("String").str());
  return compile(choice, "Regex", choice.string("Regex"));
}

void readNormalizer(const Members &json, Pipeline &pipeline) {
  StringRef type = json.type();
  auto add = [&](Normalizer normalizer) {
    pipeline.normalizers.push_back(std::move(normalizer));
  };
  if (type == "Sequence")
    for (const Members &inner : json.members("normalizers"))
      readNormalizer(inner, pipeline);
  else if (type == "BertNormalizer")
    add(readBertNormalizer(json));
  else if (type == "NFC")
    add(normalForm(NormalForm::C));
  else if (type == "NFD")
    add(normalForm(NormalForm::D));
  else if (type == "NFKC")
    add(normalForm(NormalForm::KC));
  else if (type == "NFKD")
    add(normalForm(NormalForm::KD));
  else if (type == "Precompiled")
    add(readCharacterMap(json));
  else if (type == "Lowercase")
    add(lowercase());
  else if (type == "StripAccents")
    add(stripMarks(isMark));
  else if (type == "Replace")
    add(replace(readPattern(json), json.string("content").str()));
  else if (type == "Prepend")
    add(prepend(json.string("prepend").str()));
  else if (type == "Strip")
    add(strip(json.boolean("strip_left", true),
              json.boolean("strip_right", true)));
  else if (type == "ByteLevel")
    add(byteLevelNormalizer());
  else
    refuseType(json);
}

void readPreTokenizer(const Members &json, Pipeline &pipeline) {
  StringRef type = json.type();
  auto add = [&](Splitter splitter) {
    pipeline.splitters.push_back(std::move(splitter));
  };
  Splitter spaces = split(characters(isWhitespace), Behavior::Removed);
  if (type == "Sequence")
    for (const Members &inner : json.members("pretokenizers"))
      readPreTokenizer(inner, pipeline);
  else if (type == "ByteLevel")
    add(readByteLevel(json));
  else if (type == "Metaspace")
    add(readMetaspace(json));
  else if (type == "Split")
    add(split(readPattern(json), readBehavior(json, "Isolated"),
              json.boolean("invert", false)));
  else if (type == "Digits")
    add(split(characters(isNumeric), json.boolean("individual_digits", false)
                                         ? Behavior::Isolated
                                         : Behavior::Contiguous));
  else if (type == "Punctuation")
    add(split(characters(isPunctuation), readBehavior(json, "Isolated")));
  else if (type == "WhitespaceSplit")
    add(spaces);
  else if (type == "Whitespace")
    add(split(compile(json, "type", kWordsOrSymbols), Behavior::Removed,
              /*invert=*/true));
  else if (type == "BertPreTokenizer") {
    add(spaces);
    add(split(characters(isPunctuation), Behavior::Isolated));
  } else if (type == "CharDelimiterSplit")
    add(split(literal(json.string("delimiter").str()), Behavior::Removed));
  else
    refuseType(json);
}

} // namespace tenfold::tokenizer
