// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Python's methods of strings, on UTF-8.
#ifndef TENFOLD_JINJA_STRINGS_H
#define TENFOLD_JINJA_STRINGS_H

#include "lib/Tokenizer/Utf8.h"

#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace tenfold::jinja {

inline std::vector<llvm::StringRef> charactersOf(llvm::StringRef text) {
  std::vector<llvm::StringRef> characters;
  for (size_t at = 0; at < text.size();) {
    unsigned length = tokenizer::decodeUtf8(text, at).length;
    characters.push_back(text.substr(at, length));
    at += length;
  }
  return characters;
}

/// Without characters of `which` at the ends, blanks when that is null.
llvm::StringRef strip(llvm::StringRef text, const std::string *which, bool left,
                      bool right);

/// `limit` below 0 is none.
std::string replace(llvm::StringRef text, llvm::StringRef what,
                    llvm::StringRef with, int64_t limit);

/// At `separator`; without one at blanks, and without empty parts.
llvm::SmallVector<llvm::StringRef>
split(llvm::StringRef text, const std::string *separator, int64_t limit);

/// The first letter, or that of every word, in capitals, the others small.
std::string capitalize(llvm::StringRef text, bool everyWord);

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_STRINGS_H
