//===- Decoder.cpp - tokens back to bytes ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Decoder.h"

#include "lib/Tokenizer/ByteLevel.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

/// A step that cannot fail: `function(token, context)` gives the new token.
template <typename Function> DecodeStep total(Function function) {
  return [function = std::move(function)](std::string &token,
                                          const DecodeContext &context) {
    token = function(StringRef(token), context);
    return Error::success();
  };
}

std::string replaceAll(StringRef text, StringRef what, StringRef with) {
  std::string replaced;
  for (size_t at; (at = text.find(what)) != StringRef::npos && !what.empty();) {
    replaced += text.take_front(at);
    replaced += with;
    text = text.drop_front(at + what.size());
  }
  return replaced + text.str();
}

/// English as BERT's tokens leave it, with fewer spaces.
std::string cleanUp(std::string text) {
  constexpr std::pair<StringLiteral, StringLiteral> kReplacements[] = {
      {" .", "."},   {" ?", "?"},     {" !", "!"},    {" ,", ","},
      {" ' ", "'"},  {" n't", "n't"}, {" 'm", "'m"},  {" do not", " don't"},
      {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (auto [what, with] : kReplacements)
    text = replaceAll(text, what, with);
  return text;
}

} // namespace

DecodeStep decodeByteLevel() {
  return total([](StringRef token, const DecodeContext &context) {
    std::optional<std::string> bytes;
    if (!context.added)
      bytes = charactersToBytes(token);
    return bytes.value_or(token.str());
  });
}

DecodeStep decodeByteFallback() {
  return total([](StringRef token, const DecodeContext &) {
    unsigned byte = 0;
    StringRef digits = token;
    if (token.size() == 6 && digits.consume_front("<0x") &&
        digits.consume_back(">") && !digits.getAsInteger(16, byte))
      return std::string(1, static_cast<char>(byte));
    return token.str();
  });
}

DecodeStep decodeWordPiece(const std::string &prefix, bool cleanup) {
  return total([=](StringRef token, const DecodeContext &context) {
    std::string text = token.str();
    if (context.previous)
      text = token.consume_front(prefix) ? token.str() : " " + text;
    return cleanup ? cleanUp(text) : text;
  });
}

DecodeStep decodeMetaspace(const std::string &replacement, bool dropsFirst) {
  return total([=](StringRef token, const DecodeContext &context) {
    return replaceAll(token, replacement,
                      dropsFirst && !context.previous ? "" : " ");
  });
}

DecodeStep decodeWithSuffix(const std::string &suffix) {
  return total([=](StringRef token, const DecodeContext &context) {
    bool begins =
        context.previous && StringRef(*context.previous).ends_with(suffix);
    return (begins ? " " : "") + replaceAll(token, suffix, "");
  });
}

DecodeStep decodeSeparated() {
  return total([](StringRef token, const DecodeContext &context) {
    return (context.previous ? " " : "") + token.str();
  });
}

DecodeStep decodeStrip(const std::string &content, size_t start, size_t stop,
                       bool ofFirst) {
  return total([=](StringRef token, const DecodeContext &context) {
    if (ofFirst && context.previous)
      return token.str();
    for (size_t i = 0; i < start && token.consume_front(content); ++i)
      ;
    for (size_t i = 0; i < stop && token.consume_back(content); ++i)
      ;
    return token.str();
  });
}

DecodeStep decodeReplace(Matcher pattern, std::string content) {
  Normalizer step = replace(std::move(pattern), std::move(content));
  return
      [step](std::string &token, const DecodeContext &) { return step(token); };
}

} // namespace tenfold::tokenizer
