// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Regular expressions of tokenizers (Oniguruma's and Rust's dialects where
/// they agree) by PCRE2, on well-formed UTF-8.
#ifndef TENFOLD_TOKENIZER_REGEX_H
#define TENFOLD_TOKENIZER_REGEX_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <memory>

struct pcre2_real_code_8;

namespace tenfold::tokenizer {

class Regex {
public:
  static llvm::Expected<Regex> compile(llvm::StringRef pattern);

  /// Visits [begin, end) of each match that is not empty, from left to right.
  /// Gives up with an error where a pattern backtracks without end.
  llvm::Error matches(llvm::StringRef text,
                      llvm::function_ref<void(size_t, size_t)> visit) const;

private:
  std::shared_ptr<pcre2_real_code_8> code;
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_REGEX_H
