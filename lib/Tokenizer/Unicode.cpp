//===- Unicode.cpp - properties and normal forms by utf8proc --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Unicode.h"

#include "lib/Tokenizer/Utf8.h"

#include "llvm/ADT/StringExtras.h"

#include <cstdlib>
#include <utf8proc.h>

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

utf8proc_category_t category(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

bool between(char32_t c, utf8proc_category_t first, utf8proc_category_t last) {
  return category(c) >= first && category(c) <= last;
}

} // namespace

bool isWhitespace(char32_t c) {
  return (c >= 9 && c <= 13) || c == 0x85 ||
         between(c, UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZP);
}

bool isNumeric(char32_t c) {
  return between(c, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_NO);
}

bool isPunctuation(char32_t c) {
  return (c < 128 && llvm::isPunct(static_cast<char>(c))) ||
         between(c, UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PO);
}

bool isOther(char32_t c) {
  return between(c, UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CO);
}

bool isMark(char32_t c) {
  return between(c, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME);
}

bool isNonspacingMark(char32_t c) {
  return category(c) == UTF8PROC_CATEGORY_MN;
}

bool isWordCharacter(char32_t c) {
  return between(c, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_ND) ||
         category(c) == UTF8PROC_CATEGORY_NL ||
         category(c) == UTF8PROC_CATEGORY_PC;
}

bool isChineseCharacter(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kBlocks[] = {
      {0x4e00, 0x9fff},   {0x3400, 0x4dbf},   {0x20000, 0x2a6df},
      {0x2a700, 0x2b73f}, {0x2b740, 0x2b81f}, {0x2b920, 0x2ceaf},
      {0xf900, 0xfaff},   {0x2f800, 0x2fa1f}};
  return any_of(kBlocks, [c](auto block) {
    return c >= block.first && c <= block.second;
  });
}

std::string toLower(StringRef text) {
  std::string lower;
  lower.reserve(text.size());
  forEachCharacter(text, [&](char32_t c, size_t, unsigned) {
    // The one letter whose small form is two characters, in every language.
    if (c == 0x130)
      lower += "i\u0307";
    else
      appendUtf8(lower, utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
  });
  return lower;
}

std::string toUpper(StringRef text) {
  std::string upper;
  upper.reserve(text.size());
  forEachCharacter(text, [&](char32_t c, size_t, unsigned) {
    if (c == 0xdf)
      upper += "SS";
    else
      appendUtf8(upper, utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
  });
  return upper;
}

void forEachGrapheme(StringRef text, function_ref<void(StringRef)> visit) {
  size_t begin = 0;
  utf8proc_int32_t previous = 0, state = 0;
  forEachCharacter(text, [&](char32_t c, size_t at, unsigned) {
    auto current = static_cast<utf8proc_int32_t>(c);
    if (at > 0 && utf8proc_grapheme_break_stateful(previous, current, &state)) {
      visit(text.slice(begin, at));
      begin = at;
    }
    previous = current;
  });
  if (begin < text.size())
    visit(text.drop_front(begin));
}

std::string normalize(StringRef text, NormalForm form) {
  if (isASCII(text))
    return text.str();
  bool compose = form == NormalForm::C || form == NormalForm::KC;
  bool compatible = form == NormalForm::KC || form == NormalForm::KD;
  auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | (compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
      (compatible ? UTF8PROC_COMPAT : 0));
  utf8proc_uint8_t *result = nullptr;
  utf8proc_ssize_t size =
      utf8proc_map(text.bytes_begin(), text.size(), &result, options);
  std::string normal(reinterpret_cast<const char *>(result),
                     size < 0 ? 0 : static_cast<size_t>(size));
  std::free(result);
  return normal;
}

} // namespace tenfold::tokenizer
