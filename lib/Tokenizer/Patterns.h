// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_PATTERNS_H
#define TENFOLD_TOKENIZER_PATTERNS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace tenfold::tokenizer {

/// How a family of byte-level models splits text: by each pattern in turn,
/// matches and what lies between them apart.
struct WordPatterns {
  llvm::ArrayRef<llvm::StringLiteral> patterns;
  bool ignoreMerges = false; ///< words that are tokens stay whole
  bool addsBos = false;      ///< when the file does not say
  bool composes = false;     ///< text is brought to form NFC first
};

extern const llvm::StringLiteral kGpt2Pattern;

/// By GGUF's name of it, `tokenizer.ggml.pre`; null for an unknown one.
const WordPatterns *findPatterns(llvm::StringRef name);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_PATTERNS_H
