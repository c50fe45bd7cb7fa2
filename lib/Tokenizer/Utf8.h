// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_UTF8_H
#define TENFOLD_TOKENIZER_UTF8_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace tenfold::tokenizer {

/// A character and the bytes it stands in; where text is malformed U+FFFD and
/// the longest beginning of a character there, as Unicode (3.9) recommends.
struct Character {
  char32_t code;
  unsigned length;
  bool valid;
  bool cut = false; ///< malformed only because the text ends in it
};

/// `at` is below the size.
Character decodeUtf8(llvm::StringRef text, size_t at);

void appendUtf8(std::string &text, char32_t code);

/// Each malformed part as U+FFFD.
std::string lossyUtf8(llvm::StringRef bytes);

bool isUtf8(llvm::StringRef text);

/// Visits the characters of well-formed text: visit(code, begin, length).
template <typename Visit>
void forEachCharacter(llvm::StringRef text, Visit visit) {
  for (size_t at = 0; at < text.size();) {
    Character c = decodeUtf8(text, at);
    visit(c.code, at, c.length);
    at += c.length;
  }
}

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_UTF8_H
