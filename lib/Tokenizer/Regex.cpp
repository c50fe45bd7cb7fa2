//===- Regex.cpp - patterns of tokenizers by PCRE2 ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PCRE2's `\s` and `\w` are not quite Unicode's, so they are spelled out as
// properties. What Oniguruma reads otherwise inside a class, nested sets and
// intersections, is refused.
//
//===----------------------------------------------------------------------===//
#include "lib/Tokenizer/Regex.h"

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

/// Steps of backtracking for one match: the patterns of models take a few per
/// character at worst.
uint32_t stepsFor(StringRef text) {
  return static_cast<uint32_t>(
      std::min<size_t>(100'000 + 32 * text.size(), UINT32_MAX));
}

constexpr size_t kStackBytes = size_t(8) << 20;
constexpr StringLiteral kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";

/// The escape after a backslash in PCRE2's words.
Expected<std::string> translateEscape(char c, bool inClass) {
  switch (c) {
  case 's':
    return R"(\p{White_Space})";
  case 'S':
    return R"(\P{White_Space})";
  case 'w':
    return inClass ? kWord.str() : ("[" + kWord + "]").str();
  case 'W':
    if (inClass)
      return error("expected no \\W in a class");
    return ("[^" + kWord + "]").str();
  case 'h':
  case 'H':
    return error("expected no \\h, which has two meanings");
  default:
    return std::string{'\\', c};
  }
}

Expected<std::string> translate(StringRef pattern) {
  std::string result;
  bool inClass = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      Expected<std::string> escape = translateEscape(pattern[++i], inClass);
      if (!escape)
        return escape.takeError();
      result += *escape;
      continue;
    }
    if (inClass && (c == '[' || pattern.substr(i).starts_with("&&")))
      return error("expected classes without sets in them");
    if (c == '[')
      inClass = true;
    else if (c == ']')
      inClass = false;
    result += c;
  }
  return result;
}

std::string message(int code) {
  PCRE2_UCHAR text[256] = {};
  pcre2_get_error_message(code, text, sizeof(text));
  return reinterpret_cast<const char *>(text);
}

/// What matching needs beside the pattern: one of each thread, since patterns
/// are shared and pieces of text are short.
struct Scratch {
  pcre2_match_data *data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context *context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack *stack =
      pcre2_jit_stack_create(1 << 15, kStackBytes, nullptr);

  Scratch() { pcre2_jit_stack_assign(context, nullptr, stack); }
  Scratch(const Scratch &) = delete;
  ~Scratch() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
};

/// The match at or after `from`; falls back from machine code, whose stack is
/// bounded, to the interpreter, which is bounded by the limit.
int find(const pcre2_code *code, StringRef text, size_t from,
         const Scratch &scratch) {
  auto match = [&](uint32_t options) {
    return pcre2_match(code, text.bytes_begin(), text.size(), from,
                       options | PCRE2_NO_UTF_CHECK, scratch.data,
                       scratch.context);
  };
  int found = match(0);
  return found == PCRE2_ERROR_JIT_STACKLIMIT ? match(PCRE2_NO_JIT) : found;
}

} // namespace

Expected<Regex> Regex::compile(StringRef pattern) {
  Expected<std::string> translated = translate(pattern);
  if (!translated)
    return error("pattern '" + pattern +
                 "': " + toString(translated.takeError()));
  int code = 0;
  PCRE2_SIZE at = 0;
  Regex regex;
  regex.code = {pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated->data()),
                              translated->size(),
                              PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C,
                              &code, &at, nullptr),
                pcre2_code_free};
  if (!regex.code)
    return error("pattern '" + pattern + "': " + message(code));
  // Where machine code may not be made, the interpreter does the same.
  pcre2_jit_compile(regex.code.get(), PCRE2_JIT_COMPLETE);
  return regex;
}

Error Regex::matches(StringRef text,
                     function_ref<void(size_t, size_t)> visit) const {
  static thread_local const Scratch scratch;
  pcre2_set_match_limit(scratch.context, stepsFor(text));
  for (size_t from = 0; from < text.size();) {
    int found = find(code.get(), text, from, scratch);
    if (found == PCRE2_ERROR_NOMATCH)
      break;
    if (found < 0)
      return error("a pattern fails on this text: " + message(found));
    const PCRE2_SIZE *range = pcre2_get_ovector_pointer(scratch.data);
    size_t begin = range[0], end = range[1];
    from = std::max(end, from);
    if (begin < end)
      visit(begin, end);
    else if (from < text.size()) // past an empty match by one character
      from += decodeUtf8(text, from).length;
    else
      break;
  }
  return Error::success();
}

} // namespace tenfold::tokenizer
