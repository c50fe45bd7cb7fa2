// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Properties of characters and normal forms, by utf8proc.
#ifndef TENFOLD_TOKENIZER_UNICODE_H
#define TENFOLD_TOKENIZER_UNICODE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tenfold::tokenizer {

bool isWhitespace(char32_t c);       ///< property White_Space
bool isNumeric(char32_t c);          ///< N*
bool isPunctuation(char32_t c);      ///< P*, and ASCII's symbols
bool isOther(char32_t c);            ///< control, format, private use
bool isMark(char32_t c);             ///< M*
bool isNonspacingMark(char32_t c);   ///< Mn
bool isWordCharacter(char32_t c);    ///< letters, marks, digits, connectors
bool isChineseCharacter(char32_t c); ///< CJK ideographs, not kana or hangul

std::string toLower(llvm::StringRef text);
std::string toUpper(llvm::StringRef text);

/// What is read as one character, accents and joined emoji with their base.
void forEachGrapheme(llvm::StringRef text,
                     llvm::function_ref<void(llvm::StringRef)> visit);

enum class NormalForm { C, D, KC, KD };
std::string normalize(llvm::StringRef text, NormalForm form);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_UNICODE_H
