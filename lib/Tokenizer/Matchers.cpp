//===- Matchers.cpp - strings, characters and patterns in text ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Matchers.h"

#include "lib/Tokenizer/Regex.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {

using Visit = function_ref<void(size_t, size_t)>;

Matcher literal(std::string text) {
  return [text = std::move(text)](StringRef in, Visit visit) {
    if (!text.empty())
      for (size_t at = in.find(text); at != StringRef::npos;
           at = in.find(text, at + text.size()))
        visit(at, at + text.size());
    return Error::success();
  };
}

Matcher characters(bool (*matches)(char32_t)) {
  return [matches](StringRef in, Visit visit) {
    forEachCharacter(in, [&](char32_t c, size_t at, unsigned length) {
      if (matches(c))
        visit(at, at + length);
    });
    return Error::success();
  };
}

Expected<Matcher> pattern(StringRef text) {
  Expected<Regex> regex = Regex::compile(text);
  if (!regex)
    return regex.takeError();
  return [regex = std::move(*regex)](StringRef in, Visit visit) {
    return regex.matches(in, visit);
  };
}

} // namespace tenfold::tokenizer
