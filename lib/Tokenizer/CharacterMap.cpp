//===- CharacterMap.cpp - SentencePiece's compiled normalization ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/CharacterMap.h"

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Unicode.h"
#include "lib/Tokenizer/Utf8.h"

#include "llvm/Support/Endian.h"

using namespace llvm;

namespace tenfold::tokenizer {

Expected<CharacterMap> CharacterMap::parse(StringRef blob) {
  size_t bytes =
      blob.size() < 4 ? SIZE_MAX : support::endian::read32le(blob.data());
  if (bytes > blob.size() - 4 || bytes % 4 != 0)
    return error("expected a compiled character map, got other bytes");
  CharacterMap map;
  for (size_t at = 4; at < 4 + bytes; at += 4)
    map.units.push_back(support::endian::read32le(blob.data() + at));
  map.replacements = blob.drop_front(4 + bytes).str();
  if (!isUtf8(map.replacements))
    return error("expected replacements in UTF-8 in a character map");
  return map;
}

/// Of the shortest beginning of the text that the map has, as the tokenizers
/// package takes it. A unit holds its label in bits 0-7, whether a value
/// follows in bit 8, and the offset of its children from bit 10 on, by 256 if
/// bit 9 is set (Darts-clone).
std::optional<StringRef> CharacterMap::find(StringRef text) const {
  auto offset = [&](size_t node) -> size_t {
    return units[node] >> 10 << ((units[node] & 0x200) >> 6);
  };
  size_t node = units.empty() ? 0 : offset(0);
  for (unsigned char byte : text) {
    node ^= byte;
    if (byte == 0 || node >= units.size() || (units[node] & 0x800000ff) != byte)
      return std::nullopt;
    bool hasValue = units[node] & 0x100;
    node ^= offset(node);
    if (!hasValue)
      continue;
    size_t at = node < units.size() ? units[node] & 0x7fffffff : SIZE_MAX;
    if (at >= replacements.size())
      return std::nullopt;
    return StringRef(replacements.c_str() + at);
  }
  return std::nullopt;
}

void CharacterMap::appendMapped(std::string &result, StringRef grapheme) const {
  constexpr size_t kMaxMapped = 5; // bytes of a grapheme mapped as a whole
  if (grapheme.size() <= kMaxMapped)
    if (std::optional<StringRef> whole = find(grapheme)) {
      result += *whole;
      return;
    }
  forEachCharacter(grapheme, [&](char32_t, size_t at, unsigned length) {
    StringRef character = grapheme.substr(at, length);
    result += find(character).value_or(character);
  });
}

std::string CharacterMap::apply(StringRef text) const {
  std::string result;
  forEachGrapheme(text,
                  [&](StringRef grapheme) { appendMapped(result, grapheme); });
  return result;
}

} // namespace tenfold::tokenizer
