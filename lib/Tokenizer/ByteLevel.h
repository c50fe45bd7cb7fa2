// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// GPT-2's writing of bytes as visible characters: printable Latin-1 stands
/// for itself, the other 68 bytes are U+0100 and up, in order.
#ifndef TENFOLD_TOKENIZER_BYTELEVEL_H
#define TENFOLD_TOKENIZER_BYTELEVEL_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace tenfold::tokenizer {

std::string bytesToCharacters(llvm::StringRef bytes);

/// None when a character stands for no byte.
std::optional<std::string> charactersToBytes(llvm::StringRef text);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_BYTELEVEL_H
