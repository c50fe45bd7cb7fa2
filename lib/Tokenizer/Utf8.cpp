//===- Utf8.cpp - UTF-8 that may be malformed -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {

Character decodeUtf8(StringRef text, size_t at) {
  auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80)
    return {lead, 1, true};
  // Table 3-7 of the Unicode standard: the second byte's range is narrower
  // after four of the leads, which leaves out overlong forms, surrogates and
  // what lies above U+10FFFF.
  if (lead < 0xc2 || lead > 0xf4)
    return {0xfffd, 1, false};
  unsigned size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  unsigned char lo = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned char hi = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  char32_t code = lead & (0x7fu >> size);
  for (unsigned i = 1; i < size; ++i, lo = 0x80, hi = 0xbf) {
    if (at + i == text.size())
      return {0xfffd, i, false, true};
    auto byte = static_cast<unsigned char>(text[at + i]);
    if (byte < lo || byte > hi)
      return {0xfffd, i, false};
    code = code << 6 | (byte & 0x3f);
  }
  return {code, size, true};
}

void appendUtf8(std::string &text, char32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  unsigned size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  unsigned shift = 6 * (size - 1);
  text += static_cast<char>((0xf00u >> size & 0xff) | code >> shift);
  while (shift) {
    shift -= 6;
    text += static_cast<char>(0x80 | (code >> shift & 0x3f));
  }
}

std::string lossyUtf8(StringRef bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    Character c = decodeUtf8(bytes, at);
    if (c.valid)
      text.append(bytes.data() + at, c.length);
    else
      appendUtf8(text, c.code);
    at += c.length;
  }
  return text;
}

bool isUtf8(StringRef text) {
  for (size_t at = 0; at < text.size();) {
    Character c = decodeUtf8(text, at);
    if (!c.valid)
      return false;
    at += c.length;
  }
  return true;
}

} // namespace tenfold::tokenizer
