//===- ByteLevel.cpp - bytes as characters --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/ByteLevel.h"

#include "lib/Tokenizer/Utf8.h"

#include <array>

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr bool isVisible(unsigned byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte != 0xad);
}

constexpr std::array<char32_t, 256> makeCharacters() {
  std::array<char32_t, 256> table{};
  char32_t next = 0x100;
  for (unsigned byte = 0; byte < 256; ++byte)
    table[byte] = isVisible(byte) ? byte : next++;
  return table;
}

constexpr std::array<char32_t, 256> kCharacters = makeCharacters();
constexpr unsigned kEnd = 0x100 + 68;

constexpr std::array<int16_t, kEnd> makeBytes() {
  std::array<int16_t, kEnd> table{};
  table.fill(-1);
  for (unsigned byte = 0; byte < 256; ++byte)
    table[kCharacters[byte]] = static_cast<int16_t>(byte);
  return table;
}

constexpr std::array<int16_t, kEnd> kBytes = makeBytes();

} // namespace

std::string bytesToCharacters(StringRef bytes) {
  std::string text;
  text.reserve(bytes.size() * 3 / 2);
  for (unsigned char byte : bytes)
    appendUtf8(text, kCharacters[byte]);
  return text;
}

std::optional<std::string> charactersToBytes(StringRef text) {
  std::string bytes;
  bool known = true;
  forEachCharacter(text, [&](char32_t c, size_t, unsigned) {
    known &= c < kEnd && kBytes[c] >= 0;
    if (known)
      bytes += static_cast<char>(kBytes[c]);
  });
  if (!known)
    return std::nullopt;
  return bytes;
}

} // namespace tenfold::tokenizer
