//===- Strings.cpp - Python's methods of strings --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Strings.h"

#include "lib/Tokenizer/Unicode.h"

using namespace llvm;

namespace tenfold::jinja {
namespace {

/// Python counts four separators of ASCII among the blanks.
bool isBlank(StringRef character) {
  char32_t c = tokenizer::decodeUtf8(character, 0).code;
  return tokenizer::isWhitespace(c) || (c >= 0x1c && c <= 0x1f);
}

} // namespace

StringRef strip(StringRef text, const std::string *which, bool left,
                bool right) {
  auto goes = [&](StringRef character) {
    return which ? StringRef(*which).contains(character) : isBlank(character);
  };
  std::vector<StringRef> characters = charactersOf(text);
  size_t begin = 0, end = characters.size();
  while (left && begin < end && goes(characters[begin]))
    text = text.drop_front(characters[begin++].size());
  while (right && begin < end && goes(characters[end - 1]))
    text = text.drop_back(characters[--end].size());
  return text;
}

std::string replace(StringRef text, StringRef what, StringRef with,
                    int64_t limit) {
  std::string replaced;
  for (; limit != 0 && !what.empty(); --limit) {
    size_t at = text.find(what);
    if (at == StringRef::npos)
      break;
    replaced += text.take_front(at);
    replaced += with;
    text = text.drop_front(at + what.size());
  }
  return replaced + text.str();
}

SmallVector<StringRef> split(StringRef text, const std::string *separator,
                             int64_t limit) {
  SmallVector<StringRef> parts;
  if (separator) {
    text.split(parts, *separator, static_cast<int>(limit));
    return parts;
  }
  text = strip(text, nullptr, true, false);
  size_t begin = 0, at = 0;
  bool inWord = false;
  for (StringRef character : charactersOf(text)) {
    bool blank = isBlank(character);
    if (!inWord && !blank) {
      if (limit-- == 0) {
        parts.push_back(text.drop_front(at));
        return parts;
      }
      begin = at;
    } else if (inWord && blank) {
      parts.push_back(text.slice(begin, at));
    }
    inWord = !blank;
    at += character.size();
  }
  if (inWord)
    parts.push_back(text.drop_front(begin));
  return parts;
}

std::string capitalize(StringRef text, bool everyWord) {
  std::string result;
  bool first = true;
  for (StringRef character : charactersOf(text)) {
    result +=
        first ? tokenizer::toUpper(character) : tokenizer::toLower(character);
    char32_t c = tokenizer::decodeUtf8(character, 0).code;
    first = everyWord && !(tokenizer::isWordCharacter(c) &&
                           !tokenizer::isNumeric(c) && c != '_');
  }
  return result;
}

} // namespace tenfold::jinja
