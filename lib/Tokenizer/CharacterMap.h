// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_CHARACTERMAP_H
#define TENFOLD_TOKENIZER_CHARACTERMAP_H

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace tenfold::tokenizer {

/// SentencePiece's compiled normalization: texts of a character or a few, and
/// what they become. The blob is the number of bytes of a double array (Darts),
/// the array, and the replacements, each ended by a zero.
class CharacterMap {
public:
  static llvm::Expected<CharacterMap> parse(llvm::StringRef blob);

  /// Each grapheme, or else each character in it, replaced where the map has
  /// it.
  std::string apply(llvm::StringRef text) const;

private:
  std::optional<llvm::StringRef> find(llvm::StringRef text) const;
  void appendMapped(std::string &result, llvm::StringRef grapheme) const;

  std::vector<uint32_t> units;
  std::string replacements;
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_CHARACTERMAP_H
