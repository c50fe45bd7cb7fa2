// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_MATCHERS_H
#define TENFOLD_TOKENIZER_MATCHERS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <functional>

namespace tenfold::tokenizer {

/// Visits [begin, end) of each match in a text, from left to right; matches
/// are not empty and do not overlap.
using Matcher = std::function<llvm::Error(
    llvm::StringRef, llvm::function_ref<void(size_t, size_t)>)>;

Matcher literal(std::string text);
Matcher characters(bool (*matches)(char32_t));
llvm::Expected<Matcher> pattern(llvm::StringRef regex);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_MATCHERS_H
