//===- Normalizers.cpp - what is done to text before it is split ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Normalizers.h"

#include "lib/Tokenizer/ByteLevel.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

/// A normalizer that cannot fail.
template <typename Function> Normalizer total(Function function) {
  return [function = std::move(function)](std::string &text) {
    text = function(text);
    return Error::success();
  };
}

std::string withoutMarks(StringRef text, bool (*isMark)(char32_t)) {
  std::string kept;
  forEachCharacter(text, [&](char32_t c, size_t at, unsigned length) {
    if (!isMark(c))
      kept += text.substr(at, length);
  });
  return kept;
}

/// Spaces of any kind become U+0020; other control characters go.
std::string cleanText(StringRef text) {
  std::string clean;
  forEachCharacter(text, [&](char32_t c, size_t at, unsigned length) {
    if (isWhitespace(c))
      clean += ' ';
    else if (c != 0xfffd && !isOther(c))
      clean += text.substr(at, length);
  });
  return clean;
}

std::string spaceChinese(StringRef text) {
  std::string spaced;
  forEachCharacter(text, [&](char32_t c, size_t at, unsigned length) {
    bool chinese = isChineseCharacter(c);
    spaced += chinese ? " " : "";
    spaced += text.substr(at, length);
    spaced += chinese ? " " : "";
  });
  return spaced;
}

} // namespace

Normalizer normalForm(NormalForm form) {
  return total([form](StringRef text) { return normalize(text, form); });
}

Normalizer lowercase() { return total(toLower); }

Normalizer stripMarks(bool (*isMark)(char32_t)) {
  return total([isMark](StringRef text) { return withoutMarks(text, isMark); });
}

Normalizer bertNormalizer(BertOptions options) {
  return total([options](StringRef in) {
    std::string text = in.str();
    if (options.cleanText)
      text = cleanText(text);
    if (options.spaceChinese)
      text = spaceChinese(text);
    if (options.stripAccents)
      text = withoutMarks(normalize(text, NormalForm::D), isNonspacingMark);
    return options.lowercase ? toLower(text) : text;
  });
}

Normalizer replace(Matcher pattern, std::string content) {
  return [pattern = std::move(pattern),
          content = std::move(content)](std::string &text) -> Error {
    std::string replaced;
    size_t kept = 0;
    if (Error error = pattern(text, [&](size_t begin, size_t end) {
          replaced.append(text, kept, begin - kept);
          replaced += content;
          kept = end;
        }))
      return error;
    replaced.append(text, kept);
    text = std::move(replaced);
    return Error::success();
  };
}

Normalizer prepend(std::string prefix) {
  return total([prefix = std::move(prefix)](StringRef text) {
    return text.empty() ? "" : prefix + text.str();
  });
}

Normalizer strip(bool left, bool right) {
  return total([=](StringRef text) {
    size_t begin = text.size(), end = 0;
    forEachCharacter(text, [&](char32_t c, size_t at, unsigned length) {
      if (isWhitespace(c))
        return;
      begin = std::min(begin, at);
      end = at + length;
    });
    return text.slice(left ? begin : 0, right ? end : text.size()).str();
  });
}

Normalizer byteLevelNormalizer() { return total(bytesToCharacters); }

} // namespace tenfold::tokenizer
